; id: java-leftover-debug
; cwe: 489
; severity: low
; confidence: medium
; title: Debug output left in
; message: {call} writes the inner state of the program to the console
; explanation: Stack traces tell versions, paths and queries to whoever sees the console or the page, and are missing from the log where the maintainers look.
; remedy: Use the logger, and give users a message without internals.
; match:
;| class A { void f() { try { g(); } catch (Exception e) { e.printStackTrace(); } } }
; no-match:
;| class A { void f() { try { g(); } catch (Exception e) { log.warn("no pump", e); e.printStackTrace(writer); } } }

(method_invocation
  object: (_)
  name: (identifier) @call
  arguments: (argument_list) @arguments
  (#eq? @call "printStackTrace")
  (#bare? @arguments)) @match

