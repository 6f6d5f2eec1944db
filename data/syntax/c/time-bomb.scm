; id: time-bomb
; cwe: 511
; severity: medium
; confidence: medium
; title: Behaviour that changes at a fixed date
; message: the program compares the time with {date}
; explanation: Something begins or ends at that moment, long after all tests. Whether it was left by mistake or put there on purpose has to be asked.
; remedy: Remove it, or take the date from configuration and document it.
; match:
;| void f(void) { if (time(NULL) > 1893456000) stop(); }
; match:
;| void f(void) { time_t now = clock_now(); if (now >= 1893456000L) stop(); }
; no-match:
;| void f(void) { if (time(NULL) - start > 3600) stop(); if (now > limit) x(); }

((binary_expression left: (call_expression function: (identifier) @function) operator: [">" ">=" "<" "<=" "=="] right: (number_literal) @date) @match
  (#eq? @function "time")
  (#value? @date "946684800" "9999999999"))

((binary_expression left: (identifier) @now operator: [">" ">=" "<" "<=" "=="] right: (number_literal) @date) @match
  (#type? @now "\\btime_t$")
  (#value? @date "1000000000" "2147483646"))

