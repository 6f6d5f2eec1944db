; id: java-plaintext-url
; cwe: 319
; severity: low
; confidence: medium
; title: Connection without encryption
; message: {url} is reached without encryption
; explanation: Everybody on the way reads and changes what goes over http or ftp: commands, patient data, updates.
; remedy: Use https or another protocol over TLS and verify the peer's certificate.
; match:
;| class A { String server = "http://updates.pump-maker.com/firmware"; }
; no-match:
;| class A { String server = "https://updates.pump-maker.com/"; String ns = "http://www.w3.org/2000/svg", soap = "http://schemas.xmlsoap.org/x", here = "http://localhost:80"; }
; no-match:
;| class A { void f() { p.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true); } }

((string_literal) @url @match
  (#match? @url "^\"(http|ftp|telnet|ws)://([\\w.-]+\\.[a-zA-Z]{2,}|%s|\\d+\\.\\d+\\.\\d+\\.\\d+)")
  (#not-match? @url "(?i)://(localhost|127\\.|0\\.0\\.0\\.\\d|\\[::1|(www\\.)?w3\\.org|schemas?\\.|xmlns\\.|xml\\.|purl\\.org|ns\\.|java\\.sun\\.com|javax\\.xml|[\\w.-]*\\b(example|test|invalid)\\b|(www\\.)?(oasis-open|openxmlformats|xml|json-schema|apache|gnu|ietf|iana)\\.org|[\\w.]*xmlsoap\\.org)")
  (#not-match? @url "(?i)\\.(dtd|xsd)\\b|(licen[sc]e|copying|/doc|/ns/|/schema)")
  (#not-inside? @match annotation)
  (#not-parent-match? @match "(?i)^[*\\s]*\\w*(namespace|_ns|xmlns|nsuri|schema|_uri|_uid|_id)\\w*(\\[\\])?\\s*="))
