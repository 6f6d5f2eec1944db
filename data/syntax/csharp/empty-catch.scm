; id: csharp-empty-catch
; cwe: 390
; severity: low
; confidence: high
; title: Exception caught and ignored
; message: an exception is caught and nothing is done
; explanation: The program goes on as if the operation had succeeded; nobody learns that it did not.
; remedy: Handle it, log it, pass it on, or suppress this finding with the reason why it does not matter.
; match:
;| class A { void F() { try { Send(); } catch (IOException) { } } }
; match:
;| class A { void F() { try { Send(); } catch { } } }
; match:
;| class A { void F() { try { Send(); } catch (IOException) { /* a comment handles nothing */ } } }
; no-match:
;| class A { void F() { try { G(); } catch (B e) { Log(e); } } }
; no-match:
;| class A { void F() { try { Send(); } catch (OperationCanceledException) { } } }

((catch_clause body: (block) @body) @match
  (#bare? @body)
  (#not-match? @match "^catch\\s*\\(\\s*([\\w.]+\\.)?(OperationCanceled|TaskCanceled|ThreadAbort|ObjectDisposed)Exception"))


((catch_clause body: (block) @body) @match
  (#count? @body "0" "0")
  (#not-bare? @body)
  (#not-match? @match "^catch\\s*\\(\\s*([\\w.]+\\.)?(OperationCanceled|TaskCanceled|ThreadAbort|ObjectDisposed)Exception")
  (#set! confidence "low")
  (#set! message "an exception is caught, and a comment is all that happens"))
