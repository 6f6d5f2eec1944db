; id: hard-coded-key
; cwe: 321
; severity: high
; confidence: medium
; title: Cryptographic key in the source
; message: '{name}' is a fixed key in the program
; explanation: A key that every device shares is no secret: it can be read out of one device or its firmware file and then opens
;   all others. It cannot be replaced without an update either.
; remedy: Generate the key in the device or bring it in at production, and keep it in a secure element or protected flash.
; match:
;| static const unsigned char aes_key[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6};
; match:
;| void f(void) { uint8_t hmac_key[] = "k3yk3yk3yk3y"; }
; no-match:
;| static const unsigned char aes_key[16] = {0}; const int key_codes[4] = {1, 2, 3, 4};
; no-match:
;| static const uint8_t test_key[8] = {1, 2, 3, 4, 5, 6, 7, 8};

(init_declarator
  declarator: (array_declarator declarator: (identifier) @name)
  value: (initializer_list . (number_literal) (number_literal) (number_literal) (number_literal) (number_literal) (number_literal) (number_literal)) @value
  (#match? @name "(?i)(^|_)(aes|des|hmac|enc|encryption|crypto|cipher|private|secret|master|session|device|shared|link|signing|fw|firmware|update|root|psk|pre_?shared)_?(key|secret)s?(_|$|\\d)|(^|_)psk$|^key$")
  (#not-match? @name "(?i)(test|example|sample|public|expected|vector)")
  (#not-function-name? @name "(?i)(test|example)")) @match

(init_declarator
  declarator: [(array_declarator declarator: (identifier) @name) (pointer_declarator declarator: (identifier) @name)]
  value: (string_literal) @value
  (#match? @name "(?i)(^|_)(aes|des|hmac|enc|encryption|crypto|cipher|private|secret|master|session|device|shared|link|signing|fw|firmware|update|root|psk|pre_?shared)_?key(_|$|\\d)|(^|_)psk$")
  (#not-match? @name "(?i)(test|example|sample|public|expected|vector|name|file|path|label)")
  (#secret? @value)) @match

