; id: same-operands
; cwe: 571
; severity: medium
; confidence: high
; title: Both sides are the same
; message: both sides of '{expression}' are the same
; explanation: The result does not depend on anything, so the check decides nothing. One side was meant to be something else.
; remedy: Compare with what was meant.
; match:
;| int f(int dose) { return dose == dose; }
; match:
;| int f(struct p *p) { if (p->ready && p->ready) return 1; return 0; }
; match:
;| int f(int a) { return a < a; }
; no-match:
;| int f(double x, int a) { if (x != x) return 0; return a == b || next() == next() || a++ == a++; }

((binary_expression
  left: (_) @left operator: ["==" "<=" ">=" "&&" "||"] right: (_) @right) @match @expression
  (#eq? @left @right)
  (#not-type? @left "\\b(float|double)\\b") ; only what is no number differs from itself
  (#not-match? @left "\\(|\\+\\+|--|^[A-Z0-9_]+$|^[0-9'\"]"))

((binary_expression
  left: (_) @left operator: ["<" ">"] right: (_) @right) @match @expression
  (#eq? @left @right)
  (#not-match? @left "\\(|\\+\\+|--|^[A-Z0-9_]+$|^[0-9'\"]")
  (#set! cwe "570"))

