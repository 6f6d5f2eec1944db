; id: insecure-temporary-name
; cwe: 377
; severity: medium
; confidence: high
; title: Predictable temporary file name
; message: {function} returns a name that somebody else can take before the file is made
; explanation: Between choosing the name and opening the file an attacker on the same system can put a link or a file of his
;   own there, and the program then reads or overwrites what he chose.
; remedy: Use mkstemp, tmpfile, or mkdtemp, which choose the name and open in one step.
; match:
;| FILE *f(void) { char n[L_tmpnam]; tmpnam(n); return fopen(n, "w"); }
; match:
;| char *f(void) { return tempnam("/var/tmp", "pump"); }
; no-match:
;| int f(void) { char n[] = "/tmp/pumpXXXXXX"; return mkstemp(n); }

(call_expression
  function: (identifier) @function
  (#any-of? @function "tmpnam" "tmpnam_r" "tempnam" "mktemp" "_tempnam" "_mktemp" "_wtempnam" "_wmktemp" "_ttempnam"
    "GetTempFileNameA" "GetTempFileName")) @match

