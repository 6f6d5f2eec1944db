; id: csharp-cookie-without-flags
; cwe: 614
; severity: medium
; confidence: high
; title: Cookie that also goes over plain HTTP
; message: {flag} is switched off
; explanation: The browser sends the cookie over connections without encryption as well, or shows it to scripts of the page, where a session can be taken.
; remedy: Set Secure and HttpOnly to true.
; match:
;| class A { void F() { var o = new CookieOptions { Secure = false, HttpOnly = true }; } }
; match:
;| class A { void F() { HttpCookie cookie = new HttpCookie("session"); cookie.HttpOnly = false; } }
; no-match:
;| class A { void F() { var o = new CookieOptions { Secure = true, HttpOnly = true }; channel.Secure = false; } }

((object_creation_expression
  type: (_) @type
  initializer: (initializer_expression (assignment_expression left: (identifier) @flag right: (boolean_literal) @value) @match))
  (#match? @type "Cookie(Options|Builder)?$")
  (#any-of? @flag "Secure" "HttpOnly")
  (#eq? @value "false"))

((assignment_expression left: (member_access_expression expression: (identifier) @object name: (identifier) @flag) right: (boolean_literal) @value) @match
  (#any-of? @flag "Secure" "HttpOnly")
  (#eq? @value "false")
  (#type? @object "Cookie(Options|Builder)?$"))

