; id: secret-not-cleared
; cwe: 14
; severity: medium
; confidence: medium
; title: Clearing that the compiler removes
; message: nothing reads '{name}' after this {function}, so the compiler may leave it out
; explanation: A compiler sees that the cleared memory is not read again and drops the call. The secret stays on the stack or heap and is found in a dump
;   or by the next function that forgets to initialise.
; remedy: Use explicit_bzero, memset_s, SecureZeroMemory or the library's own zeroize function.
; match:
;| int f(void) { char password[32]; ask(password); int ok = check(password); memset(password, 0, sizeof password); return ok; }
; match:
;| void f(unsigned char *key, size_t n) { use(key); memset(key, 0, n); free(key); }
; no-match:
;| int f(void) { char password[32]; memset(password, 0, sizeof password); ask(password); return check(password); }
; no-match:
;| void f(void) { char line[32]; use(line); memset(line, 0, sizeof line); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (identifier) @name . (_) @value)) @match
  (#any-of? @function "memset" "bzero" "ZeroMemory" "RtlZeroMemory")
  (#match? @name "(?i)(passw|passwd|pwd|secret|(^|_)key|_?pin$|token|private|credential|plaintext|session_?key|master|nonce|seed)")
  (#not-match? @name "(?i)(keys?_?(len|size|count|map|code|board|pad|name|val|press)|keyword)")
  (#type? @name "\\[\\]$")
  (#not-later-use? @match @name))

(_
  (expression_statement (call_expression
    function: (identifier) @function
    arguments: (argument_list . (identifier) @name)) @match)
  . (expression_statement (call_expression function: (identifier) @free arguments: (argument_list . (identifier) @freed .)))
  (#any-of? @function "memset" "bzero" "ZeroMemory")
  (#any-of? @free "free" "vPortFree" "k_free" "OPENSSL_free" "mbedtls_free")
  (#eq? @name @freed)
  (#match? @name "(?i)(passw|passwd|pwd|secret|(^|_)key|_?pin$|token|private|credential|plaintext|session_?key|master|nonce|seed)"))

