; id: empty-block
; cwe: 1071
; severity: low
; confidence: medium
; title: Block with nothing in it
; message: this block is empty
; explanation: What should have stood here was forgotten, or removed without what guards it. A reader takes the case for handled.
; remedy: Write what is missing, remove the branch, or say in a comment why nothing needs to be done.
; match:
;| void f(int n) { if (n > limit) { } else { g(); } }
; match:
;| void f(int n) { if (n > limit) { g(); } else { } }
; match:
;| void f(int n) { { } g(n); }
; match:
;| void f(int n) { g(n); /* limits */ { } g(n + 1); }
; no-match:
;| void f(int n) { if (n > limit) { /* clipped already */ } else g(); if (n) { g(); } do { } while (poll()); while (!ready) { } }
; no-match:
;| void f(int n) { if (n > limit) { ; } else g(); CHECK(n) { } struct s t = { }; for (; *p; p++) { } if (NO_LOGS) { } }
; no-match:
;| int hook(int n) { } void off(int n) { }

((if_statement condition: (_) @condition consequence: (compound_statement) @match alternative: (_))
  (#bare? @match)
  (#not-match? @condition "^\\(\\s*[A-Z0-9_]+\\s*\\)$"))

((else_clause (compound_statement) @match)
  (#bare? @match))

((compound_statement . (comment)* . (compound_statement) @match)
  (#bare? @match))

((compound_statement (expression_statement) @before . (comment)* . (compound_statement) @match)
  (#bare? @match)
  (#match? @before ";$")
  (#count? @before "1" "9"))

((compound_statement (declaration) . (comment)* . (compound_statement) @match)
  (#bare? @match))
