; id: comparison-as-statement
; cwe: 482
; severity: medium
; confidence: high
; title: Comparison where an assignment was meant
; message: the result of '{comparison}' is not used; was an assignment meant?
; explanation: The statement has no effect: the variable keeps its old value.
; remedy: Write =, or remove the statement.
; match:
;| void f(int mode) { mode == 3; }
; no-match:
;| void f(int mode) { mode = 3; int same = mode == 3; assert(mode == 3); }

(expression_statement
  (binary_expression operator: "==") @comparison) @match

