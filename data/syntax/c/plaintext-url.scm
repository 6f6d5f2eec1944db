; id: plaintext-url
; cwe: 319
; severity: low
; confidence: medium
; title: Connection without encryption
; message: {url} is reached without encryption
; explanation: Everybody on the way reads and changes what goes over http, ftp or telnet: commands, patient data, updates.
; remedy: Use https or another protocol over TLS and verify the peer's certificate.
; match:
;| const char *server = "http://updates.pump-maker.com/firmware";
; match:
;| void f(CURL *c) { curl_easy_setopt(c, CURLOPT_URL, "ftp://files.pump-maker.com/log"); }
; match:
;| void f(const char *host) { snprintf(url, 80, "http://%s/update", host); }
; no-match:
;| const char *XML_NAMESPACE = "http://dicom.nema.org/models"; const char *bad = "http://a:b@/x";
; no-match:
;| const char *server = "https://updates.pump-maker.com/"; const char *ns = "http://www.w3.org/2000/svg";
; no-match:
;| const char *here = "http://localhost:8080/"; const char *there = "http://127.0.0.1/", *scheme = "http://";
; no-match:
;| void f(void) { printf("see http://project.org/manual for help\n"); }

((string_literal) @url @match
  (#match? @url "^L?\"(http|ftp|telnet|ws)://([\\w.-]+\\.[a-zA-Z]{2,}|%s|\\d+\\.\\d+\\.\\d+\\.\\d+)")
  (#not-match? @url "(?i)://(localhost|127\\.|0\\.0\\.0\\.\\d|\\[::1|(www\\.)?w3\\.org|schemas?\\.|xmlns\\.|purl\\.org|ns\\.|[\\w.-]*\\b(example|test|invalid)\\b|(www\\.)?(oasis-open|openxmlformats|xml|json-schema|apache|gnu|ietf|iana)\\.org|[\\w.]*xmlsoap\\.org)")
  (#not-match? @url "(?i)\\.(dtd|xsd)\\b|(licen[sc]e|copying|/doc)")
  (#not-inside? @match preproc_include)
  (#not-parent-match? @match "(?i)^[*\\s]*\\w*(namespace|_ns|xmlns|nsuri|schema|_uri|_uid|_id)\\w*(\\[\\])?\\s*="))
