; id: stack-allocation-in-loop
; cwe: 770
; severity: medium
; confidence: high
; title: Stack memory taken in a loop
; message: {function} in a loop takes more stack in every round
; explanation: The memory is given back only when the function returns. The stack overflows after enough rounds, on a controller after few.
; remedy: Allocate once before the loop, or use the heap.
; match:
;| void f(int n) { for (int i = 0; i < n; i++) { char *p = alloca(100); use(p); } }
; no-match:
;| void f(int n) { char *p = alloca(100); for (int i = 0; i < n; i++) use(p); }

((call_expression function: (identifier) @function) @match
  (#any-of? @function "alloca" "_alloca" "__builtin_alloca")
  (#inside? @match for_statement while_statement do_statement for_range_loop))

