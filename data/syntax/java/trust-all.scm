; id: java-trust-all
; cwe: 295
; severity: high
; confidence: high
; title: Any certificate is accepted
; message: {what} accepts every peer
; explanation: Encryption without knowing whom one talks to: anybody on the way presents a certificate of his own, reads everything and answers in the server's
;   name.
; remedy: Use the platform's trust manager and host name verifier; for a private authority give it a trust store.
; match:
;| class A implements X509TrustManager { public void checkServerTrusted(X509Certificate[] c, String t) { } }
; match:
;| class A { void f() { conn.setHostnameVerifier((host, session) -> true); } }
; match:
;| class A implements HostnameVerifier { public boolean verify(String host, SSLSession s) { return true; } }
; match:
;| class A { void f() { client.setHostnameVerifier(NoopHostnameVerifier.INSTANCE); } }
; no-match:
;| class A implements X509TrustManager { public void checkServerTrusted(X509Certificate[] c, String t) { inner.checkServerTrusted(c, t); } }
; no-match:
;| class A { boolean verify(Signature s) { return true; } void f() { conn.setHostnameVerifier((host, session) -> pins.has(host)); } }

(method_declaration
  name: (identifier) @what
  body: (block) @body
  (#eq? @what "checkServerTrusted")
  (#count? @body "0" "0")) @match

(method_declaration
  name: (identifier) @what
  parameters: (formal_parameters (formal_parameter) (formal_parameter type: (_) @session))
  body: (block . (return_statement (true)) .)
  (#eq? @what "verify")
  (#match? @session "SSLSession$")) @match

(method_invocation
  name: (identifier) @what
  arguments: (argument_list . (lambda_expression body: [(true) (block . (return_statement (true)) .)]) .)
  (#match? @what "^(setDefault|set|with)?[hH]ostnameVerifier$|^loadTrustMaterial$")) @match

([(identifier) (field_access)] @match @what
  (#any-of? @what "NoopHostnameVerifier.INSTANCE" "SSLConnectionSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER"
    "SSLSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER" "InsecureTrustManagerFactory.INSTANCE" "TrustAllStrategy.INSTANCE"
    "ALLOW_ALL_HOSTNAME_VERIFIER")
  (#not-child-of? @match field_access import_declaration))

