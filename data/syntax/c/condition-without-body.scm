; id: condition-without-body
; cwe: 483
; severity: medium
; confidence: high
; title: Semicolon ends the condition
; message: the ';' behind '{condition}' is its whole body; the block that follows always runs
; explanation: The check has no effect: what looks like its body runs in every case, or once instead of in every round.
; remedy: Remove the semicolon.
; match:
;| void f(int armed) { if (armed); { fire(); } }
; match:
;| void f(int n) { for (int i = 0; i < n; i++); { fire(); } }
; no-match:
;| void f(int n) { while (*p++); for (n = 0; a[n]; n++); x(); if (n) { fire(); } { int scope; } }

(_ (if_statement condition: (_) @condition consequence: (expression_statement) @body !alternative) @match
  . (compound_statement)
  (#bare? @body))

(_ (for_statement condition: (_) @condition body: (expression_statement) @body) @match
  . (compound_statement)
  (#bare? @body))

