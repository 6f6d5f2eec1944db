; id: java-finalizer
; cwe: 586
; severity: low
; confidence: high
; title: Finaliser called or relied on
; message: '{name}' is run by the collector at some time, by a thread of its own, or never
; explanation: Clean-up in finalize may never happen, or happen while the object is still in use; files, locks and secrets stay. Called by hand it runs twice.
; remedy: Implement AutoCloseable and use try-with-resources, or a Cleaner.
; match:
;| class A { protected void finalize() throws Throwable { port.close(); } }
; match:
;| class A { void f(A other) throws Throwable { other.finalize(); } }
; no-match:
;| class A implements AutoCloseable { public void close() { port.close(); } }

(method_declaration
  name: (identifier) @name
  parameters: (formal_parameters) @parameters
  (#eq? @name "finalize")
  (#bare? @parameters)) @match

(method_invocation
  object: (_) @object
  name: (identifier) @name
  (#eq? @name "finalize")
  (#not-eq? @object "super")) @match

