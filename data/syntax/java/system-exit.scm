; id: java-system-exit
; cwe: 382
; severity: low
; confidence: medium
; title: The whole machine is ended
; message: {call} ends the process, with everything else that runs in it
; explanation: In a server or a library the caller loses all of its work, for one request that failed; whoever can cause it switches the service off.
; remedy: Throw an exception and let the outermost program decide.
; match:
;| class A { void onMessage(String m) { if (m == null) System.exit(1); } }
; no-match:
;| class A { public static void main(String[] a) { System.exit(1); } }

(method_invocation
  object: (_) @object
  name: (identifier) @call
  (#any-of? @object "System" "Runtime.getRuntime()")
  (#any-of? @call "exit" "halt")
  (#not-function-name? @call "(^|\\.)(main|usage|printUsage|printHelp|\\w*Main|exit|parseOptions|parseArgs|parseComandLine|parseCommandLine)$")
  (#not-file-has? "public\\s+static\\s+void\\s+main\\s*\\(")) @match

