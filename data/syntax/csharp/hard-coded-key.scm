; id: csharp-hard-coded-key
; cwe: 321
; severity: high
; confidence: high
; title: Cryptographic key in the source
; message: '{name}' is a fixed key in the program
; explanation: A key that every installation shares is no secret: assemblies give it away without any effort, and it cannot be replaced without a new release.
; remedy: Generate the key, keep it in the platform's protected store, and rotate it.
; match:
;| class A { void F() { aes.Key = Encoding.UTF8.GetBytes("0123456789abcdef"); } }
; match:
;| class A { static readonly byte[] AesKey = { 1, 2, 3, 4, 5, 6, 7, 8 }; }
; match:
;| class A { static readonly byte[] HmacKey = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }; }
; no-match:
;| class A { void F(byte[] k) { aes.Key = k; aes.Key = Load("key"); } static readonly byte[] KeyCodes = { 1, 2, 3 }; }

((assignment_expression
  left: (member_access_expression name: (identifier) @name)
  right: (invocation_expression function: (_) @get arguments: (argument_list . (argument (string_literal)) .))) @match
  (#any-of? @name "Key" "IV")
  (#match? @get "(GetBytes|FromBase64String|FromHexString)$"))

((variable_declarator
  name: (identifier) @name
  [(initializer_expression . (_) . (_) . (_) . (_)) (array_creation_expression (initializer_expression . (_) . (_) . (_) . (_)))]) @match
  (#match? @name "(?i)^_?(aes|des|hmac|enc|encryption|crypto|cipher|private|secret|master|session|device|shared|signing|firmware|update)_?key$|^_?key$")
  (#type? @name "byte\\[\\]"))

((variable_declarator
  name: (identifier) @name
  (invocation_expression function: (_) @get arguments: (argument_list . (argument (string_literal)) .))) @match
  (#match? @name "(?i)^_?(aes|des|hmac|enc|encryption|crypto|cipher|private|secret|master|session|device|shared|signing|firmware|update)_?key$|^_?key$")
  (#match? @get "(GetBytes|FromBase64String|FromHexString)$"))

