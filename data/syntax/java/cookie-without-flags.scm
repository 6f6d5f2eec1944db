; id: java-cookie-without-flags
; cwe: 614
; severity: medium
; confidence: medium
; title: Cookie that also goes over plain HTTP
; message: the cookie {name} is sent without setSecure(true)
; explanation: The browser sends the cookie over connections without encryption as well, where anybody on the way can take the session.
; remedy: Call setSecure(true) and setHttpOnly(true).
; match:
;| class A { void f(HttpServletResponse r) { Cookie c = new Cookie("session", id); r.addCookie(c); } }
; no-match:
;| class A { void f(HttpServletResponse r) { Cookie c = new Cookie("session", id); c.setSecure(true); c.setHttpOnly(true); r.addCookie(c); } }

((object_creation_expression
  type: (type_identifier) @class
  arguments: (argument_list . (_) @name . (_))) @match
  (#eq? @class "Cookie")
  (#not-function-has? @class "setSecure\\s*\\(\\s*(true|[a-z]\\w*)"))

