; id: fixed-address
; cwe: 587
; severity: low
; confidence: medium
; title: Fixed address without volatile
; message: '{name}' points to the fixed address {address}
; explanation: The address belongs to one version of one processor. Without volatile the compiler may also keep, join or drop the accesses to a register.
; remedy: Use the vendor's register definitions, or a symbol that the linker script places; declare registers volatile.
; match:
;| void f(void) { unsigned *port = (unsigned *)0x40020000; *port = 1; }
; match:
;| void f(void) { void (*boot)(void) = (void (*)(void))0x08001000; boot(); }
; no-match:
;| void f(void) { volatile unsigned *port = (volatile unsigned *)0x40020000; unsigned *none = (unsigned *)0; }

((init_declarator
  declarator: (pointer_declarator declarator: (identifier) @name)
  value: (cast_expression type: (_) @type value: [(number_literal) @address (parenthesized_expression (number_literal) @address)])) @match
  (#match? @type "\\*")
  (#not-match? @type "\\bvolatile\\b")
  (#not-parent-match? @match "\\bvolatile\\b")
  (#value? @address "1024" "9223372036854775807"))


((init_declarator
  declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @name)))
  value: (cast_expression value: [(number_literal) @address (parenthesized_expression (number_literal) @address)])) @match
  (#value? @address "1024" "9223372036854775807"))
