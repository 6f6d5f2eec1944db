; id: java-hard-coded-key
; cwe: 321
; severity: high
; confidence: high
; title: Cryptographic key in the source
; message: the key for {class} is in the program: {value}
; explanation: A key that every installation shares is no secret: class files give it away without any effort, and it cannot be replaced without a
;   new release.
; remedy: Generate the key, keep it in a key store or secret store, and rotate it.
; match:
;| class A { void f() { new SecretKeySpec("0123456789abcdef".getBytes(), "AES"); } }
; match:
;| class A { void f() { SecretKeySpec k = new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "DES"); } }
; match:
;| class A { void f() { new IvParameterSpec("0123456789abcdef".getBytes()); } }
; no-match:
;| class A { void f(byte[] k) { new SecretKeySpec(k, "AES"); new SecretKeySpec(load("key").getBytes(), "AES"); } }

((object_creation_expression
  type: (type_identifier) @class
  arguments: (argument_list . [(method_invocation object: (string_literal) @value name: (identifier) @get)
                               (array_creation_expression value: (array_initializer . (_) . (_)) @value)]))
  @match
  (#any-of? @class "SecretKeySpec" "DESKeySpec" "DESedeKeySpec" "PBEKeySpec" "PBEParameterSpec"))

((object_creation_expression
  type: (type_identifier) @class
  arguments: (argument_list . [(method_invocation object: (string_literal) @value name: (identifier) @get)
                               (array_creation_expression value: (array_initializer . (_) . (_)) @value)]))
  @match
  (#any-of? @class "IvParameterSpec" "GCMParameterSpec")
  (#set! cwe "329")
  (#set! message "the initialisation vector for {class} is always the same: {value}"))

