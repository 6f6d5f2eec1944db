; id: cpp-generic-throw
; cwe: 397
; severity: info
; confidence: high
; title: Throw of something without a type
; message: '{thrown}' tells the caller nothing about what went wrong
; explanation: A text, a number or a bare std::exception can only be caught together with everything else.
; remedy: Throw an exception of a type that says what happened.
; match:
;| void f() { throw "no pump"; }
; match:
;| void f() { throw std::exception(); }
; no-match:
;| void f() { throw std::runtime_error("no pump"); }

((throw_statement [(string_literal) (number_literal)] @thrown) @match)

((throw_statement (call_expression function: (_) @thrown)) @match
  (#any-of? @thrown "std::exception" "exception"))

