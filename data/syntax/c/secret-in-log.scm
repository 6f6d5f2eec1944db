; id: secret-in-log
; cwe: 532
; severity: medium
; confidence: medium
; title: Secret written to a log or console
; message: {function} writes '{name}'
; explanation: Logs are kept, copied to service staff and servers, and read by many. A secret in a log is one no more.
; remedy: Leave it out, or write a short hash that only shows whether two are equal.
; match:
;| void f(const char *password) { printf("login with %s\n", password); }
; match:
;| void f(struct user *u) { syslog(LOG_INFO, "user %s, %s", u->name, u->password); }
; no-match:
;| void f(const char *password) { printf("the password has %zu letters\n", strlen(password)); printf("%d\n", password_count); }
; no-match:
;| void f(const char *password) { snprintf(b, 9, "%s", password); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list (string_literal) @format [(identifier) (field_expression)] @name)) @match
  (#match? @function "^(printf|fprintf|syslog|vsyslog|puts|fputs|printk|LOG_(INF|DBG|WRN|ERR)|ESP_LOG[IDEWV]|NRF_LOG_\\w+|log_(info|debug|warn|error|trace)|LOG|log_message|log_printf|DEBUG_PRINT\\w*)$")
  (#match? @format "%[-0-9.*]*[sx]")
  (#match? @name "(?i)(^|[._>])(pass_?word|passwd|pass_?phrase|user_?pwd|secret|private_?key|secret_?key|auth_?token|access_?token|session_?key|(user_?|device_?)?pin(_?code)?)$"))

