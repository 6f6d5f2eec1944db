; id: hidden-direction
; cwe: 451
; severity: high
; confidence: high
; title: Invisible characters that turn text around
; message: characters that change the direction of text hide what this really says
; explanation: Editors and reviews show the code in another order than the compiler reads it. This has been used to slip code past reviewers.
; remedy: Remove the characters, or write them as escapes where a text needs them.
; match:
;| int f(int admin) { /*‮ } ⁦if (admin)⁩ ⁦ begin admins only */ return 1; }
; no-match:
;| // plain text, ümläute, 漢字

([(comment) (string_literal)] @match
  (#match? @match "\\xE2(\\x80[\\xAA-\\xAE]|\\x81[\\xA6-\\xA9])"))

