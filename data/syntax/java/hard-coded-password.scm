; id: java-hard-coded-password
; cwe: 259
; severity: high
; confidence: medium
; title: Password in the source
; message: '{name}' is a fixed secret, {value}, in the program
; explanation: Everybody who has the program has the password, class files give it away without any effort, and it cannot be changed without
;   a new release.
; remedy: Read it from protected configuration or a secret store, a different one for each installation.
; match:
;| class A { private static final String PASSWORD = "Tr33house!"; }
; match:
;| class A { void f() throws Exception { DriverManager.getConnection("jdbc:h2:mem", "sa", "sa12345"); } }
; match:
;| class A { boolean f(String password) { return password.equals("letmein"); } }
; match:
;| class A { boolean f(String pwd) { return "letmein".equals(pwd); } }
; match:
;| class A { void f() { factory.setPassword("guest1"); } }
; no-match:
;| class A { static final String PASSWORD_KEY = "db.password"; String password = ""; String passwordLabel = "Enter"; String password2 = System.getenv("X"); }
; no-match:
;| class A { static final String PASSWORD = "password"; void f() { p.setPassword(read()); } }

(variable_declarator
  name: (identifier) @name
  value: (string_literal) @value
  (#match? @name "(?i)(pass_?word|passwd|pass_?phrase|pwd|secret|api_?key|auth_?token|access_?token)\\w*$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|regex|pattern|format|hint|help|type|url|uri|param|opt|arg|hash|env|prop|attr|header|id$|tag|element|_key$|cmd|command|policy|class|role)")
  (#secret? @value)) @match

(assignment_expression
  left: (_) @name
  right: (string_literal) @value
  (#match? @name "(?i)(pass_?word|passwd|pass_?phrase|pwd|secret|api_?key|auth_?token|access_?token)\\w*$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|regex|pattern|format|hint|help|type|url|uri|param|opt|arg|hash|env|prop|attr|header|id$|tag|element|_key$|cmd|command|policy|class|role)")
  (#secret? @value)) @match

(method_invocation
  object: (_) @class
  name: (identifier) @name
  arguments: (argument_list . (_) . (_) . (string_literal) @value .)
  (#match? @class "DriverManager$")
  (#eq? @name "getConnection")
  (#not-eq? @value "\"\"")) @match

(method_invocation
  object: (identifier) @name
  name: (identifier) @equals
  arguments: (argument_list . (string_literal) @value .)
  (#any-of? @equals "equals" "equalsIgnoreCase" "contentEquals")
  (#match? @name "(?i)^(\\w*_)?(\\w*pass_?word|\\w*passwd|\\w*passphrase|pwd|pin|pinCode)$")
  (#secret? @value)) @match

(method_invocation
  object: (string_literal) @value
  name: (identifier) @equals
  arguments: (argument_list . (identifier) @name .)
  (#any-of? @equals "equals" "equalsIgnoreCase" "contentEquals")
  (#match? @name "(?i)^(\\w*_)?(\\w*pass_?word|\\w*passwd|\\w*passphrase|pwd|pin|pinCode)$")
  (#secret? @value)) @match

(method_invocation
  name: (identifier) @name
  arguments: (argument_list . (string_literal) @value .)
  (#match? @name "^(set|with|use)?_?(Password|Passwd|PassPhrase|Passphrase|SecretKey|ApiKey|password)$")
  (#secret? @value)) @match

