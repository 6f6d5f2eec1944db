; id: cpp-generic-catch
; cwe: 396
; severity: low
; confidence: medium
; title: Catch of everything
; message: catching everything also hides errors that nobody thought of
; explanation: Lack of memory and programming errors are treated like the expected failure. The device goes on in a state that nobody designed.
; remedy: Catch what the block can throw and you can handle; end the program for the rest.
; match:
;| void f() { try { send(); } catch (...) { retry(); } }
; match:
;| void f() { try { send(); } catch (const std::exception &e) { retry(); } }
; no-match:
;| void f() { try { send(); } catch (const net::timeout &e) { retry(); } try { g(); } catch (...) { undo(); throw; } }
; no-match:
;| int main() { try { run(); } catch (...) { report(); } }

((catch_clause parameters: (parameter_list) @what body: (compound_statement) @body) @match
  (#match? @what "^\\(\\s*(\\.\\.\\.|(const\\s+)?(std::)?exception(\\s+const)?\\s*&?\\s*\\w*)\\s*\\)$")
  (#not-contains? @body throw_statement)
  (#not-match? @body "\\b(std::)?(rethrow_exception|current_exception|terminate|abort|exit)\\b")
  (#not-bare? @body)
  (#not-function-name? @body "(^|::)(main|~\\w+)$"))

