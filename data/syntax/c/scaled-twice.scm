; id: scaled-twice
; cwe: 468
; severity: medium
; confidence: high
; title: Pointer moved by a size in bytes
; message: '{name}' is moved by a number of bytes, and the compiler multiplies by the element's size again
; explanation: Adding n to a pointer moves it by n elements. When n was already multiplied by sizeof the pointer lands far behind
;   the buffer.
; remedy: Add the number of elements, or cast to a byte pointer first.
; match:
;| int f(int *values, int i) { return *(values + i * sizeof(int)); }
; match:
;| void f(struct dose *d) { struct dose *next = d + sizeof(*d); }
; match:
;| int f(int *values) { return *(values + (2 * sizeof(int))); }
; no-match:
;| int f(char *bytes, int i) { return *(int *)(bytes + i * sizeof(int)); }
; no-match:
;| pixel *f(pixel *row, int n) { return row + n * sizeof(int); } // the name may well stand for a byte
; no-match:
;| int f(int *values, int n) { return values[n] + n * sizeof(int); }
; no-match:
;| int *f(int *values, int i) { return values + sizeof(table) / sizeof(table[0]); }

(binary_expression
  left: (identifier) @name
  operator: ["+" "-"]
  right: [(sizeof_expression) (binary_expression operator: "*") (parenthesized_expression (binary_expression operator: "*"))] @offset
  (#match? @offset "\\bsizeof\\b")
  (#not-match? @offset "/|sizeof\\s*\\(\\s*(char|uint8_t|unsigned char)\\s*\\)")
  (#type? @name "^((const|volatile|unsigned|signed|long|short|int|float|double|struct \\w+|union \\w+|u?int(16|32|64)_t|size_t|wchar_t|u16|u32|u64) ?)+\\*$")) @match

