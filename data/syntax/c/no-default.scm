; id: no-default
; cwe: 478
; severity: low
; confidence: medium
; title: Switch without default
; message: no default for the switch on '{value}'
; explanation: A value that nobody thought of, from a damaged message or a new version of the peer, passes without any reaction.
; remedy: Add a default that treats the value as an error.
; match:
;| void f(int command) { switch (command) { case 1: start(); break; case 2: stop(); break; } }
; match:
;| void f(char c) { switch (c) { case 'a': start(); break; case 'b': stop(); break; } }
; no-match:
;| void f(int c) { switch (c) { case 1: start(); break; } }
; no-match:
;| void f(int c) { switch (c) { case 1: start(); break; default: fail(); } }
; no-match:
;| void f(enum mode m) { switch (m) { case MODE_IDLE: start(); break; case MODE_RUN: stop(); break; } }

(switch_statement
  condition: (_) @value
  body: (compound_statement . (comment)* . (case_statement value: [(number_literal) (char_literal)])) @body
  (#match? @body "(?s)\\bcase\\b.*\\bcase\\b")
  (#not-match? @body "\\bdefault\\s*:")
  (#not-match? @body "^\\{\\s*\\}$")) @match

