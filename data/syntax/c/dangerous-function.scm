; id: dangerous-function
; cwe: 676
; severity: low
; confidence: high
; title: Function that is hard to use safely
; message: {function} is hard to use safely
; explanation: These functions have defects in their very interface: hidden shared state that another thread or handler
;   overwrites, undefined behaviour in ordinary use, or answers that cannot be trusted.
; remedy: Use the modern replacement: posix_spawn for vfork, getpwuid_r for getpw and cuserid, a graceful stop flag for
;   TerminateThread, no IsBad...Ptr check at all.
; match:
;| void f(void) { pid_t p = vfork(); }
; match:
;| int f(void *p) { return IsBadReadPtr(p, 4); }
; no-match:
;| void f(void) { pid_t p = fork(); }

(call_expression
  function: (identifier) @function
  (#any-of? @function "vfork" "getpw" "cuserid" "getlogin" "rexec" "rcmd" "TerminateThread" "SuspendThread"
    "IsBadReadPtr" "IsBadWritePtr" "IsBadCodePtr" "IsBadStringPtr" "IsBadHugeReadPtr" "IsBadHugeWritePtr")) @match

