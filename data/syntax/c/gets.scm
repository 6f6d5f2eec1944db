; id: gets
; cwe: 242
; severity: critical
; confidence: high
; title: Use of gets
; message: {function} reads a line of any length into '{buffer}', which has a fixed one
; explanation: gets cannot be told how large the buffer is. Whoever supplies the input decides how much of the memory
;   behind it is overwritten. The function was removed from the C standard in 2011.
; remedy: Use fgets with the buffer's size, and handle a line that did not fit.
; match:
;| void f(void) { char line[80]; gets(line); }
; no-match:
;| void f(void) { char line[80]; fgets(line, sizeof line, stdin); }
; no-match:
;| void f(struct reader *r) { r->gets(r); }

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @buffer .)
  (#any-of? @function "gets" "_getws" "getws")) @match
