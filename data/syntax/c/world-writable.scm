; id: world-writable
; cwe: 732
; severity: medium
; confidence: high
; title: Everybody may write
; message: {function} with {mode} lets every user of the system write
; explanation: A file or folder that every account may change is a way from any small weakness to the whole device: its
;   configuration, its programs and its log can be replaced.
; remedy: Give the owner what it needs, at most read access to others: 0640 or 0750.
; match:
;| void f(void) { chmod("/var/pump/config", 0777); }
; match:
;| void f(int d) { fchmod(d, S_IRUSR | S_IWUSR | S_IWOTH); }
; match:
;| void f(void) { umask(0); }
; no-match:
;| void f(void) { chmod("/var/pump/config", 0640); umask(077); umask(old); chmod(p, 755); }

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (number_literal) @mode)
  (#any-of? @function "chmod" "fchmod" "lchmod")
  (#match? @mode "^0[0-7]*[2367]$")) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (_) @mode)
  (#any-of? @function "chmod" "fchmod" "lchmod")
  (#match? @mode "^[^~]*\\b(S_IWOTH|S_IRWXO)\\b")
  (#not-match? @mode "~")) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (number_literal) @mode .)
  (#eq? @function "umask")
  (#value? @mode "0" "0")) @match

