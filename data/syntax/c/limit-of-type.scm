; id: limit-of-type
; cwe: 570
; severity: low
; confidence: medium
; title: Comparison with the limit of the type
; message: '{expression}' never decides anything: '{name}' cannot go beyond the limit
; explanation: The check was to catch an overflow, but a value of this type is never outside of it. The overflow has happened before and passes.
; remedy: Check before the operation, or compute in a wider type.
; match:
;| int f(int total) { if (total < INT_MIN) return -1; return 0; }
; match:
;| int f(int total) { if (total <= INT_MAX) return 1; return 0; }
; match:
;| int f(int n) { return n == n - 1; }
; match:
;| int f(unsigned total) { if (total > UINT_MAX) return -1; return 0; }
; no-match:
;| int f(long total, int n) { if (total > INT_MAX || total < INT_MIN || n == INT_MAX || n >= INT_MAX) return -1; return 0; }
; no-match:
;| int f(unsigned long n) { return n > UINT_MAX; }

((binary_expression left: (identifier) @name operator: "<" right: (identifier) @limit) @match @expression
  (#eq? @limit "INT_MIN")
  (#type? @name "^((const|static|register|volatile) )*(signed )?(int|short|int32_t|int16_t)$"))

((binary_expression left: (identifier) @name operator: ">" right: (identifier) @limit) @match @expression
  (#eq? @limit "INT_MAX")
  (#type? @name "^((const|static|register|volatile) )*(signed )?(int|short|int32_t|int16_t)$"))

((binary_expression left: (identifier) @name operator: ">" right: (identifier) @limit) @match @expression
  (#any-of? @limit "UINT_MAX" "UINT32_MAX")
  (#type? @name "^((const|static|register|volatile) )*(unsigned|unsigned int|unsigned short|uint32_t|uint16_t)$"))

((binary_expression left: (identifier) @name operator: ">=" right: (identifier) @limit) @match @expression
  (#eq? @limit "INT_MIN")
  (#type? @name "^((const|static|register|volatile) )*(signed )?(int|short|int32_t|int16_t)$")
  (#set! cwe "571"))

((binary_expression left: (identifier) @name operator: "<=" right: (identifier) @limit) @match @expression
  (#any-of? @limit "INT_MAX" "UINT_MAX" "UINT32_MAX")
  (#type? @name "^((const|static|register|volatile) )*((signed )?(int|short|int32_t|int16_t)|unsigned|unsigned int|uint32_t|uint16_t)$")
  (#set! cwe "571"))

; n == n - 1
((binary_expression left: (identifier) @name operator: "==" right: [
    (parenthesized_expression (binary_expression left: (identifier) @other operator: ["+" "-"] right: (number_literal) @limit))
    (binary_expression left: (identifier) @other operator: ["+" "-"] right: (number_literal) @limit)]) @match @expression
  (#eq? @name @other)
  (#not-value? @limit "0" "0")
  (#set! message "'{expression}' is never true"))
