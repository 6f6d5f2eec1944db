; id: csharp-trust-all
; cwe: 295
; severity: high
; confidence: high
; title: Any certificate is accepted
; message: {what} accepts every peer
; explanation: Encryption without knowing whom one talks to: anybody on the way presents a certificate of his own, reads everything and answers in the server's name.
; remedy: Leave the verification to the platform; for a private authority add its certificate to the store, or compare the thumbprint.
; match:
;| class A { void F() { handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => true; } }
; match:
;| class A { void F() { ServicePointManager.ServerCertificateValidationCallback += delegate { return true; }; } }
; match:
;| class A { void F() { var h = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }; } }
; match:
;| class A { void F() { var s = new SslStream(net, false, (o, c, ch, e) => true); } }
; match:
;| class A { static bool Check(object o, X509Certificate c, X509Chain ch, SslPolicyErrors e) { return true; } }
; no-match:
;| class A { void F() { handler.ServerCertificateCustomValidationCallback = (m, c, ch, e) => e == SslPolicyErrors.None; button.Click += (o, e) => true; } }
; no-match:
;| class A { static bool Check(object o, X509Certificate c, X509Chain ch, SslPolicyErrors e) { return e == SslPolicyErrors.None; } }

((assignment_expression
  left: (_) @what
  right: [(lambda_expression body: [(boolean_literal) @value (block . (return_statement (boolean_literal) @value) .)])
          (anonymous_method_expression (block . (return_statement (boolean_literal) @value) .))]) @match
  (#match? @what "(ServerCertificate(Custom)?ValidationCallback|RemoteCertificateValidationCallback|CertificateValidationCallback)$")
  (#eq? @value "true"))

((member_access_expression name: (identifier) @what) @match
  (#eq? @what "DangerousAcceptAnyServerCertificateValidator"))

((object_creation_expression
  type: (_) @what
  arguments: (argument_list (argument (lambda_expression body: (boolean_literal) @value)))) @match
  (#match? @what "(^|\\.)(SslStream|RemoteCertificateValidationCallback)$")
  (#eq? @value "true"))

([(method_declaration name: (identifier) @what parameters: (parameter_list) @parameters
    body: [(block . (return_statement (boolean_literal) @value) .) (arrow_expression_clause (boolean_literal) @value)])
  (local_function_statement name: (identifier) @what parameters: (parameter_list) @parameters
    body: [(block . (return_statement (boolean_literal) @value) .) (arrow_expression_clause (boolean_literal) @value)])] @match
  (#match? @parameters "\\bSslPolicyErrors\\b")
  (#eq? @value "true"))

