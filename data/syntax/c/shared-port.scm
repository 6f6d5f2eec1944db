; id: shared-port
; cwe: 605
; severity: low
; confidence: medium
; title: Port that another program may bind as well
; message: {option} lets another program bind the same port
; explanation: On several systems a second program, started by anybody, may then bind the same address and port and receive what was meant for
;   this one. Linux allows it with SO_REUSEPORT, and for datagram sockets with SO_REUSEADDR; Windows and some embedded stacks allow it with
;   SO_REUSEADDR for all.
; remedy: Leave the option out; use SO_EXCLUSIVEADDRUSE on Windows. Where restarts need it on Linux, keep SO_REUSEADDR for listening TCP sockets
;   and suppress this finding with that reason.
; match:
;| void f(int s) { int on = 1; setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); bind(s, a, n); }
; match:
;| void f(int s) { int on = 1; if (setsockopt(s, SOL_SOCKET, SO_REUSEPORT, (char *)&on, sizeof on) != 0) return; }
; no-match:
;| void f(int s) { int on = 1; setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on); int off = 0; setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &off, sizeof off); }

((call_expression
  function: [(identifier) @function (field_expression field: (field_identifier) @function)]
  arguments: (argument_list (_) (_) (identifier) @option . (_) @value)) @match
  (#match? @function "^(lwip_|zsock_)?setsockopt$")
  (#any-of? @option "SO_REUSEADDR" "SO_REUSEPORT")
  (#not-match? @value "(?i)\\b(off|zero|no|disabled?|false)\\b"))
