; id: cpp-random-for-secret
; cwe: 338
; severity: high
; confidence: high
; title: Predictable random numbers for a secret
; message: '{target}' comes from a generator whose numbers can be predicted
; explanation: mt19937 and its relatives are made for simulations: some hundred outputs are enough to know all others.
; remedy: Take the bytes from the operating system or the crypto library.
; match:
;| std::string make_session_token() { std::mt19937 engine(seed); return hex(engine()); }
; no-match:
;| int noise() { std::mt19937 engine(seed); return engine(); }

((declaration type: (_) @type declarator: (_) @name) @match @target
  (#match? @type "\\b(mt19937(_64)?|minstd_rand0?|default_random_engine|ranlux\\w+|knuth_b)$")
  (#function-name? @match "(?i)(token|nonce|secret|salt|session_?id|session_?key|password|challenge|otp|gen(erate)?_?key|make_?key)")
  (#not-function-name? @match "(?i)test"))

