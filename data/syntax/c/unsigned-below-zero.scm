; id: unsigned-below-zero
; cwe: 570
; severity: low
; confidence: high
; title: Unsigned value compared with zero
; message: '{name}' is unsigned: '{expression}' never decides anything
; explanation: An unsigned value is never negative. A check for a negative length or error code is lost, or a loop that counts
;   down never ends.
; remedy: Use a signed type, or check before the subtraction or conversion.
; match:
;| int f(unsigned length) { if (length < 0) return -1; return 0; }
; match:
;| void f(size_t n) { for (size_t i = n; i >= 0; i--) clear(i); }
; no-match:
;| int f(int length, unsigned n) { if (length < 0 || n > 0 || n <= 0) return -1; return 0; }

((binary_expression left: (identifier) @name operator: "<" right: (number_literal) @zero) @match @expression
  (#value? @zero "0" "0")
  (#type? @name "^((const|static|register|volatile) )*(unsigned( (int|long|short|char|long long))?|size_t|uint(8|16|32|64|max|ptr)?_t|uint|[uU](8|16|32|64)|DWORD|WORD|BYTE|UINT)$"))

((binary_expression left: (identifier) @name operator: ">=" right: (number_literal) @zero) @match @expression
  (#value? @zero "0" "0")
  (#type? @name "^((const|static|register|volatile) )*(unsigned( (int|long|short|char|long long))?|size_t|uint(8|16|32|64|max|ptr)?_t|uint|[uU](8|16|32|64)|DWORD|WORD|BYTE|UINT)$")
  (#set! cwe "571"))
