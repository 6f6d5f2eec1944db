; id: csharp-generic-throw
; cwe: 397
; severity: info
; confidence: medium
; title: Throw of a general exception
; message: {exception} tells the caller nothing about what went wrong
; explanation: The caller can only catch everything, and so treats programming errors like expected failures.
; remedy: Throw an exception of a type that says what happened.
; match:
;| class A { void F() { throw new Exception("no pump"); } }
; no-match:
;| class A { void F() { throw new InvalidOperationException("no pump"); } }

((throw_statement (object_creation_expression type: (_) @exception)) @match
  (#any-of? @exception "Exception" "System.Exception" "SystemException" "ApplicationException"))

