; id: empty-error-branch
; cwe: 390
; severity: low
; confidence: high
; title: Error seen and ignored
; message: the branch for '{condition}' is empty
; explanation: The program notices that something failed and goes on as if it had not. What follows works with data that was
;   never made.
; remedy: Handle the error, pass it on, or suppress this finding with the reason why nothing needs to be done.
; match:
;| void f(void) { char *p = malloc(9); if (p == NULL) { } p[0] = 0; }
; match:
;| void f(void) { if (remove("a") != 0) { } }
; match:
;| void f(void) { if (setuid(u) < 0); }
; match:
;| void f(void) { FILE *f = 0; f = fopen("a", "r"); if (f == NULL) { /* do nothing */ } fclose(f); }
; match: 2
;| void f(void) { if (fgets(b, 9, in) == NULL) { /* do nothing */ } errno = 0; x = sqrt(y); if (errno == EDOM) { /* ignored */ } }
; no-match:
;| void f(void) { if (p == NULL) { /* optional: nothing to free */ } if (p == NULL) return; if (a > b) { } else g(); }

(if_statement
  condition: (_) @condition
  consequence: [(compound_statement) @body (expression_statement) @body]
  !alternative
  (#bare? @body)
  (#match? @body "^[;{]")
  (#match? @condition "(==\\s*(NULL|nullptr|-1|EOF|0)\\b|!=\\s*0\\b|<\\s*0\\b|\\(\\s*![^=]|\\berrno\\b|\\berror\\b|INVALID_HANDLE_VALUE)")) @match


((if_statement
  condition: (_) @condition
  consequence: (compound_statement) @body
  !alternative) @match
  (#count? @body "0" "0")
  (#not-bare? @body)
  (#match? @condition "(\\)\\s*(==\\s*(NULL|nullptr|-1|EOF)\\b|!=\\s*0\\b|<\\s*0\\b)|\\berrno\\s*(==|!=))")
  (#set! confidence "low"))

((compound_statement
  (expression_statement (assignment_expression left: (_) @made right: [(call_expression) (cast_expression value: (call_expression))]))
  . (comment)*
  . (if_statement
    condition: (_ [
      (binary_expression left: (_) @tested operator: ["==" "!=" "<"] right: _ @failure)
      (unary_expression operator: "!" argument: (_) @tested)])
    consequence: (compound_statement) @body
    !alternative) @match)
  (#eq? @made @tested)
  (#count? @body "0" "0")
  (#not-bare? @body)
  (#match? @failure "^(NULL|nullptr|-1|EOF|0|INVALID_HANDLE_VALUE)$")
  (#set! message "the branch for a failure that is stored in '{made}' is empty")
  (#set! confidence "low"))
