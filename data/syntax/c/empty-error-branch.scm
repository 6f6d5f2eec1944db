; id: empty-error-branch
; cwe: 390
; severity: low
; confidence: high
; title: Error seen and ignored
; message: the branch for '{condition}' is empty
; explanation: The program notices that something failed and goes on as if it had not. What follows works with data that was
;   never made.
; remedy: Handle the error, pass it on, or say in a comment why nothing needs to be done.
; match:
;| void f(void) { char *p = malloc(9); if (p == NULL) { } p[0] = 0; }
; match:
;| void f(void) { if (remove("a") != 0) { } }
; match:
;| void f(void) { if (setuid(u) < 0); }
; no-match:
;| void f(void) { if (p == NULL) { /* optional: nothing to free */ } if (p == NULL) return; if (a > b) { } else g(); }

(if_statement
  condition: (_) @condition
  consequence: [(compound_statement) @body (expression_statement) @body]
  !alternative
  (#bare? @body)
  (#match? @body "^[;{]")
  (#match? @condition "(==\\s*(NULL|nullptr|-1|EOF|0)\\b|!=\\s*0\\b|<\\s*0\\b|\\(\\s*![^=]|\\berrno\\b|\\berror\\b|INVALID_HANDLE_VALUE)")) @match

