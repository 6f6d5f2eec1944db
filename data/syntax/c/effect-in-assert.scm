; id: effect-in-assert
; cwe: 670
; severity: medium
; confidence: high
; title: Assertion that does work
; message: '{expression}' happens only in builds with assertions
; explanation: With NDEBUG the whole assertion is gone, and with it the work. The product behaves otherwise than what was tested.
; remedy: Do the work before, and assert its result.
; match:
;| void f(int n) { assert(n++ < 9); }
; match:
;| void f(int n) { assert((n = read_sensor()) > 0); }
; no-match:
;| void f(int n) { assert(n + 1 < 9 && n == 3); static_assert(sizeof(int) == 4, "x"); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @expression)) @match
  (#any-of? @function "assert" "ASSERT" "configASSERT" "__ASSERT")
  ; a project's own assertions may well stay in every build
  (#not-file-has? "(?m)^#\\s*(include\\s+[<\"]\\w*[^\\s<\"]+assert\\.h|define\\s+assert\\b)")
  (#contains? @expression update_expression assignment_expression))

