; id: random-for-secret
; cwe: 338
; severity: high
; confidence: high
; title: Predictable random numbers for a secret
; message: '{target}' comes from {function}, whose numbers can be predicted
; explanation: rand and its relatives compute their whole sequence from a small seed. Who sees some of the numbers, or guesses
;   when the device started, knows the keys, tokens and nonces that follow.
; remedy: Take the bytes from the operating system or a hardware generator: getrandom, BCryptGenRandom, psa_generate_random.
; match:
;| void f(void) { unsigned session_token = rand(); }
; match:
;| void f(unsigned char *nonce) { for (int i = 0; i < 8; i++) nonce[i] = (unsigned char)(random() & 0xff); }
; match:
;| static int make_pairing_pin(void) { int value = rand() % 10000; return value; }
; no-match:
;| void f(void) { int jitter = rand() % 100; int keypad_row = rand() % 4; }

(init_declarator
  declarator: (_) @target
  value: (_) @function
  (#match? @target "(?i)(^|_|\\b)(token|nonce|secret|salt|session_?id|session_?key|password|passwd|challenge|pin|otp|iv|crypto_?key|aes_?key|private_?key|enc(ryption)?_?key)(s|_|\\b|$)|key$")
  (#match? @function "\\b(rand|random|rand_r|lrand48|drand48|mrand48)\\s*\\(")
  (#not-function-name? @function "(?i)test|bench")) @match

(assignment_expression
  left: (_) @target
  right: (_) @function
  (#match? @target "(?i)(^|_|\\b)(token|nonce|secret|salt|session_?id|session_?key|password|passwd|challenge|pin|otp|iv|crypto_?key|aes_?key|private_?key|enc(ryption)?_?key)(s|_|\\b|$)|key$")
  (#match? @function "\\b(rand|random|rand_r|lrand48|drand48|mrand48)\\s*\\(")
  (#not-function-name? @function "(?i)test|bench")) @match

((call_expression function: (identifier) @function) @match @target
  (#any-of? @function "rand" "random" "rand_r" "lrand48" "drand48" "mrand48")
  (#function-name? @function "(?i)(token|nonce|secret|salt|session_?id|session_?key|password|challenge|(^|_)pin(_|$)|otp|gen(erate)?_?key|make_?key|key_?gen|(^|_)iv(_|$))")
  (#not-function-name? @function "(?i)test"))

