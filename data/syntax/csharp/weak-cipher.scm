; id: csharp-weak-cipher
; cwe: 327
; severity: high
; confidence: high
; title: Broken or risky cipher
; message: {algorithm} no longer protects
; explanation: DES, 3DES, RC2 can be broken with means that a small attacker has, and ECB mode shows which blocks are equal.
; remedy: Use AesGcm with a fresh nonce for each message.
; match:
;| class A { void F() { var c = DES.Create(); } }
; match:
;| class A { void F() { var c = new TripleDESCryptoServiceProvider(); } }
; match:
;| class A { void F() { aes.Mode = CipherMode.ECB; } }
; no-match:
;| class A { void F() { var c = Aes.Create(); aes.Mode = CipherMode.CBC; } }

((invocation_expression
  function: (member_access_expression expression: (_) @algorithm name: (identifier) @call)) @match
  (#match? @algorithm "(^|\\.)(DES|TripleDES|RC2)$")
  (#eq? @call "Create"))

((object_creation_expression type: (_) @algorithm) @match
  (#match? @algorithm "(^|\\.)(DESCryptoServiceProvider|TripleDESCryptoServiceProvider|RC2CryptoServiceProvider|TripleDESCng)$"))

((member_access_expression) @algorithm @match
  (#match? @algorithm "^(System\\.Security\\.Cryptography\\.)?CipherMode\\.ECB$")
  (#not-inside? @match binary_expression switch_section switch_expression_arm))

