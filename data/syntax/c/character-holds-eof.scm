; id: character-holds-eof
; cwe: 197
; severity: medium
; confidence: high
; title: End of file lost in a char
; message: '{name}' is a char and cannot tell EOF from a byte
; explanation: Where char is unsigned, as on ARM, the comparison with EOF is never true and the loop does not end; where it is signed, a byte 0xFF
;   ends it early.
; remedy: Declare the variable as int.
; match:
;| void f(FILE *in) { char c; while ((c = getc(in)) != EOF) put(c); }
; no-match:
;| void f(FILE *in) { int c; while ((c = getc(in)) != EOF) put(c); char d = getc(in); }

((binary_expression
  left: (parenthesized_expression (assignment_expression
    left: (identifier) @name
    right: (call_expression function: (identifier) @function)))
  operator: ["==" "!="]
  right: (_) @end) @match
  (#any-of? @function "getc" "fgetc" "getchar" "getc_unlocked" "getwchar" "fgetwc" "getwc")
  (#match? @end "^(EOF|WEOF|-1|\\(-1\\))$")
  (#type? @name "^((const|register|static) )*((un)?signed )?(char|uint8_t|int8_t|wchar_t|u8)$"))

