; id: csharp-hard-coded-password
; cwe: 259
; severity: high
; confidence: medium
; title: Password in the source
; message: '{name}' is a fixed secret, {value}, in the program
; explanation: Everybody who has the program has the password, assemblies give it away without any effort, and it cannot be changed without a new release.
; remedy: Read it from protected configuration or a secret store, a different one for each installation.
; match:
;| class A { const string ServicePassword = "Tr33house!"; }
; match:
;| class A { bool F(string password) { return password == "letmein"; } }
; match:
;| class A { string c = "Server=pump;User Id=sa;Password=sa12345;"; }
; match:
;| class A { void F() { options.Password = "guest1"; var c = new NetworkCredential { Password = "guest2" }.Use(); } }
; match:
;| class A { void F() { var c = new NetworkCredential("service", "guest1"); } }
; no-match:
;| class A { const string PasswordKey = "password"; string Password = ""; string passwordLabel = "Enter"; void F() { o.Password = Read(); } }
; no-match:
;| class A { string c = "Server=pump;User Id={0};Password={1};"; string d = "Password="; }

((variable_declarator
  name: (identifier) @name
  (string_literal) @value) @match
  (#match? @name "(?i)(password|passwd|passphrase|pwd|secret|api_?key|authtoken|accesstoken)\\w*$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|regex|pattern|format|hint|help|type|url|uri|param|opt|arg|hash|env|prop|attr|header|id$|tag|[a-z]Key$|cmd|command|policy|class|role|char)")
  (#secret? @value))

((assignment_expression
  left: (_) @name
  right: (string_literal) @value) @match
  (#match? @name "(?i)(password|passwd|passphrase|pwd|secret|api_?key|authtoken|accesstoken)\\w*$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|regex|pattern|format|hint|help|type|url|uri|param|opt|arg|hash|env|prop|attr|header|id$|tag|[a-z]Key$|cmd|command|policy|class|role|char)")
  (#secret? @value))

((property_declaration
  name: (identifier) @name
  value: (string_literal) @value) @match
  (#match? @name "(?i)(password|passwd|passphrase|secret|api_?key|authtoken|accesstoken)$")
  (#secret? @value))

((binary_expression
  left: (identifier) @name operator: ["==" "!="] right: (string_literal) @value) @match
  (#match? @name "(?i)^(\\w*password|\\w*passwd|\\w*passphrase|pwd|pin|pinCode)$")
  (#secret? @value))

((object_creation_expression
  type: (_) @name
  arguments: (argument_list . (_) . (argument (string_literal) @value))) @match
  (#match? @name "(^|\\.)NetworkCredential$")
  (#not-eq? @value "\"\""))

([(string_literal) (verbatim_string_literal)] @match @value
  (#match? @value "(?i)(server|data source|host|initial catalog|user id|uid)\\s*=[^\"]*;\\s*(password|pwd)\\s*=\\s*[^;{\"$%<*\\s]{3,}")
  (#set! message "a connection string holds its password: {value}"))

