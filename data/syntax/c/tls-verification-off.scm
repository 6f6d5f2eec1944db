; id: tls-verification-off
; cwe: 295
; severity: high
; confidence: high
; title: Peer's certificate is not verified
; message: {option} turns the verification of the peer off
; explanation: Encryption without knowing whom one talks to: anybody on the way presents a certificate of his own, reads
;   everything and answers in the server's name.
; remedy: Leave verification on, and give the library the certificate authority that signs your servers.
; match:
;| void f(CURL *c) { curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L); }
; match:
;| void f(SSL_CTX *c) { SSL_CTX_set_verify(c, SSL_VERIFY_NONE, NULL); }
; match:
;| void f(mbedtls_ssl_config *c) { mbedtls_ssl_conf_authmode(c, MBEDTLS_SSL_VERIFY_NONE); }
; no-match:
;| void f(CURL *c) { curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L); SSL_CTX_set_verify(x, SSL_VERIFY_PEER, NULL); }

(call_expression
  function: (identifier) @function
  arguments: (argument_list (identifier) @option . [(number_literal) (false)] @value .)
  (#eq? @function "curl_easy_setopt")
  (#any-of? @option "CURLOPT_SSL_VERIFYPEER" "CURLOPT_SSL_VERIFYHOST" "CURLOPT_PROXY_SSL_VERIFYPEER"
    "CURLOPT_PROXY_SSL_VERIFYHOST" "CURLOPT_DOH_SSL_VERIFYPEER" "CURLOPT_DOH_SSL_VERIFYHOST")
  (#match? @value "^(0[Ll]?|false)$")) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list (_) . (identifier) @option)
  (#match? @function "^(SSL_(CTX_)?set_verify|wolfSSL_(CTX_)?set_verify|CyaSSL_(CTX_)?set_verify|mbedtls_ssl_conf_authmode|ssl_set_authmode|esp_tls_\\w+)$")
  (#match? @option "^(SSL|WOLFSSL|MBEDTLS_SSL|CYASSL)_VERIFY_NONE$")
  ; who asks for the result later decides himself
  (#not-file-has? "\\b(SSL|wolfSSL|mbedtls_ssl)_get_verify_result\\b")
  (#not-function-has? @option "_VERIFY_(PEER|REQUIRED)\\b")) @match

; Where the same function turns it on as well, a setting decides: what it is set to on the device is another question.
(call_expression
  function: (identifier) @function
  arguments: (argument_list (_) . (identifier) @option)
  (#match? @function "^(SSL_(CTX_)?set_verify|wolfSSL_(CTX_)?set_verify|CyaSSL_(CTX_)?set_verify|mbedtls_ssl_conf_authmode|ssl_set_authmode|esp_tls_\\w+)$")
  (#match? @option "^(SSL|WOLFSSL|MBEDTLS_SSL|CYASSL)_VERIFY_NONE$")
  (#not-file-has? "\\b(SSL|wolfSSL|mbedtls_ssl)_get_verify_result\\b")
  (#function-has? @option "_VERIFY_(PEER|REQUIRED)\\b")
  (#set! severity "low") (#set! confidence "low")) @match

