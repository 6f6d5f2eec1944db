; id: overlapping-copy
; cwe: 475
; severity: medium
; confidence: medium
; title: Copy between parts of one buffer
; message: {function} copies within '{name}'; where the parts overlap, what arrives is undefined
; explanation: memcpy and its relatives may copy in any order. Where source and target overlap some processors and library versions damage the data, and others do not, so tests pass.
; remedy: Use memmove.
; match:
;| void f(char *line, int n) { memcpy(line, line + 1, n - 1); }
; match:
;| void f(char *data) { memcpy(data + 6, data + 4, 10 * sizeof(char)); }
; match:
;| void f(char *path) { strcpy(path, path + 2); }
; no-match:
;| void f(char *line, int n) { memmove(line, line + 1, n - 1); memcpy(line, other + 1, n); memcpy(&a[i], &a[j], sizeof a[0]); }
; no-match:
;| void f(char *line, int n) { memcpy(line + n, line, n); memcpy(line, line + half, half); memcpy(line + 16, line, 16); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (identifier) @name . (binary_expression left: (identifier) @other operator: "+" right: (number_literal) @offset) . (_) @size)) @match
  (#any-of? @function "memcpy" "wmemcpy" "mempcpy" "bcopy" "CopyMemory")
  (#eq? @name @other)
  (#value? @offset "1" "4")
  (#not-match? @size "^[0-9]+$|^sizeof"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list
    . (binary_expression left: (identifier) @name operator: "+" right: (number_literal) @to)
    . (binary_expression left: (identifier) @other operator: "+" right: (number_literal) @offset) . (_) @size)) @match
  (#any-of? @function "memcpy" "wmemcpy" "mempcpy" "CopyMemory")
  (#eq? @name @other)
  (#value? @to "0" "16")
  (#value? @offset "0" "16")
  (#not-match? @size "^[0-8]$|^sizeof"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (identifier) @name . (binary_expression left: (identifier) @other operator: "+") .)) @match
  (#any-of? @function "strcpy" "stpcpy" "wcscpy" "lstrcpyA" "lstrcpyW")
  (#eq? @name @other))
