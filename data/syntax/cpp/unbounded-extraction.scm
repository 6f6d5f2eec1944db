; id: cpp-unbounded-extraction
; cwe: 676
; severity: high
; confidence: high
; title: Text read into an array without a limit
; message: '>>' reads into '{target}' as much as the sender likes
; explanation: Before C++20 the operator does not know how large the array is; a long word overwrites what lies behind it.
; remedy: Read into a std::string, or set the stream's width before each read.
; match:
;| void f() { char name[16]; std::cin >> name; }
; match:
;| void f(std::istream &in) { char name[16]; in >> name; }
; no-match:
;| void f() { char name[16]; std::cin.width(sizeof name); std::cin >> name; std::string s; std::cin >> s; int n = x >> 3; }
; no-match:
;| void f() { char name[16]; std::cin >> std::setw(16) >> name; unsigned char mask[2]; int v = bits >> mask[1]; }

((binary_expression left: (_) @stream operator: ">>" right: (identifier) @target) @match
  (#type? @target "^((const|static|volatile) )*(unsigned |signed )?(char|wchar_t) ?\\[\\]$")
  (#not-match? @stream "\\b(setw|width)\\b")
  (#not-earlier-call? @match "\\bwidth$"))
