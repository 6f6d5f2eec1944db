; id: java-random-for-secret
; cwe: 330
; severity: high
; confidence: high
; title: Predictable random numbers for a secret
; message: '{target}' comes from a generator whose numbers can be predicted: {source}
; explanation: java.util.Random and Math.random compute their sequence from a seed of 48 bits; two outputs are enough to know all others.
; remedy: Use java.security.SecureRandom.
; match:
;| class A { void f() { int token = new Random().nextInt(); } }
; match:
;| class A { String newSessionId() { return "s" + Math.random(); } }
; match:
;| class A { private final Random rng = new Random(); byte[] makeSalt() { byte[] b = new byte[8]; rng.nextBytes(b); return b; } }
; no-match:
;| class A { void f() { int token = new SecureRandom().nextInt(); double jitter = Math.random(); } }

(variable_declarator
  name: (identifier) @target
  value: (_) @source
  (#match? @target "(?i)(token|nonce|secret|salt|session|password|passwd|otp|(^|_)pin$|key$|challenge|^iv$|cookie|csrf)")
  (#match? @source "(\\bnew\\s+(java\\.util\\.)?Random\\s*\\([^)]*\\)\\s*\\.|\\bMath\\.random\\(|ThreadLocalRandom\\.current|RandomStringUtils\\.random)")) @match

(method_declaration
  name: (identifier) @target
  body: (block (_ (method_invocation object: (identifier) @object name: (identifier) @source)  @match))
  (#match? @target "(?i)(token|nonce|secret|salt|session_?id|password|otp|pin$|generateKey|challenge|cookie|csrf)")
  (#type? @object "(^|\\s|\\.)Random$")
  (#match? @source "^next"))

(method_declaration
  name: (identifier) @target
  body: (block (_) @statement)
  (#match? @target "(?i)(token|nonce|secret|salt|session_?id|password|otp|pin$|generateKey|challenge|cookie|csrf)")
  (#match? @statement "\\bMath\\.random\\(")) @match @source

