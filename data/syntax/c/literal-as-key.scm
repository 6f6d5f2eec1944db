; id: literal-as-key
; cwe: 321
; severity: high
; confidence: high
; title: Key written into the call
; message: {function} gets {value} as its key
; explanation: A key that every device shares is no secret - it can be read out of one device or its firmware file and then opens
;   all others.
; remedy: Generate the key in the device or bring it in at production, and keep it in a secure element or protected flash.
; match:
;| void f(void) { AES_set_encrypt_key((const unsigned char *)"0123456789abcdef", 128, &k); }
; match:
;| void f(void) { mbedtls_aes_setkey_enc(&ctx, (const unsigned char *)"Tr33houseTr33hou", 128); }
; match:
;| void f(void) { HMAC(EVP_sha256(), "k3yk3yk3y", 9, data, size, out, &n); }
; match:
;| void f(void) { EVP_EncryptInit_ex(c, EVP_aes_128_gcm(), NULL, (unsigned char *)"0123456789abcdef", iv); }
; no-match:
;| void f(void) { AES_set_encrypt_key(key, 128, &k); HMAC(EVP_sha256(), key, 9, (unsigned char *)"hello", 5, out, &n); }
; no-match:
;| int mbedtls_aes_self_test(void) { return mbedtls_aes_setkey_enc(&ctx, (const unsigned char *)"0123456789abcdef", 128); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . [(string_literal) (cast_expression value: (string_literal))] @value)) @match
  (#any-of? @function "AES_set_encrypt_key" "AES_set_decrypt_key" "DES_string_to_key" "DES_string_to_2keys" "wc_PBKDF2")
  (#not-function-name? @match "(?i)test"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . [(string_literal) (cast_expression value: (string_literal))] @value)) @match
  (#match? @function "^(mbedtls_(aes|aria|camellia|des3?|blowfish|xtea)_set\\w*key\\w*|mbedtls_md_hmac_starts|mbedtls_cipher_setkey|mbedtls_(gcm|ccm|chacha20|chachapoly)_setkey|HMAC|HMAC_Init|gcry_cipher_setkey|gcry_md_setkey|wc_(AesSetKey|AesGcmSetKey|HmacSetKey))$")
  (#not-function-name? @match "(?i)test"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (_) . (_) . [(string_literal) (cast_expression value: (string_literal))] @value)) @match
  (#match? @function "^EVP_(Encrypt|Decrypt|Cipher)Init_ex2?$")
  (#not-function-name? @match "(?i)test"))
