; id: weak-cipher
; cwe: 327
; severity: high
; confidence: high
; title: Broken or risky cipher
; message: {function} uses a cipher or mode that no longer protects
; explanation: DES, RC2, RC4, Blowfish and their like can be broken with means that a small attacker has, and ECB mode shows
;   which blocks are equal. Therapy commands and patient data protected this way are readable and can be forged.
; remedy: Use AES-GCM or ChaCha20-Poly1305 with a fresh nonce for each message.
; match:
;| void f(EVP_CIPHER_CTX *c) { EVP_EncryptInit_ex(c, EVP_des_ede3_cbc(), NULL, key, iv); }
; match:
;| void f(void) { RC4_set_key(&k, 16, key); }
; match:
;| void f(void) { EVP_CIPHER const *c = EVP_aes_128_ecb(); }
; match:
;| void f(void) { CryptDeriveKey(hProv, CALG_DES, hHash, 0, &hKey); }
; match:
;| void export_log(void) { for (int at = 0; at < n; at += 16) mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, in + at, out + at); }
; no-match:
;| static const struct name NAMES[] = { CIPHEROPTION(CALG_DES), CIPHEROPTION(CALG_RC4) };
; no-match:
;| void ctr_block(void) { for (int i = 0; i < 4; i++) mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_ENCRYPT, nonce, stream); }
; no-match:
;| void f(EVP_CIPHER_CTX *c) { EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, iv); }
; no-match:
;| int mbedtls_des_self_test(void) { mbedtls_des_setkey_enc(&c, key); return 0; }

(call_expression
  function: (identifier) @function
  (#match? @function "^(EVP_(des|desx|rc2|rc4|bf|cast5|idea|seed)_\\w+|EVP_rc4|EVP_(aes|camellia|aria|sm4)\\w*_ecb|DES_(set_key\\w*|key_sched|\\w+_encrypt)|RC[24]_set_key|BF_set_key|CAST_set_key|mbedtls_(des3?|arc4|blowfish|xtea)_set\\w*key\\w*|mbedtls_arc4_setup|wc_(Des3?_SetKey|Arc4SetKey)|gcry_cipher_open_des|ecb_crypt|cbc_crypt|des_setparity)$")
  (#not-function-name? @function "(?i)(des|rc[24]|arc4|bf|blowfish|cast|idea|ecb|cipher|crypt|xtea|test)")) @match

(call_expression
  function: (identifier) @call
  arguments: (argument_list (identifier) @function)
  (#match? @call "^(Crypt|BCrypt|NCrypt|CC|gcry_|mcrypt_)")
  (#any-of? @function "CALG_DES" "CALG_3DES" "CALG_3DES_112" "CALG_RC2" "CALG_RC4" "CALG_DESX" "BCRYPT_DES_ALGORITHM"
    "BCRYPT_RC2_ALGORITHM" "BCRYPT_RC4_ALGORITHM" "GCRY_CIPHER_DES" "GCRY_CIPHER_3DES" "GCRY_CIPHER_ARCFOUR"
    "GCRY_CIPHER_BLOWFISH" "GCRY_CIPHER_MODE_ECB" "kCCAlgorithmDES" "kCCAlgorithm3DES" "kCCAlgorithmRC4"
    "kCCOptionECBMode" "BCRYPT_CHAIN_MODE_ECB" "MCRYPT_DES" "MCRYPT_3DES")) @match

((assignment_expression right: (identifier) @function) @match
  (#any-of? @function "CALG_DES" "CALG_3DES" "CALG_3DES_112" "CALG_RC2" "CALG_RC4" "CALG_DESX" "BCRYPT_DES_ALGORITHM"
    "BCRYPT_RC2_ALGORITHM" "BCRYPT_RC4_ALGORITHM" "GCRY_CIPHER_DES" "GCRY_CIPHER_3DES" "GCRY_CIPHER_ARCFOUR"
    "GCRY_CIPHER_BLOWFISH" "GCRY_CIPHER_MODE_ECB" "kCCAlgorithmDES" "kCCAlgorithm3DES" "kCCAlgorithmRC4"
    "kCCOptionECBMode" "BCRYPT_CHAIN_MODE_ECB" "MCRYPT_DES" "MCRYPT_3DES"))


; Block after block by hand is ECB mode, unless the function builds another mode from it.
((call_expression function: (identifier) @function) @match
  (#any-of? @function "mbedtls_aes_crypt_ecb" "AES_ecb_encrypt" "wc_AesEcbEncrypt" "tc_aes_encrypt" "AES_ECB_encrypt" "AES_encrypt")
  (#inside? @match for_statement while_statement do_statement)
  (#not-function-has? @match "(?i)xor|\\^") ; blocks that are mixed with something make another mode
  (#set! severity "medium")
  (#not-function-name? @match "(?i)(ctr|gcm|ccm|cmac|cbc|cfb|ofb|xts|ecb|nonce|drbg|prf|wrap|keystream|test)"))
