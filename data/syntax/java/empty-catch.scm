; id: java-empty-catch
; cwe: 390
; severity: low
; confidence: high
; title: Exception caught and ignored
; message: {exception} is caught and nothing is done
; explanation: The program goes on as if the operation had succeeded; nobody learns that it did not.
; remedy: Handle it, log it, pass it on, or suppress this finding with the reason why it does not matter.
; match:
;| class A { void f() { try { send(); } catch (IOException e) { } } }
; match:
;| class A { void f() { try { send(); } catch (IOException e) { /* a comment handles nothing */ } } }
; no-match:
;| class A { void f() { try { g(); } catch (B e) { log(e); } } }
; no-match:
;| class A { void f() { try { wait(); } catch (InterruptedException ignored) { } } }

(catch_clause
  (catch_formal_parameter (catch_type) @exception name: (identifier) @name)
  body: (block) @body
  (#bare? @body)
  (#not-match? @name "^(ignored?|expected|_)$")) @match


(catch_clause
  (catch_formal_parameter (catch_type) @exception name: (identifier) @name)
  body: (block) @body
  (#count? @body "0" "0")
  (#not-bare? @body)
  (#not-match? @name "^(ignored?|expected|_)$")
  (#set! confidence "low")
  (#set! message "{exception} is caught, and a comment is all that happens")) @match
