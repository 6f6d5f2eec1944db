; id: realloc-same-pointer
; cwe: 401
; severity: low
; confidence: high
; title: Only pointer to the memory overwritten
; message: if realloc fails, '{name}' becomes null and what it pointed to is lost
; explanation: realloc leaves the old memory alone when it cannot enlarge it. Its only pointer was just replaced by null.
; remedy: Take the result into another variable and check it first.
; match:
;| int f(struct list *l) { l->items = realloc(l->items, 2 * l->size); return l->items ? 0 : -1; }
; no-match:
;| int f(struct list *l) { void *more = realloc(l->items, 2 * l->size); if (!more) return -1; l->items = more; return 0; }
; no-match:
;| void f(char *p) { p = realloc(p, 9); if (p == NULL) { exit(1); } p = realloc(p, 19); if (!p) abort(); }
; no-match:
;| void f(struct list *l) { l->items = xrealloc(l->items, 9); }

((assignment_expression
  left: (_) @name
  operator: "="
  right: [(call_expression function: (identifier) @function arguments: (argument_list . (_) @old))
          (cast_expression value: (call_expression function: (identifier) @function arguments: (argument_list . (_) @old)))]) @match
  (#eq? @name @old)
  (#not-next-match? @match "(?s)^if\\s*\\([^;{]*\\)\\s*\\{?[^;}]*\\b_?(exit|abort|_Exit|quick_exit|panic|fatal|die|err)\\s*\\(")
  (#any-of? @function "realloc" "reallocarray"))

