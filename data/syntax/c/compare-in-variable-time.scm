; id: compare-in-variable-time
; cwe: 208
; severity: low
; confidence: medium
; title: Comparison whose time tells the secret
; message: {function} stops at the first difference of '{name}'
; explanation: How long the comparison takes tells how many bytes were right. An attacker who may try often finds a message code byte by byte.
; remedy: Use a comparison of constant time - CRYPTO_memcmp, mbedtls_ct_memcmp, sodium_memcmp.
; match:
;| int f(const unsigned char *got) { return memcmp(got, expected_mac, 16) == 0; }
; match:
;| int f(const char *input) { return strcmp(input, session_token); }
; match:
;| int f(void) { hmac_sha256(key, 16, message, n, expected); return memcmp(tag, expected, 16) == 0; }
; no-match:
;| int f(const char *input) { return memcmp(tag, expected, 4); }
; no-match:
;| int f(const char *input) { return memcmp(input, magic, 4) || strcmp(input, "token") || memcmp(mac_address, b, 6) || memcmp(tag_name, b, 4); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list [(identifier) (field_expression)] @name) @arguments) @match
  (#not-contains? @arguments string_literal)
  (#any-of? @function "memcmp" "strcmp" "strncmp" "bcmp")
  (#match? @name "(?i)(^|[._>]|calc(ulated)?_?|comp(uted)?_?|exp(ected)?_?|recv(ed)?_?|our_?)(h?mac|auth_?tag|gcm_?tag|hmac_?(tag|value|digest|result)?|mac_?(tag|value|result)|session_?token|csrf_?token|api_?key|password_?hash|pin_?hash)$"))


; Names that say little, where the function computes a message code.
((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @name . (_) @other)) @match
  (#any-of? @function "memcmp" "bcmp")
  (#match? @name "(?i)(^|[._>])(tag|mac|digest|expected|computed|signature|received)(_?(tag|mac))?$")
  (#match? @other "(?i)(^|[._>])(tag|mac|digest|expected|computed|signature|received)(_?(tag|mac))?$")
  (#function-has? @match "(?i)\\w*(hmac|cmac|gcm|ccm|poly1305|cipher_cmac)\\w*\\s*\\("))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @name . (_) @other)) @match
  (#any-of? @function "memcmp" "bcmp")
  (#match? @name "(?i)(^|[._>])(tag|mac|digest|expected|computed|signature|received)(_?(tag|mac))?$")
  (#match? @other "(?i)(^|[._>])(tag|mac|digest|expected|computed|signature|received)(_?(tag|mac))?$")
  (#function-name? @match "(?i)(_tag|_mac|hmac|authenticat|verify)"))
