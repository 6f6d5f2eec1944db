; id: logical-for-bitwise
; cwe: 480
; severity: medium
; confidence: high
; title: Logical operator where a bit operator was meant
; message: '{expression}' tests whether {mask} is not zero, which it never is; was a single {operator} meant?
; explanation: && and || only ask whether each side is zero. A mask on one side makes the test constant.
; remedy: Write & or | for bits.
; match:
;| void f(int flags) { if (flags && 0x40) start(); }
; no-match:
;| void f(int flags) { if (flags & 0x40) start(); if (a && 1) x(); if (a || 0) y(); if (a && b == 4) z(); }

(binary_expression
  operator: ["&&" "||"] @operator
  right: (number_literal) @mask
  (#not-value? @mask "0" "1")) @match @expression

