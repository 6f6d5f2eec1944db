; id: allocation-without-terminator
; cwe: 131
; severity: high
; confidence: high
; title: No room for the end of the text
; message: {allocate} of strlen('{text}') bytes leaves no room for the terminating zero
; explanation: strlen does not count the zero byte at the end. The copy writes one byte behind the block.
; remedy: Allocate strlen(text) + 1 bytes, or use strdup.
; match:
;| char *f(const char *s) { char *c = malloc(strlen(s)); strcpy(c, s); return c; }
; no-match:
;| char *f(const char *s) { char *c = malloc(strlen(s) + 1); strcpy(c, s); return c; }
; no-match:
;| void *f(const char *s, void *d) { void *c = malloc(strlen(s)); memcpy(c, s, strlen(s)); return c; }

((call_expression
  function: (identifier) @allocate
  arguments: (argument_list . (call_expression function: (identifier) @length arguments: (argument_list (_) @text)) .)) @match
  (#any-of? @allocate "malloc" "alloca" "pvPortMalloc" "k_malloc" "kmalloc")
  (#any-of? @length "strlen" "wcslen")
  (#later-call? @match "^(strcpy|strcat|sprintf|stpcpy|wcscpy)$" @text))

