; id: predictable-seed
; cwe: 337
; severity: low
; confidence: high
; title: Random generator seeded with the time
; message: {function} is seeded with the time, which anybody can guess
; explanation: A device tells its start time in many ways. Trying the seconds around it finds the seed, and with it every number
;   that follows. This matters as soon as one of the numbers decides about security.
; remedy: Use the operating system's generator where unpredictability matters; otherwise say in the rationale what the numbers
;   are for.
; match:
;| void f(void) { srand((unsigned)time(NULL)); }
; match:
;| void f(void) { srandom(time(0) ^ getpid()); }
; no-match:
;| void f(unsigned s) { srand(s); srand(42); }

(call_expression
  function: (identifier) @function
  arguments: (argument_list (_) @seed)
  (#any-of? @function "srand" "srandom" "srand48")
  (#match? @seed "\\b(time|clock|gettimeofday|GetTickCount|HAL_GetTick)\\s*\\(")) @match

