; id: csharp-random-for-secret
; cwe: 338
; severity: high
; confidence: high
; title: Predictable random numbers for a secret
; message: '{target}' comes from System.Random, whose numbers can be predicted
; explanation: System.Random computes its sequence from a small state. Who sees some of the numbers, or guesses the seed, knows the others.
; remedy: Use RandomNumberGenerator.GetBytes or GetInt32.
; match:
;| class A { void F() { var token = new Random().Next(); } }
; match:
;| class A { string NewPassword() { var r = new Random(); return r.Next(10000).ToString(); } }
; match:
;| class A { private static readonly Random rng = new Random(); byte[] MakeSalt() { var b = new byte[8]; rng.NextBytes(b); return b; } }
; no-match:
;| class A { void F() { var token = RandomNumberGenerator.GetInt32(10); var jitter = new Random().Next(); } }

((variable_declarator
  name: (identifier) @target
  [(invocation_expression) (binary_expression)] @source) @match
  (#match? @target "(?i)(token|nonce|secret|salt|sessionid|password|passwd|otp|(^|_)pin$|key$|challenge|^iv$|cookie)")
  (#match? @source "\\bnew\\s+(System\\.)?Random\\s*\\(|\\bRandom\\.Shared\\."))

((invocation_expression
  function: (member_access_expression expression: (identifier) @object name: (identifier) @call)) @match @target
  (#match? @call "^Next")
  (#type? @object "(^|[\\s.])Random$")
  (#function-name? @call "(?i)(token|nonce|secret|salt|sessionid|password|otp|pin$|generatekey|challenge|cookie)"))

