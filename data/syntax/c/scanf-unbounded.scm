; id: scanf-unbounded
; cwe: 120
; severity: high
; confidence: high
; title: scanf reads a word of any length
; message: {function} with format {format} reads a word of any length into a buffer of a fixed one
; explanation: %s and %[ without a width read until white space. Whoever supplies the input decides how much memory is
;   overwritten.
; remedy: State a width one less than the buffer's size, as in "%79s", or read a line with fgets.
; match:
;| void f(void) { char w[80]; scanf("%s", w); }
; match:
;| void f(FILE *in) { char w[80]; fscanf(in, "%d %[a-z]", &n, w); }
; no-match:
;| void f(FILE *in) { char w[80]; fscanf(in, "%79s %*s %d%%s", w, &n); }
; no-match:
;| void f(void) { printf("%s", w); }

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (string_literal) @format)
  (#any-of? @function "scanf" "wscanf")
  (#match? @format "(?<!%)(?:%%)*%l?[sS\\[]")) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (string_literal) @format)
  (#any-of? @function "fscanf" "fwscanf")
  (#match? @format "(?<!%)(?:%%)*%l?[sS\\[]")
  (#set! confidence "medium")) @match

; Text in memory has mostly been limited where it was read, to a buffer of the same size; the engine knows where it was not.
(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (string_literal) @format)
  (#any-of? @function "sscanf" "swscanf")
  (#match? @format "(?<!%)(?:%%)*%l?[sS\\[]")
  (#set! severity "low") (#set! confidence "medium")) @match

