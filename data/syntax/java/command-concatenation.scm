; id: java-command-concatenation
; cwe: 78
; severity: high
; confidence: medium
; title: Command put together from text
; message: {call} runs a command that is put together from values: {command}
; explanation: Runtime.exec cuts the text at white space, and a shell reads quotes, semicolons and substitutions. A value from outside
;   can add arguments or whole commands.
; remedy: Pass the program and each argument apart to ProcessBuilder, without a shell, and check values against a list.
; match:
;| class A { void f(String host) throws Exception { Runtime.getRuntime().exec("ping -c 1 " + host); } }
; match:
;| class A { void f(String host) { new ProcessBuilder("sh", "-c", "ping " + host).start(); } }
; no-match:
;| class A { void f(String host) { Runtime.getRuntime().exec("uptime"); new ProcessBuilder("ping", "-c", "1", host).start(); pool.exec("a" + host); } }

(method_invocation
  object: (_) @object
  name: (identifier) @call
  arguments: (argument_list . [(binary_expression operator: "+") (method_invocation)] @command)
  (#eq? @call "exec")
  (#match? @object "(?i)runtime")
  (#not-constant? @command)) @match

((object_creation_expression
  type: (type_identifier) @call
  arguments: (argument_list . (string_literal) @shell . (string_literal) @flag . (binary_expression operator: "+") @command)) @match
  (#eq? @call "ProcessBuilder")
  (#match? @flag "^\"(-c|/c|/C|-Command)\"$")
  (#not-constant? @command))

