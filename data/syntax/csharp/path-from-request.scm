; id: csharp-path-from-request
; cwe: 22
; severity: high
; confidence: medium
; title: File named by a request
; message: {call} makes a path of a name that comes with the request: {source}
; explanation: A name such as ..\..\web.config leaves the folder that was meant, and Path.Combine even drops the folder when the name is absolute. The sender reads or overwrites
;   any file that the program can.
; remedy: Look the name up in a list, or take Path.GetFileName of it, or resolve it and check that the result still lies below the folder.
; match:
;| class A { void F() { var p = Path.Combine(root, Request.Query["name"]); } }
; match:
;| class A { void F() { File.ReadAllText("/data/" + Request.Form["name"]); } }
; no-match:
;| class A { void F() { var p = Path.Combine(root, Path.GetFileName(Request.Query["name"])); } }

((invocation_expression
  function: (_) @call
  arguments: (argument_list (argument (_) @source))) @match
  (#match? @call "^(System\\.IO\\.)?(Path\\.Combine|File\\.\\w+|Directory\\.\\w+|Server\\.MapPath)$")
  (#match? @source "\\bRequest\\.(Query|Form|QueryString|Params|Headers|Cookies|RouteValues|Path)\\b")
  (#not-match? @source "GetFileName"))

((object_creation_expression
  type: (_) @call
  arguments: (argument_list (argument (_) @source))) @match
  (#match? @call "(^|\\.)(FileStream|StreamReader|StreamWriter|FileInfo|DirectoryInfo)$")
  (#match? @source "\\bRequest\\.(Query|Form|QueryString|Params|Headers|Cookies|RouteValues|Path)\\b")
  (#not-match? @source "GetFileName"))

