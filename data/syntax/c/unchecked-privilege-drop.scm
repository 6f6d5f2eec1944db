; id: unchecked-privilege-drop
; cwe: 273
; severity: high
; confidence: high
; title: Rights given up without looking whether it worked
; message: nobody looks whether {function} succeeded
; explanation: These calls can fail, for instance at a limit of processes. The service then goes on with all of its rights and believes
;   that it has none.
; remedy: Check the result and stop when it is not zero.
; match:
;| void f(uid_t u) { setuid(u); }
; match:
;| void f(void) { (void)chroot("/var/empty"); }
; no-match:
;| int f(uid_t u) { if (setuid(u) != 0) abort(); return setgid(g); }

(expression_statement
  [(call_expression function: (identifier) @function)
   (cast_expression value: (call_expression function: (identifier) @function))]
  (#any-of? @function "setuid" "seteuid" "setreuid" "setresuid" "setgid" "setegid" "setregid" "setresgid" "setgroups" "initgroups"
    "chroot" "RevertToSelf" "ImpersonateLoggedOnUser" "ImpersonateNamedPipeClient" "ImpersonateSelf" "RpcImpersonateClient"
    "SetThreadToken")) @match

