; id: cpp-empty-catch
; cwe: 390
; severity: low
; confidence: high
; title: Exception caught and ignored
; message: an exception is caught and nothing is done
; explanation: The program goes on as if the operation had succeeded; nobody learns that it did not.
; remedy: Handle it, pass it on, or suppress this finding with the reason why it does not matter.
; match:
;| void f() { try { send(); } catch (const net::error &e) { } }
; match:
;| void f() { try { send(); } catch (const net::error &) { /* a comment handles nothing */ } }
; no-match:
;| void f() { try { g(); } catch (...) { undo(); } }
; no-match:
;| T::~T() { try { close(); } catch (...) { } }

((catch_clause body: (compound_statement) @body) @match
  (#bare? @body)
  (#not-function-name? @body "~"))


((catch_clause body: (compound_statement) @body) @match
  (#count? @body "0" "0")
  (#not-bare? @body)
  (#not-function-name? @body "~")
  (#set! confidence "low")
  (#set! message "an exception is caught, and a comment is all that happens"))
