; id: private-key
; cwe: 321
; severity: high
; confidence: high
; title: Private key in the source
; message: a private key stands in the program
; explanation: Whoever has the firmware can act as the device or its maker: sign, decrypt, log in. All devices share it.
; remedy: Make a key for each device inside of it, and keep the maker's keys out of the product.
; match:
;| const char *pem = "-----BEGIN EC PRIVATE KEY-----\n" "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49";
; no-match:
;| const char *pem = "-----BEGIN CERTIFICATE-----\n"; const char *mark = "-----BEGIN EC PRIVATE KEY-----";

((concatenated_string . (string_literal) @first (string_literal)) @match
  (#match? @first "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----"))

((string_literal) @match
  (#match? @match "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----[\\\\rn]*[A-Za-z0-9+/]{20}"))

