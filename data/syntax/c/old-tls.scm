; id: old-tls
; cwe: 326
; severity: medium
; confidence: high
; title: Outdated TLS version
; message: {option} allows a protocol version with known attacks
; explanation: SSL 2, SSL 3, TLS 1.0 and 1.1 can be downgraded or decrypted by known attacks and were withdrawn from the
;   standards.
; remedy: Require TLS 1.2 at least, TLS 1.3 where both ends know it.
; match:
;| void f(void) { SSL_CTX *c = SSL_CTX_new(SSLv3_method()); }
; match:
;| void f(CURL *c) { curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_0); }
; match:
;| void f(SSL_CTX *c) { SSL_CTX_set_min_proto_version(c, TLS1_VERSION); }
; no-match:
;| void f(void) { SSL_CTX *c = SSL_CTX_new(TLS_client_method()); SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION); }

(call_expression
  function: (identifier) @option
  (#match? @option "^(SSLv2|SSLv3|TLSv1|TLSv1_1|wolfSSLv3|wolfTLSv1|wolfTLSv1_1)_(client_|server_)?method$")) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list (_) (_) @option .)
  (#match? @function "^(curl_easy_setopt|SSL_(CTX_)?set_min_proto_version)$")
  (#match? @option "\\b(CURL_SSLVERSION_(SSLv2|SSLv3|TLSv1|TLSv1_0|TLSv1_1)|SSL[23]_VERSION|TLS1_VERSION|TLS1_1_VERSION)\\b")) @match

