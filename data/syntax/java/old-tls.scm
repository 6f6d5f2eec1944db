; id: java-old-tls
; cwe: 326
; severity: medium
; confidence: high
; title: Outdated TLS version
; message: {version} has known attacks
; explanation: SSL 2, SSL 3, TLS 1.0 and 1.1 can be downgraded or decrypted by known attacks and were withdrawn from the standards.
; remedy: Ask for "TLSv1.3" or "TLSv1.2".
; match:
;| class A { void f() throws Exception { SSLContext.getInstance("SSLv3"); } }
; match:
;| class A { void f() { s.setEnabledProtocols(new String[] {"TLSv1", "TLSv1.2"}); } }
; no-match:
;| class A { void f() { SSLContext.getInstance("TLS"); SSLContext.getInstance("TLSv1.3"); } }

(method_invocation
  object: (_) @class
  name: (identifier) @get
  arguments: (argument_list . (string_literal) @version)
  (#match? @class "SSLContext$")
  (#eq? @get "getInstance")
  (#match? @version "^\"(SSL|SSLv2|SSLv3|TLSv1|TLSv1\\.1)\"$")) @match

(method_invocation
  name: (identifier) @set
  arguments: (argument_list (array_creation_expression value: (array_initializer (string_literal) @version @match)))
  (#eq? @set "setEnabledProtocols")
  (#match? @version "^\"(SSLv2Hello|SSLv2|SSLv3|TLSv1|TLSv1\\.1)\"$"))

