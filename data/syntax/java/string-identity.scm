; id: java-string-identity
; cwe: 597
; severity: medium
; confidence: high
; title: Strings compared by identity
; message: {operator} asks whether both are the same object, not whether they read the same: {expression}
; explanation: Two strings with the same text are often different objects. The check fails or succeeds by accident of how the strings were made.
; remedy: Use equals, or Objects.equals where one may be null.
; match:
;| class A { boolean f(String role) { return role == "admin"; } }
; match:
;| class A { boolean f(String a, String b) { if (a != b) return false; return true; } }
; no-match:
;| class A { boolean f(String a, int b, int c) { return a == null || b == c || a.equals("admin") || a.length() == 5; } }

((binary_expression left: (_) @left operator: ["==" "!="] @operator right: (string_literal)) @match @expression
  (#not-match? @left "^null$"))

((binary_expression left: (string_literal) operator: ["==" "!="] @operator right: (_) @right) @match @expression
  (#not-match? @right "^null$"))

((binary_expression left: (identifier) @left operator: ["==" "!="] @operator right: (identifier) @right) @match @expression
  (#type? @left "(^|\\s)String$")
  (#type? @right "(^|\\s)String$"))

