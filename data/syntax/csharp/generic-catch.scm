; id: csharp-generic-catch
; cwe: 396
; severity: low
; confidence: medium
; title: Catch of everything
; message: catching every exception also hides errors that nobody thought of
; explanation: Programming errors are treated like the expected failure. The program goes on in a state that nobody designed.
; remedy: Catch the exceptions that the block can throw and that you can handle.
; match:
;| class A { void F() { try { Send(); } catch (Exception e) { Retry(); } } }
; match:
;| class A { void F() { try { Send(); } catch { Retry(); } } }
; no-match:
;| class A { void F() { try { Send(); } catch (IOException e) { Log(e); } try { G(); } catch (Exception) { Undo(); throw; } } }
; no-match:
;| class A { static void Main() { try { Send(); } catch (Exception e) { Log(e); } } void G() { try { Send(); } catch (Exception e) when (e is IOException) { Log(e); } } }

((catch_clause body: (block) @body) @match
  (#match? @match "^catch\\s*(\\{|\\(\\s*(System\\.)?Exception\\b[^)]*\\)\\s*\\{)")
  (#not-contains? @body throw_statement throw_expression)
  (#not-bare? @body)
  (#not-function-name? @body "\\.(Main|Run|Execute|On\\w+)$"))

