; id: java-path-from-request
; cwe: 22
; severity: high
; confidence: medium
; title: File named by a request
; message: {class} opens a name that comes with the request: {source}
; explanation: A name such as ../../etc/passwd leaves the folder that was meant. The sender reads or overwrites any file that the program can.
; remedy: Look the name up in a list, or resolve it and check that the result still lies below the folder.
; match:
;| class A { void f(HttpServletRequest request) { new File(BASE, request.getParameter("name")); } }
; match:
;| class A { void f(HttpServletRequest request) { Paths.get("/data/" + request.getHeader("X-File")); } }
; no-match:
;| class A { void f(HttpServletRequest request) { String n = request.getParameter("name"); new File(BASE, LIST.get(n)); } }

((object_creation_expression
  type: (type_identifier) @class
  arguments: (argument_list (_) @source)) @match
  (#any-of? @class "File" "FileInputStream" "FileOutputStream" "FileReader" "FileWriter" "RandomAccessFile")
  (#match? @source "\\b(request|req)\\.(getParameter|getHeader|getQueryString|getPathInfo|getRequestURI|getCookies)\\("))

((method_invocation
  object: (_) @class
  name: (identifier) @get
  arguments: (argument_list (_) @source)) @match
  (#any-of? @class "Paths" "Path" "Files")
  (#match? @source "\\b(request|req)\\.(getParameter|getHeader|getQueryString|getPathInfo|getRequestURI|getCookies)\\("))

