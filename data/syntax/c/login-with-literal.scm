; id: login-with-literal
; cwe: 798
; severity: high
; confidence: high
; title: Login with a password from the source
; message: {function} logs in with {value}, which is fixed in the program
; explanation: Everybody who has the program has the login, for every installation, and it cannot be changed without an update.
; remedy: Take the credentials from protected storage that is filled at installation.
; match:
;| void f(void) { LogonUserA(user, domain, "ABCD1234!", LOGON32_LOGON_NETWORK, LOGON32_PROVIDER_DEFAULT, &h); }
; match:
;| void f(MYSQL *db) { mysql_real_connect(db, "db", "pump", "Tr33house", "therapy", 0, NULL, 0); }
; match:
;| void f(void) { conn = PQconnectdb("host=db user=pump password=Tr33house"); }
; no-match:
;| void f(MYSQL *db) { mysql_real_connect(db, "db", user, password, "therapy", 0, NULL, 0); LogonUserA("u", "d", p, 0, 0, &h); }
; no-match:
;| void f(MYSQL *db) { mysql_real_connect(db, "db", "root", "", "therapy", 0, NULL, 0); conn = PQconnectdb("host=db user=pump"); }

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (_) . [(string_literal)] @value)) @match
  (#match? @function "^(LogonUser(Ex)?[AW]?|ldap_(simple_)?bind(_s)?|ldap_simple_bind_s[AW]?)$")
  (#not-match? @value "^L?\"\"$"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (_) . (_) . (string_literal) @value)) @match
  (#any-of? @function "mysql_real_connect" "mysql_change_user" "libssh2_userauth_password_ex")
  (#not-match? @value "^\"\"$"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) . (_) . (string_literal) @value)) @match
  (#any-of? @function "libssh2_userauth_password" "ssh_userauth_password")
  (#not-match? @value "^\"\"$"))

((call_expression
  function: (identifier) @function
  arguments: (argument_list (string_literal) @value)) @match
  (#match? @function "^(PQconnectdb|PQconnectStart|SQLDriverConnect[AW]?|OCILogon2?)$")
  (#match? @value "(?i)\\b(password|pwd)\\s*=\\s*[^\\s;\"%$]+"))
