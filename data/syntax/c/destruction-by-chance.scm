; id: destruction-by-chance
; cwe: 511
; severity: high
; confidence: medium
; title: Destruction that waits for a moment
; message: {action} runs when '{condition}' happens to hold
; explanation: Code that removes data or stops the device at a fixed date or a lucky number is a logic bomb, or a leftover of a trial
;   version. Tests that run on another day never reach it.
; remedy: Remove it; what must expire is told to the user beforehand and leaves the therapy alone.
; match:
;| void f(void) { if (rand() == 20000) { unlink("calibration.dat"); } }
; match:
;| void f(void) { time_t now; time(&now); if (now > END_OF_TRIAL) remove("calibration.dat"); }
; match:
;| void f(SYSTEMTIME *end) { if (CompareFileTime(&now, &end) == 1) { DeleteFileA("calibration.dat"); } }
; no-match:
;| void f(void) { if (now - written > MAX_AGE) { unlink("log.1"); } if (size > LIMIT) remove("log.2"); }
; no-match:
;| void f(void) { time_t t = time(NULL); if (t > last + 60) { unlink(cache); } if (rand() % 10 == 0) printf("lucky"); }

((if_statement
  condition: (_) @condition
  consequence: [
    (expression_statement (call_expression function: (identifier) @action))
    (compound_statement (expression_statement (call_expression function: (identifier) @action)))]) @match
  (#match? @condition "^\\(\\s*(rand|random|lrand48|time|_time64)\\s*\\([^()]*\\)\\s*(==|>=?|<=?)\\s*\\w+\\s*\\)$")
  (#match? @action "(?i)^_?(unlink|remove|rmdir|removedirectory[aw]?|deletefile[aw]?|system|reboot|shutdown|exitwindowsex|truncate|(flash|eeprom|nvm|disk)_?(erase|format|wipe)\\w*)$"))

((if_statement
  condition: (_ (binary_expression left: (identifier) @now operator: [">" ">=" "==" "<" "<="] right: [(identifier) (number_literal)] @limit)) @condition
  consequence: [
    (expression_statement (call_expression function: (identifier) @action))
    (compound_statement (expression_statement (call_expression function: (identifier) @action)))]) @match
  (#type? @now "\\btime_t$")
  (#match? @limit "^([A-Z][A-Z0-9_]+|\\d{9,10}[uUlL]*)$")
  (#match? @action "(?i)^_?(unlink|remove|rmdir|removedirectory[aw]?|deletefile[aw]?|system|reboot|shutdown|exitwindowsex|truncate|(flash|eeprom|nvm|disk)_?(erase|format|wipe)\\w*)$"))

((if_statement
  condition: (_ (binary_expression left: (call_expression function: (identifier) @compare))) @condition
  consequence: [
    (expression_statement (call_expression function: (identifier) @action))
    (compound_statement (expression_statement (call_expression function: (identifier) @action)))]) @match
  (#eq? @compare "CompareFileTime")
  (#match? @action "(?i)^_?(unlink|remove|rmdir|removedirectory[aw]?|deletefile[aw]?|system|reboot|shutdown|exitwindowsex)$"))
