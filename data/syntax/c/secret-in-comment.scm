; id: secret-in-comment
; cwe: 615
; severity: medium
; confidence: medium
; title: Secret in a comment
; message: a comment tells a secret
; explanation: Everybody who reads the source, or gets a copy, has it. Comments are forgotten when passwords change, and remembered when people leave.
; remedy: Remove it, and change the secret.
; match:
;| // service login: user root, password: Tr33house!
; match:
;| /* -----BEGIN RSA PRIVATE KEY----- */
; no-match:
;| // password: the text that the user typed
;| // the password is checked later; token=NULL means none

((comment) @comment @match
  (#match? @comment "(?i)\\b(password|passwd|pwd|secret|api[_ ]?key|token)\\s*(:|=|\\bis\\b)\\s*[\"']?(?=[^\\s\"']*\\d)(?=[^\\s\"']*[a-z])[^\\s\"'();,<>*\\[\\]{}]{6,}[\"']?\\s*(\\*/|[.,;]?\\s*$|[.,;)] )")
  (#not-match? @comment "(?i)(0x|example|RFC|::|->|\\.c\\b|\\.h\\b)"))

((comment) @comment @match
  (#match? @comment "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----"))

