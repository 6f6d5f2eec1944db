; id: csharp-plaintext-url
; cwe: 319
; severity: low
; confidence: medium
; title: Connection without encryption
; message: {url} is reached without encryption
; explanation: Everybody on the way reads and changes what goes over http or ftp: commands, patient data, updates.
; remedy: Use https or another protocol over TLS and verify the peer's certificate.
; match:
;| class A { string server = "http://updates.pump-maker.com/firmware"; }
; no-match:
;| class A { string server = "https://updates.pump-maker.com/"; string ns = "http://www.w3.org/2000/svg", soap = "http://schemas.xmlsoap.org/x", here = "http://localhost:80"; }

([(string_literal) (verbatim_string_literal)] @url @match
  (#match? @url "^@?\"(http|ftp|telnet|ws)://([\\w.-]+\\.[a-zA-Z]{2,}|%s|\\d+\\.\\d+\\.\\d+\\.\\d+)")
  (#not-match? @url "(?i)://(localhost|127\\.|0\\.0\\.0\\.\\d|\\[::1|(www\\.)?w3\\.org|schemas?\\.|xmlns\\.|purl\\.org|ns\\.|tempuri\\.org|[\\w.-]*\\b(example|test|invalid)\\b|(www\\.)?(oasis-open|openxmlformats|xml|json-schema|apache|gnu|ietf|iana)\\.org|[\\w.]*xmlsoap\\.org)")
  (#not-match? @url "(?i)\\.(dtd|xsd)\\b|(licen[sc]e|copying|/doc)")
  (#not-inside? @match attribute)
  (#not-parent-match? @match "(?i)^[*\\s]*\\w*(namespace|_ns|xmlns|nsuri|schema|_uri|_uid|_id)\\w*(\\[\\])?\\s*="))
