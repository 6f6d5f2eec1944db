; id: access-by-address
; cwe: 510
; severity: high
; confidence: medium
; title: Peer recognised by a fixed address
; message: the peer's {what} is compared with {address}, which is fixed in the program
; explanation: Whoever takes that address or name, on a network where nobody prevents it, gets what the comparison guards. A special case
;   for one address is also what a back door looks like - nobody else's tests reach it.
; remedy: Authenticate the peer with a certificate or key; keep lists of addresses in the configuration, and never as the only check.
; match:
;| void f(struct sockaddr_in peer) { if (strcmp("10.0.0.7", inet_ntoa(peer.sin_addr)) == 0) open_service(); }
; match:
;| void f(const char *hostname) { if (strcmp(hostname, "service.pump-maker.com") == 0) open_service(); }
; match:
;| void f(struct sockaddr_in *peer) { if (peer->sin_addr.s_addr == inet_addr("10.1.2.3")) open_service(); }
; no-match:
;| void f(const char *hostname) { if (strcmp(hostname, "localhost") == 0 || strcmp(inet_ntoa(a), "127.0.0.1") == 0) local(); }
; no-match:
;| void f(const char *name) { if (strcmp(name, "config.json") == 0 || strcmp(version, "1.2.3.4") == 0) load(); }
; no-match:
;| void f(const char *hostname) { if (strcmp(inet_ntoa(a), "0.0.0.0") == 0 || strcmp(ip_text, "255.255.255.255") == 0) any(); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (string_literal) @address . (_) @what)) @match
  (#match? @function "^_?(strn?(case)?cmp|stricmp|wcscmp|lstrcmpi?[AW]?)$")
  (#match? @address "^L?\"\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\"$")
  (#not-match? @address "\"(127\\.|0\\.0\\.0\\.0|255\\.255)")
  (#match? @what "(?i)(addr|ip|host|peer|inet_nto)"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @what . (string_literal) @address)) @match
  (#match? @function "^_?(strn?(case)?cmp|stricmp|wcscmp|lstrcmpi?[AW]?)$")
  (#match? @address "^L?\"\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\"$")
  (#not-match? @address "\"(127\\.|0\\.0\\.0\\.0|255\\.255)")
  (#match? @what "(?i)(addr|ip|host|peer|inet_nto)"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (string_literal) @address . (_) @what)) @match
  (#match? @function "^_?(strn?(case)?cmp|stricmp|wcscmp|lstrcmpi?[AW]?)$")
  (#match? @address "^L?\"([\\w-]+\\.)+[a-zA-Z]{2,}\"$")
  (#match? @what "(?i)(^|[_.>])(remote_?|peer_?|client_?)?(host_?(name)?|domain_?name|fqdn)s?$"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @what . (string_literal) @address)) @match
  (#match? @function "^_?(strn?(case)?cmp|stricmp|wcscmp|lstrcmpi?[AW]?)$")
  (#match? @address "^L?\"([\\w-]+\\.)+[a-zA-Z]{2,}\"$")
  (#match? @what "(?i)(^|[_.>])(remote_?|peer_?|client_?)?(host_?(name)?|domain_?name|fqdn)s?$"))

((binary_expression
  left: (_) @what operator: ["==" "!="]
  right: (call_expression function: (identifier) @function arguments: (argument_list . (string_literal) @address))) @match
  (#any-of? @function "inet_addr" "ipaddr_addr" "inet_network")
  (#not-match? @address "\"(127\\.|0\\.0\\.0\\.0|255\\.255)"))
