; id: check-then-open
; cwe: 367
; severity: medium
; confidence: medium
; title: File checked by name, then used by name
; message: '{path}' is checked with {function} and later used again by its name
; explanation: Between the check and the use the name can be made to mean another file, for instance by a link. The program
;   then works, with its own rights, on what the attacker chose.
; remedy: Open first and ask the descriptor: open with O_NOFOLLOW, then fstat; or just try and handle the error.
; match:
;| int f(const char *name) { if (access(name, W_OK) != 0) return -1; return open(name, O_WRONLY); }
; match:
;| FILE *f(const char *name) { struct stat s; if (stat(name, &s) == 0 && S_ISREG(s.st_mode)) return fopen(name, "w"); return 0; }
; no-match:
;| int f(const char *name) { int d = open(name, O_WRONLY); if (fstat(d, &s) != 0) return -1; return d; }
; no-match:
;| int f(const char *name) { if (access(name, W_OK) != 0) return -1; return open(other, O_WRONLY); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @path)) @match
  (#any-of? @function "access" "_access" "euidaccess" "_waccess" "_taccess")
  (#later-call? @match "^(open|open64|fopen|freopen|creat|chmod|chown|unlink|remove|rename|_open|_wfopen|_tfopen|_topen|OPEN|execv|execl|mkdir)$" @path))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @path)) @match
  (#any-of? @function "stat" "lstat" "_stat" "_wstat" "stat64" "lstat64")
  (#later-call? @match "^(open|open64|fopen|freopen|creat|chmod|chown|_open|_wfopen|OPEN|execv|execl)$" @path)
  (#set! severity "low"))

