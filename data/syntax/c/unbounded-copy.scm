; id: unbounded-copy
; cwe: 676
; severity: low
; confidence: medium
; title: String copied without a limit
; message: {function} copies '{source}' into '{target}' without knowing how large '{target}' is
; explanation: The function stops at the source's end, not at the target's. If the source can be longer than the
;   programmer thought, the memory behind the target is overwritten. The rule sees no sizes, which is why it counts as low:
;   where the engine sees that the source may be longer, it says so with a rule of its own.
; remedy: Use snprintf or strlcpy with the target's size, and handle truncation.
; match:
;| void f(char *to, const char *from) { strcpy(to, from); }
; match:
;| void f(char *to, const char *from) { sprintf(to, "<%s>", from); }
; no-match:
;| void f(char *to, int n) { strcpy(to, "ready"); sprintf(to, "%d", n); sprintf(to, "%.8s", name); }
; no-match:
;| void f(char *to, const char *from) { snprintf(to, 8, "%s", from); }
; no-match:
;| char *f(const char *from) { char *to = malloc(strlen(from) + 1); strcpy(to, from); return to; }
; no-match:
;| char *copy(char *to, const char *from) { return (char *)strcpy(to, from); }

((call_expression
   function: (identifier) @function
   arguments: (argument_list . (_) @target . (_) @source .)) @match
  (#any-of? @function "strcpy" "strcat" "stpcpy" "wcscpy" "wcscat" "lstrcpy" "lstrcpyA" "lstrcpyW" "lstrcat"
    "_tcscpy" "_tcscat" "_mbscpy" "_mbscat")
  (#not-match? @source "^L?\"|^inet_ntoa\\s*\\(") ; at most 15 letters
  (#not-constant? @source)
  (#not-function-has? @source "(?i)\\b(strlen|wcslen|strnlen)\\s*\\(")
  (#not-inside? @match return_statement)) ; under another name: its callers know the sizes

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @target . [(string_literal) (concatenated_string)] @format . (_) @source)
  (#any-of? @function "sprintf" "vsprintf" "swprintf" "wsprintf" "wsprintfA" "wsprintfW" "_stprintf")
  (#match? @format "%[-+ #0]*[0-9]*[hl]*s")
  (#not-match? @source "^\"")
  (#not-constant? @source)
  (#not-function-has? @source "(?i)\\b(strlen|wcslen|strnlen)\\s*\\(")) @match

