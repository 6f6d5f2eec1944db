; id: assignment-as-condition
; cwe: 481
; severity: medium
; confidence: high
; title: Assignment where a comparison was meant
; message: '{assignment}' assigns; it does not compare
; explanation: The condition is the constant itself, always true or always false, and the variable loses its value.
; remedy: Write ==, or put the assignment on a line of its own.
; match:
;| void f(int mode) { if (mode = 3) start(); }
; match:
;| void f(int mode) { while (mode = STOPPED) { poll(); } }
; no-match:
;| void f(char c, char *p) { if (c < 32 || c >= 127) start(); if (*p < 32 || *p >= 127) *p = '_'; else stop(); }
; no-match:
;| void f(int mode) { if (mode == 3) start(); if ((p = next(p)) != NULL) x(); while (c = getc(f)) y(); }

([(if_statement condition: (_ (assignment_expression left: (_) @left operator: "=" right: [(number_literal) (char_literal) (true) (false) (null)]) @assignment) )
  (while_statement condition: (_ (assignment_expression left: (_) @left operator: "=" right: [(number_literal) (char_literal) (true) (false) (null)]) @assignment))] @match
  (#not-match? @left ">$"))

([(if_statement condition: (_ (assignment_expression left: (_) operator: "=" right: (identifier) @right) @assignment))
  (while_statement condition: (_ (assignment_expression left: (_) operator: "=" right: (identifier) @right) @assignment))] @match
  (#match? @right "^[A-Z][A-Z0-9_]+$"))

