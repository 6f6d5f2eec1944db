; id: precedence
; cwe: 783
; severity: medium
; confidence: high
; title: Comparison binds before the bit operator
; message: in '{expression}' the comparison comes first
; explanation: == and its relatives bind tighter than &, ^ and |: flags & MASK == 0 means flags & (MASK == 0), which is nearly
;   always 0.
; remedy: Put the bit operation in parentheses.
; match:
;| void f(int flags) { if (flags & 0x10 == 0) start(); }
; match:
;| int f(int a) { return a == READY | 4; }
; no-match:
;| void f(int flags) { if ((flags & 0x10) == 0) start(); if (a == b && c == d) x(); int both = (a == b) & (c == d); }
; no-match:
;| int f(int a, int b) { int ok = a == 1 & b == 2; return ok; }

((binary_expression
  left: (_) @left
  operator: ["&" "|" "^"]
  right: (binary_expression operator: ["==" "!=" "<" ">" "<=" ">="])) @match @expression
  (#not-match? @left "[=<>!]"))

((binary_expression
  left: (binary_expression operator: ["==" "!=" "<" ">" "<=" ">="])
  operator: ["&" "|" "^"]
  right: (_) @right) @match @expression
  (#not-match? @right "[=<>!]")
  (#match? @right "^[A-Z_0-9x()]+$"))

