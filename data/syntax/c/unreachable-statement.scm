; id: unreachable-statement
; cwe: 561
; severity: low
; confidence: high
; title: Statement that is never reached
; message: nothing reaches this statement: '{jump}' stands before it
; explanation: Code behind a jump never runs. Often it is a check or a clean-up that somebody meant to happen.
; remedy: Move the statement before the jump, or remove it.
; match:
;| int f(void) { return 1; cleanup(); }
; match:
;| void f(void) { for (;;) { break; count++; } }
; no-match:
;| int f(int a) { if (a) return 1; cleanup(); goto out; out: return 0; }
; no-match:
;| void f(int a) { switch (a) { case 1: return; break; case 2: break; default: x(); } }

(compound_statement
  [(return_statement) (break_statement) (continue_statement) (goto_statement)] @jump
  . [(expression_statement (_)) (if_statement) (for_statement) (while_statement) (return_statement) (switch_statement)] @match)

