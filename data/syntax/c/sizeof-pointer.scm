; id: sizeof-pointer
; cwe: 467
; severity: medium
; confidence: high
; title: Size of the pointer instead of what it points to
; message: sizeof '{name}' is the size of the pointer, not of the data, in {function}
; explanation: The pointer has four or eight bytes, whatever it points to. The buffer is allocated too small, or only its
;   first bytes are cleared, copied or compared.
; remedy: Write sizeof *p for one element, or carry the buffer's length beside the pointer.
; match:
;| struct dose *f(void) { struct dose *d = malloc(sizeof(d)); return d; }
; match:
;| void f(char *key) { memset(key, 0, sizeof(key)); }
; match:
;| void f(char *to, const char *from) { strncpy(to, from, sizeof to - 1); }
; no-match:
;| void f(void) { char key[16]; memset(key, 0, sizeof(key)); struct dose *d = malloc(sizeof *d); char **v = malloc(sizeof(char *)); }
; no-match:
;| void f(struct dose *d) { memcpy(&saved, &d, sizeof(d)); char **v = calloc(8, sizeof(v[0])); }

(init_declarator
  declarator: (pointer_declarator declarator: (identifier) @target)
  value: [(call_expression
      function: (identifier) @function
      arguments: (argument_list (sizeof_expression value: [(identifier) @name (parenthesized_expression (identifier) @name)])))
    (cast_expression value: (call_expression
      function: (identifier) @function
      arguments: (argument_list (sizeof_expression value: [(identifier) @name (parenthesized_expression (identifier) @name)]))))]
  (#eq? @target @name)
  (#any-of? @function "malloc" "calloc" "realloc")) @match

(assignment_expression
  left: (identifier) @target
  right: [(call_expression
      function: (identifier) @function
      arguments: (argument_list (sizeof_expression value: [(identifier) @name (parenthesized_expression (identifier) @name)])))
    (cast_expression value: (call_expression
      function: (identifier) @function
      arguments: (argument_list (sizeof_expression value: [(identifier) @name (parenthesized_expression (identifier) @name)]))))]
  (#eq? @target @name)
  (#type? @name "[^*\\]]\\*$")
  (#any-of? @function "malloc" "calloc" "realloc")) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (identifier) @name (_) @size .)
  (#any-of? @function "memset" "memcpy" "memmove" "memcmp" "strncpy" "strncat" "snprintf" "bzero" "strlcpy" "strlcat" "strncmp")
  (#type? @name "[^*\\]]\\*$")
  (#match? @size "^sizeof\\s*(\\(\\s*\\w+\\s*\\)|\\s\\w+)(\\s*-\\s*1)?$")
  (#not-match? @size "^sizeof\\s*\\(\\s*(struct|union|enum|int|char|unsigned|long|short|float|double)\\b")
  (#match? @match "\\(\\s*(\\w+)\\b.*sizeof\\s*\\(?\\s*\\1\\b")) @match

