; id: wrong-error-check
; cwe: 253
; severity: medium
; confidence: high
; title: Error looked for in the wrong value
; message: {function} does not tell a failure like this: {check}
; explanation: The comparison never sees the failure, so that the program goes on as if all were well.
; remedy: Compare with what the function's description names: a null pointer for fgets and malloc, a negative number for fprintf and fputs, fewer
;   items than asked for with fread and fwrite.
; match:
;| void f(FILE *in) { if (fgets(b, 9, in) < 0) stop(); }
; match:
;| void f(FILE *out) { if (fwrite(b, 1, 9, out) < 0) stop(); }
; match: 2
;| void f(FILE *out) { if (fputs("a", out) == 0) stop(); if (fprintf(out, "a") == 0) x(); }
; no-match:
;| void f(FILE *out) { if (fputs("a", out) < 0 || fgets(b, 9, in) == NULL || fwrite(b, 1, 9, out) != 9) stop(); if (malloc(9) == 0) x(); }

((binary_expression left: (call_expression function: (identifier) @function) operator: ["<" "<="] right: (number_literal) @zero) @match @check
  (#any-of? @function "fgets" "gets" "malloc" "calloc" "realloc" "fopen" "strdup" "getenv" "fdopen" "popen" "opendir" "fread" "fwrite"
    "strlen" "fgetws")
  (#eq? @zero "0"))

((binary_expression left: (call_expression function: (identifier) @function) operator: "==" right: (number_literal) @zero) @match @check
  (#any-of? @function "fputs" "fprintf" "printf" "puts" "vfprintf" "fputws" "fwprintf" "wprintf" "putchar" "fputc" "putc")
  (#eq? @zero "0"))

((binary_expression left: (call_expression function: (identifier) @function) operator: "==" right: (null)) @match @check
  (#any-of? @function "open" "socket" "accept" "read" "write" "send" "recv" "fputs" "fprintf" "fputc" "fork" "dup" "creat"))

