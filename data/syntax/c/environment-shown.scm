; id: environment-shown
; cwe: 526
; severity: low
; confidence: medium
; title: Environment variable given away
; message: {function} shows the content of an environment variable
; explanation: The environment often holds paths, names and credentials. In a message or a reply they help whoever attacks next.
; remedy: Show only what the reader needs, and never a variable that can hold a secret.
; match:
;| void f(void) { printf("running with %s\n", getenv("PATH")); }
; match:
;| void f(int s) { send(s, getenv("HOME"), 20, 0); }
; no-match:
;| void f(void) { char b[80]; snprintf(b, sizeof b, "%s/.pump", getenv("HOME")); open_log(getenv("PUMP_LOG")); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list (call_expression function: (identifier) @getenv))) @match
  (#any-of? @getenv "getenv" "secure_getenv" "_wgetenv" "g_getenv")
  (#match? @function "(?i)(^v?f?w?printf$|^f?puts$|^fputws$|print_?line|^print|^send(to)?$|^(sys)?log_|^syslog$|^write_?(line|text|reply)$)"))
