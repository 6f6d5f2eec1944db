; id: csharp-command-concatenation
; cwe: 78
; severity: high
; confidence: medium
; title: Command put together from text
; message: the command line is put together from values: {command}
; explanation: The arguments are one text that is cut again at white space and quotes, by a shell even at more. A value from outside can add arguments or
;   whole commands.
; remedy: Add each argument to ProcessStartInfo.ArgumentList, call the program without a shell, and check values against a list.
; match:
;| class A { void F(string host) { Process.Start("ping", "-n 1 " + host); } }
; match:
;| class A { void F(string host) { var i = new ProcessStartInfo("cmd.exe", $"/c ping {host}"); } }
; match:
;| class A { void F(string host, ProcessStartInfo info) { info.Arguments = "/c ping " + host; } }
; no-match:
;| class A { void F(string host) { Process.Start("ping", "-n 1"); info.ArgumentList.Add(host); Thread.Start("a" + host); } }

((invocation_expression
  function: (_) @call
  arguments: (argument_list (argument [(binary_expression operator: "+") (interpolated_string_expression (interpolation))] @command))) @match
  (#match? @call "\\bProcess\\.Start$")
  (#not-constant? @command))

((object_creation_expression
  type: (_) @call
  arguments: (argument_list (argument [(binary_expression operator: "+") (interpolated_string_expression (interpolation))] @command))) @match
  (#match? @call "\\bProcessStartInfo$")
  (#not-constant? @command))

((assignment_expression
  left: (member_access_expression name: (identifier) @call)
  right: [(binary_expression operator: "+") (interpolated_string_expression (interpolation))] @command) @match
  (#eq? @call "Arguments")
  (#file-has? "\\bProcess(StartInfo)?\\b")
  (#not-constant? @command))

