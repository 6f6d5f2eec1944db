; id: java-weak-cipher
; cwe: 327
; severity: high
; confidence: high
; title: Broken or risky cipher
; message: {algorithm} is a cipher or mode that no longer protects
; explanation: DES, 3DES, RC2, RC4 and Blowfish can be broken with means that a small attacker has. ECB mode, which Java also takes when
;   only "AES" is asked for, shows which blocks are equal.
; remedy: Use "AES/GCM/NoPadding" with a fresh nonce for each message.
; match:
;| class A { void f() throws Exception { Cipher.getInstance("DES/CBC/PKCS5Padding"); } }
; match: 2
;| class A { void f() { Cipher.getInstance("AES"); javax.crypto.Cipher.getInstance("DESede"); } }
; match:
;| class A { void f() { KeyGenerator.getInstance("RC4"); } }
; no-match:
;| class A { void f() { Cipher.getInstance("AES/GCM/NoPadding"); KeyGenerator.getInstance("AES"); Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding"); } }

(method_invocation
  object: (_) @class
  name: (identifier) @get
  arguments: (argument_list . (string_literal) @algorithm)
  (#match? @class "\\bCipher$")
  (#eq? @get "getInstance")
  (#match? @algorithm "(?i)^\"((des|desede|tripledes|rc2|rc4|arcfour|blowfish|idea|null)(/[^\"]*)?|aes(/ecb/[^\"]*)?)\"$")) @match

(method_invocation
  object: (_) @class
  name: (identifier) @get
  arguments: (argument_list . (string_literal) @algorithm)
  (#match? @class "\\b(KeyGenerator|SecretKeyFactory)$")
  (#eq? @get "getInstance")
  (#match? @algorithm "(?i)^\"(des|desede|rc2|rc4|arcfour|blowfish|pbewithmd5\\w*)\"$")) @match

