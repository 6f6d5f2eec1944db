; id: java-weak-hash
; cwe: 328
; severity: medium
; confidence: medium
; title: Broken hash function
; message: {algorithm} is a hash for which collisions can be made
; explanation: MD2, MD4, MD5 and SHA-1 no longer resist collisions; two different files with one hash can be made at will. Where the
;   hash only guards against accidents the finding can be answered so.
; remedy: Use SHA-256 or better; for passwords PBKDF2, scrypt or Argon2id.
; match:
;| class A { void f() throws Exception { MessageDigest.getInstance("MD5"); } }
; match:
;| class A { void f() { String h = DigestUtils.sha1Hex(data); } }
; match:
;| class A { void f() { Signature.getInstance("SHA1withRSA"); } }
; no-match:
;| class A { void f() { MessageDigest.getInstance("SHA-256"); Mac.getInstance("HmacSHA1"); } }

(method_invocation
  object: (_) @class
  name: (identifier) @get
  arguments: (argument_list . (string_literal) @algorithm)
  (#match? @class "(MessageDigest|Signature)$")
  (#eq? @get "getInstance")
  (#match? @algorithm "(?i)^\"(md[245]|sha-?1?|sha1with\\w+|md[25]with\\w+)\"$")) @match

(method_invocation
  object: (identifier) @class
  name: (identifier) @algorithm
  (#any-of? @class "DigestUtils" "Hashing")
  (#match? @algorithm "^(getMd[25]Digest|getSha1?Digest|md[25](Hex)?|sha1?(Hex)?|md5Digest\\w*)$")) @match

