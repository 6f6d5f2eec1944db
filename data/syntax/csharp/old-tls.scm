; id: csharp-old-tls
; cwe: 326
; severity: medium
; confidence: high
; title: Outdated TLS version
; message: {version} has known attacks
; explanation: SSL 3, TLS 1.0 and 1.1 can be downgraded or decrypted by known attacks and were withdrawn from the standards.
; remedy: Use SslProtocols.None, which lets the platform choose, or Tls12 | Tls13.
; match:
;| class A { void F() { ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls11; } }
; match:
;| class A { void F() { ssl.AuthenticateAsClient(host, null, SslProtocols.Ssl3, false); } }
; no-match:
;| class A { void F() { ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls12; p = SslProtocols.None; } }

((member_access_expression expression: (_) @type name: (identifier) @name) @match @version
  (#match? @type "(^|\\.)(SecurityProtocolType|SslProtocols)$")
  (#any-of? @name "Ssl2" "Ssl3" "Tls" "Tls11")
  (#not-parent-match? @match "==|!=|&"))

