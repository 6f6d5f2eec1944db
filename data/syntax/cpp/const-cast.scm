; id: cpp-const-cast
; cwe: 704
; severity: low
; confidence: medium
; title: Write protection cast away
; message: const_cast removes the promise not to change '{value}'
; explanation: Changing an object that was declared const is undefined: on a controller it may lie in flash, and the write faults or is ignored.
; remedy: Change the interface so that it says what it does; where an old C interface lacks const, say so in a comment.
; match:
;| void f(const char *s) { *const_cast<char *>(s) = 0; }
; no-match:
;| void f(char *s) { g(const_cast<const char *>(s)); int n = static_cast<int>(x); }

((call_expression
  function: (template_function name: (identifier) @cast arguments: (template_argument_list) @type)
  arguments: (argument_list (_) @value)) @match
  (#eq? @cast "const_cast")
  (#not-match? @type "\\bconst\\b"))
