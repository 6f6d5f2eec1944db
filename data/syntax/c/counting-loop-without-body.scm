; id: counting-loop-without-body
; cwe: 1164
; severity: low
; confidence: medium
; title: Loop that only counts
; message: the loop counts to {limit} and does nothing; the compiler removes it
; explanation: As a delay it does not wait, or waits for another time with each compiler and clock; as a leftover it hides what was to be done.
; remedy: Wait with a timer, declare the counter volatile where a short delay must be, or write the missing body.
; match:
;| void settle(void) { int i; for (i = 0; i < 1000; i++) { } }
; match:
;| void settle(void) { for (unsigned n = 0; n < 10; ++n); }
; match:
;| void settle(void) { int i = 0; while (i++ < 10) { } }
; no-match:
;| void settle(void) { volatile int i; for (i = 0; i < 1000; i++) { } for (int k = 0; k < 5; k++) { __asm__("nop"); } }
; no-match:
;| int size(const char *s) { int i; for (i = 0; s[i]; i++) { } for (i = 0; i < n && s[i] == ' '; i++); while (*s++) { } return i; }

((for_statement
  condition: (binary_expression left: (identifier) @name operator: ["<" "<=" "!="] right: (number_literal) @limit)
  update: (update_expression argument: (identifier) @counter)
  body: [(compound_statement) (expression_statement)] @body) @match
  (#eq? @name @counter)
  (#bare? @body)
  (#match? @body "^[{;]")
  (#type? @name "^(?!.*\\bvolatile\\b)"))

((while_statement
  condition: (_
    (binary_expression left: (update_expression argument: (identifier) @name) operator: ["<" "<=" "!="] right: (number_literal) @limit))
  body: [(compound_statement) (expression_statement)] @body) @match
  (#bare? @body)
  (#match? @body "^[{;]")
  (#type? @name "^(?!.*\\bvolatile\\b)"))
