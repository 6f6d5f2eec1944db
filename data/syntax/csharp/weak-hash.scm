; id: csharp-weak-hash
; cwe: 328
; severity: medium
; confidence: medium
; title: Broken hash function
; message: {algorithm} is a hash for which collisions can be made
; explanation: MD5 and SHA-1 no longer resist collisions; two different files with one hash can be made at will. Where the hash only guards against
;   accidents the finding can be answered so.
; remedy: Use SHA256 or better; for passwords Rfc2898DeriveBytes with many rounds, or Argon2id.
; match:
;| class A { void F() { using (var h = MD5.Create()) { } } }
; match:
;| class A { void F() { var h = new SHA1Managed(); } }
; match:
;| class A { void F() { var h = HashAlgorithm.Create("SHA1"); } }
; match:
;| class A { void F() { var h = SHA1.HashData(bytes); } }
; no-match:
;| class A { void F() { var h = SHA256.Create(); var m = new HMACSHA1(key); var a = Aes.Create(); } }

((invocation_expression
  function: (member_access_expression expression: (_) @algorithm name: (identifier) @call)) @match
  (#match? @algorithm "(^|\\.)(MD5|SHA1|RIPEMD160)$")
  (#any-of? @call "Create" "HashData" "TryHashData" "HashDataAsync"))

((invocation_expression
  function: (member_access_expression expression: (_) @class name: (identifier) @call)
  arguments: (argument_list . (argument (string_literal) @algorithm))) @match
  (#match? @class "(^|\\.)(HashAlgorithm|CryptoConfig)$")
  (#match? @call "^Create")
  (#match? @algorithm "(?i)^\"(System\\.Security\\.Cryptography\\.)?(md5|sha-?1?)\"$"))

((object_creation_expression type: (_) @algorithm) @match
  (#match? @algorithm "(^|\\.)(MD5CryptoServiceProvider|MD5Cng|SHA1Managed|SHA1CryptoServiceProvider|SHA1Cng|RIPEMD160Managed)$"))

