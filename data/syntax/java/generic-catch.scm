; id: java-generic-catch
; cwe: 396
; severity: low
; confidence: medium
; title: Catch of everything
; message: catching {exception} also hides errors that nobody thought of
; explanation: Programming errors, and with Throwable even lack of memory, are treated like the expected failure. The device goes on in a state that
;   nobody designed.
; remedy: Catch the exceptions that the block can throw and that you can handle.
; match:
;| class A { void f() { try { send(); } catch (Throwable e) { log(e); } } }
; match:
;| class A { void f() { try { send(); } catch (Exception e) { retry(); } } }
; no-match:
;| class A { void f() { try { send(); } catch (IOException e) { log(e); } try { g(); } catch (Exception e) { undo(); throw e; } } }
; no-match:
;| class A { public static void main(String[] a) { try { send(); } catch (Exception e) { log(e); } } }

(catch_clause
  (catch_formal_parameter (catch_type) @exception)
  body: (block) @body
  (#any-of? @exception "Exception" "Throwable" "Error" "RuntimeException" "NullPointerException")
  (#not-contains? @body throw_statement)
  (#not-bare? @body)
  (#not-function-name? @body "(^|\\.)(main|run|call|doInBackground)$")) @match

