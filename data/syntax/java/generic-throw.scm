; id: java-generic-throw
; cwe: 397
; severity: info
; confidence: medium
; title: Throw of a general exception
; message: {exception} tells the caller nothing about what went wrong
; explanation: The caller can only catch everything, and so treats programming errors like expected failures.
; remedy: Throw an exception of a type that says what happened.
; match:
;| class A { void f() throws Exception { throw new Exception("no pump"); } }
; no-match:
;| class A { void f() throws IOException { throw new IOException("no pump"); } }

(throw_statement
  (object_creation_expression type: (type_identifier) @exception)
  (#any-of? @exception "Exception" "Throwable" "Error")) @match

