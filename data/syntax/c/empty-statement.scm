; id: empty-statement
; cwe: 1071
; severity: info
; confidence: medium
; title: Semicolon that stands alone
; message: this statement does nothing
; explanation: A semicolon without a statement before it is what is left of a line that was removed, or of a macro that went away. A reader
;   asks what was meant.
; remedy: Remove it, or write what is missing.
; match:
;| void f(int n) { ; g(n); }
; match:
;| void f(int n) { g(n); /* reset */ ; g(n + 1); }
; no-match:
;| void f(int n) { g(n); ; /* the port needs none */ }
; no-match:
;| void f(int n) { while (*p++) ; for (;;) ; if (n) ; else g(); again: ; switch (n) { case 1: ; } CHECK(n); }
; no-match:
;| void f(int n) { { g(n); }; if (n) { g(n); }; LOCK() ; UNLOCK() ; struct s { int a; }; }

((compound_statement . (comment)* . (expression_statement) @match)
  (#bare? @match)
  (#eq? @match ";")
  (#not-explained? @match))

((compound_statement [(expression_statement) (declaration)] @before . (comment)* . (expression_statement) @match)
  (#bare? @match)
  (#eq? @match ";")
  (#match? @before ";$")
  (#not-match? @before "^;$")
  (#not-explained? @match))
