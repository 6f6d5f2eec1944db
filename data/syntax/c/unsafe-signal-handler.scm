; id: unsafe-signal-handler
; cwe: 479
; severity: medium
; confidence: high
; title: Unsafe call in a signal handler
; message: {function} is called in a signal handler
; explanation: The signal may come while the same function is at work: its lock is held or its lists are half changed. The process hangs, or its
;   memory is damaged.
; remedy: Only set a volatile sig_atomic_t flag in the handler, or write to a pipe, and do the work outside.
; match:
;| static void on_term(int s) { printf("bye\n"); exit(0); }
;| void f(void) { signal(SIGTERM, on_term); }
; match:
;| static void on_alarm(int s) { free(buffer); }
;| void f(void) { struct sigaction a = {0}; a.sa_handler = on_alarm; sigaction(SIGALRM, &a, NULL); }
; no-match:
;| static void on_term(int s) { stop = 1; write(1, "bye\n", 4); _exit(0); }
;| void f(void) { signal(SIGTERM, on_term); }
; no-match:
;| static void report(int s) { printf("%d\n", s); }
;| void f(void) { each(list, report); }

((call_expression function: (identifier) @function) @match
  (#any-of? @function "printf" "fprintf" "vprintf" "vfprintf" "puts" "fputs" "putchar" "fflush" "fopen" "fclose" "fwrite" "malloc" "calloc"
    "realloc" "free" "syslog" "strdup" "sprintf" "snprintf" "localtime" "gmtime" "strtok" "pthread_mutex_lock" "pthread_mutex_unlock"
    "perror" "system" "popen" "getenv" "setenv")
  (#passed-to? @match "^(signal|sigset|bsd_signal|sysv_signal|sa_handler|sa_sigaction)$"))

