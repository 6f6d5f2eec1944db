; id: secret-in-environment
; cwe: 526
; severity: medium
; confidence: high
; title: Secret put into the environment
; message: '{name}' is put into the environment
; explanation: Every child process inherits the environment, and crash reports and process listings show it.
; remedy: Pass the secret through a pipe, a protected file or a descriptor.
; match:
;| void f(const char *p) { setenv("DB_PASSWORD", p, 1); }
; no-match:
;| void f(const char *p) { setenv("LANG", p, 1); getenv("DB_PASSWORD"); unsetenv("DB_PASSWORD"); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (string_literal) @name)) @match
  (#any-of? @function "setenv" "putenv" "_putenv" "_putenv_s" "SetEnvironmentVariable" "SetEnvironmentVariableA" "g_setenv")
  (#match? @name "(?i)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)"))

