; id: java-fall-through
; cwe: 484
; severity: low
; confidence: medium
; title: Missing break
; message: this case runs on into the next one
; explanation: Without break the statements of the next case are carried out as well. Where that was meant a comment usually says so; here none does.
; remedy: Add the break, write the case with an arrow, or say "falls through" in a comment.
; match:
;| class A { void f(int c) { switch (c) { case 1: start();
;| case 2: stop(); break; default: x(); } } }
; no-match:
;| class A { void f(int c) { switch (c) { case 1: case 2: stop(); break; case 3: start(); // falls through
;| case 4: return; default: x(); } } }

((switch_block_statement_group) @match
  (#falls-through? @match))

