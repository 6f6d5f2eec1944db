; id: array-parameter-size
; cwe: 467
; severity: medium
; confidence: high
; title: Size of an array that is a pointer
; message: '{name}' is a parameter: sizeof '{name}' is the size of a pointer
; explanation: An array parameter is a pointer, whatever its declaration says. The size has nothing to do with what the caller passed.
; remedy: Pass the size beside the array.
; match:
;| void f(char name[32]) { memset(name, 0, sizeof(name)); }
; no-match:
;| void f(void) { char name[32]; memset(name, 0, sizeof(name)); }
; no-match:
;| void f(char name[32]) { memset(name, 0, 32); use(sizeof(name[0])); }

((sizeof_expression value: [(identifier) @name (parenthesized_expression (identifier) @name)]) @match
  (#parameter? @name)
  (#type? @name "\\[\\]$"))

