; id: weak-hash
; cwe: 328
; severity: low
; confidence: medium
; title: Broken hash function
; message: {function} computes a hash for which collisions can be made
; explanation: MD4, MD5 and SHA-1 no longer resist collisions: two different firmware images or certificates with one hash can
;   be made at will. What the hash guards cannot be seen at the call: against accidents, as an
;   identifier or inside of HMAC it still serves, and protocols ask for it. Hence low.
; remedy: Use SHA-256 or better; for passwords a slow function such as Argon2id or scrypt.
; match:
;| void f(void) { MD5_CTX c; MD5_Init(&c); MD5_Update(&c, d, n); MD5_Final(out, &c); }
; match:
;| void f(EVP_MD_CTX *c) { EVP_DigestInit_ex(c, EVP_sha1(), NULL); }
; match:
;| void f(void) { CryptCreateHash(hProv, CALG_SHA1, 0, 0, &hHash); }
; no-match:
;| void f(void) { SHA256_Init(&c); }
; no-match:
;| static void md5_begin(void) { MD5_Init(&c); }

(call_expression
  function: (identifier) @function
  (#match? @function "^(MD[245]|SHA1?|MD[245]_Init|SHA1?_Init|EVP_md[245]|EVP_sha1|EVP_sha|mbedtls_(md[245]|sha1)(_starts|_starts_ret|_ret)?|wc_(InitMd[45]|InitSha)|CC_(MD[245]|SHA1)(_Init)?|gcry_md_hash_md5|MD5Init|SHA1Init)$")
  (#not-function-name? @function "(?i)(md[245]|sha1?|hash|digest|test)")) @match

(call_expression
  function: (identifier) @call
  arguments: (argument_list (identifier) @function)
  (#match? @call "^(Crypt|BCrypt|NCrypt|CC|gcry_|mcrypt_)")
  (#any-of? @function "CALG_MD2" "CALG_MD4" "CALG_MD5" "CALG_SHA" "CALG_SHA1" "BCRYPT_MD5_ALGORITHM" "BCRYPT_SHA1_ALGORITHM"
    "BCRYPT_MD4_ALGORITHM" "BCRYPT_MD2_ALGORITHM" "GCRY_MD_MD5")) @match

((assignment_expression right: (identifier) @function) @match
  (#any-of? @function "CALG_MD2" "CALG_MD4" "CALG_MD5" "CALG_SHA" "CALG_SHA1" "BCRYPT_MD5_ALGORITHM" "BCRYPT_SHA1_ALGORITHM"
    "BCRYPT_MD4_ALGORITHM" "BCRYPT_MD2_ALGORITHM" "GCRY_MD_MD5"))

