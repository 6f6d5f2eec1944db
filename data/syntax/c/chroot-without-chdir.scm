; id: chroot-without-chdir
; cwe: 243
; severity: medium
; confidence: medium
; title: Confined, but still standing outside
; message: chroot without a chdir into the new root
; explanation: The current folder stays outside of the new root, and relative names lead out of the prison.
; remedy: Call chdir("/") right after chroot, and give up the rights of root.
; match:
;| int f(void) { if (chroot("/var/empty") != 0) return -1; return open("x", 0); }
; no-match:
;| int f(void) { if (chroot("/var/empty") != 0 || chdir("/") != 0) return -1; return 0; }
; no-match:
;| int f(const char *d) { if (chdir(d) != 0 || chroot(".") != 0) return -1; return 0; }

((call_expression function: (identifier) @function) @match
  (#eq? @function "chroot")
  (#not-later-call? @match "^f?chdir$")
  (#not-earlier-call? @match "^f?chdir$"))

