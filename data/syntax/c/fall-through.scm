; id: fall-through
; cwe: 484
; severity: low
; confidence: medium
; title: Missing break
; message: this case runs on into the next one
; explanation: Without break the statements of the next case are carried out as well. Where that was meant a comment usually says so;
;   here none does. Most such places are meant, which is why this counts as low.
; remedy: Add the break, or say [[fallthrough]] or "falls through" in a comment.
; match:
;| void f(int c) { switch (c) { case 1: start();
;|     case 2: stop(); break; default: x(); } }
; match:
;| void f(int c) { switch (c) { case 1: if (a) return;
;|     case 2: stop(); break; default: x(); } }
; no-match:
;| void f(int c) { switch (c) { case 1: case 2: stop(); break; case 3: return; case 4: { start(); break; } default: x(); } }
; no-match:
;| void f(int c) { switch (c) { case 1: start(); /* fall through */ case 2: stop(); break; case 3: if (a) return; else break; case 4: abort(); default: x(); } }
; no-match:
;| void f(int c) { switch (c) { case 1: start(); } }
; no-match:
;| void f(int c) { switch (c) { case 2: copy(); case 1: copy(); break;;
;|     default: x(); } }
; no-match:
;| void f(int c) { switch (c) {
;|     case 8: if (digits(c)) day(c); else break;
;|     case 6: if (!month(c)) break;
;|     case 4: year(c); break;
;|     default: x(); } }
; no-match:
;| void f(int c) { switch (c) {
;|     case 3: *to++ = *from++; left--;
;|     case 2: *to++ = *from++; left--;
;|     case 1: *to++ = *from++; break;; } }
; no-match:
;| void f(int c) { switch (c) {
;|     case 1: start(); break;
;|     case 2:;
;|     default: stop(); } }

((case_statement) @match
  (#falls-through? @match))

