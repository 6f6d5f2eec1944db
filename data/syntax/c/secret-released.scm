; id: secret-released
; cwe: 244
; severity: low
; confidence: medium
; title: Secret left in released memory
; message: '{name}' is released and was never cleared
; explanation: The memory goes to whoever allocates next, and into dumps, with the secret in it.
; remedy: Clear it with explicit_bzero, memset_s, SecureZeroMemory or the library's zeroize function before the release.
; match:
;| void f(void) { char *password = malloc(64); ask(password); login(password); free(password); }
; match:
;| void f(struct user *u) { free(u->passphrase); }
; no-match:
;| void f(void) { char *password = malloc(64); ask(password); explicit_bzero(password, 64); free(password); }
; no-match:
;| void f(struct user *u) { wipe(u->passphrase, 8); free(u->passphrase); free(password_file); free(key); }

((call_expression
  function: (identifier) @free
  arguments: (argument_list . [(identifier) (field_expression)] @name .)) @match
  (#any-of? @free "free" "vPortFree" "k_free" "OPENSSL_free" "mbedtls_free" "g_free" "LocalFree" "GlobalFree")
  (#match? @name "(?i)(^|[_.>])(user_?)?(pass_?word|passwd|pass_?phrase|private_?key|secret_?key|session_?key)$")
  (#not-earlier-call? @match "(?i)(zero|memset|bzero|clear|wipe|cleanse|burn|scrub|shred)" @name))
