; id: hard-coded-password
; cwe: 259
; severity: high
; confidence: medium
; title: Password in the source
; message: '{name}' is a fixed secret, {value}, in the program
; explanation: Everybody who has the firmware has the password, for every device that was ever built, and it cannot be changed
;   without an update. Such passwords are found by looking at the strings of the image.
; remedy: Make a secret for each device at production or first use, keep it in protected storage, and let the user change it.
; match:
;| static const char *service_password = "Tr33house!";
; match:
;| void f(struct user *u) { u->passwd = "letmein"; }
; match:
;| int f(const char *password) { return strcmp(password, "7654321") == 0; }
; match:
;| void f(CURL *c) { curl_easy_setopt(c, CURLOPT_USERPWD, "admin:admin1"); }
; match:
;| #define ADMIN_PASSWORD "s3rv1ce"
; no-match:
;| static const char *password_prompt = "Password: "; const char *password_key = "password"; char password[8] = "";
; no-match:
;| void f(void) { u->password = getenv("PASSWORD"); if (strcmp(option, "--password") == 0) x(); }
; no-match:
;| int f(const char *pinned_hash, const char *scheme) { return strncmp(pinned_hash, "sha256//", 8) || strcmp(scheme, "PWD1"); }
; no-match:
;| const char *password_file = "/etc/pump/pass"; const char *passwords = "%s:%s";

(init_declarator
  declarator: (_) @name
  value: (string_literal) @value
  (#match? @name "(?i)(pass_?word|passwd|pass_?phrase|pwd|secret|api_?key|auth_?token|access_?token)\\w*(\\[[^\\]]*\\])?$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|regex|format|fmt|hint|help|type|url|param|opt|arg|hash|env|str$|len|cmd|command)")
  (#secret? @value)) @match

(assignment_expression
  left: (_) @name
  right: (string_literal) @value
  (#match? @name "(?i)(pass_?word|passwd|pass_?phrase|pwd|secret|api_?key|auth_?token|access_?token)\\w*$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|regex|format|fmt|hint|help|type|url|param|opt|arg|hash|env|str$|len|cmd|command)")
  (#secret? @value)) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @name . (string_literal) @value)
  (#any-of? @function "strcmp" "strncmp" "strcasecmp" "stricmp" "_stricmp" "strncasecmp" "memcmp" "strcpy" "strncpy" "strlcpy"
    "wcscmp")
  (#match? @name "(?i)(pass_?word|passwd|pass_?phrase|pwd|(^|[_.>])pin(_?code)?)$")
  (#not-match? @name "(?i)(prompt|file|path|field|name|label|title|msg|message|error|text|type|cmd|command|key|opt)")
  (#secret? @value)) @match

(call_expression
  function: (identifier) @function
  arguments: (argument_list (identifier) @name . (string_literal) @value .)
  (#eq? @function "curl_easy_setopt")
  (#any-of? @name "CURLOPT_USERPWD" "CURLOPT_PASSWORD" "CURLOPT_PROXYUSERPWD" "CURLOPT_KEYPASSWD" "CURLOPT_XOAUTH2_BEARER")
  (#not-match? @value "^\"(:|)\"$")) @match

(preproc_def
  name: (identifier) @name
  value: (preproc_arg) @value
  (#match? @name "(?i)(PASS_?WORD|PASSWD|PASS_?PHRASE|_PWD|SECRET|API_?KEY|AUTH_?TOKEN)\\w*$")
  (#not-match? @name "(?i)(PROMPT|FILE|PATH|FIELD|NAME|LABEL|TITLE|MSG|MESSAGE|ERROR|TEXT|REGEX|FORMAT|FMT|HINT|HELP|TYPE|URL|PARAM|OPT|ARG|HASH|ENV|STR|LEN|SIZE|CMD|COMMAND|MAX)")
  (#match? @value "^L?\"[^\"]*\"\\s*$")
  (#secret? @value)) @match

