; id: length-of-source
; cwe: 806
; severity: high
; confidence: high
; title: Limit taken from the source
; message: the limit of {function} is the length of '{source}', not the room in '{target}'
; explanation: A limit that is the source's own length limits nothing: the copy is as unbounded as strcpy.
; remedy: Pass what the target can hold.
; match:
;| void f(char *to, const char *from) { strncpy(to, from, strlen(from)); }
; match:
;| void f(char *to, const char *from) { strncat(to, from, strlen(from) + 1); }
; no-match:
;| void f(char *to, size_t size, const char *from) { strncpy(to, from, size - 1); strncmp(to, from, strlen(from)); }
; no-match:
;| void f(const char *from) { char *to = malloc(strlen(from) + 1); strncpy(to, from, strlen(from)); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @target . (_) @source . [
    (call_expression function: (identifier) @length arguments: (argument_list . (_) @measured .))
    (binary_expression left: (call_expression function: (identifier) @length arguments: (argument_list . (_) @measured .)) right: (number_literal))])) @match
  (#any-of? @function "strncpy" "strncat" "stpncpy" "wcsncpy" "wcsncat" "strlcpy" "strlcat")
  (#any-of? @length "strlen" "wcslen")
  (#eq? @source @measured)
  (#not-function-has? @match "\\b(malloc|calloc|realloc|alloca|new|xmalloc|g_malloc|kmalloc|pvPortMalloc)\\b"))

