; id: csharp-suspicious-comment
; cwe: 546
; severity: info
; confidence: medium
; title: Comment that tells of a defect
; message: somebody knew of a problem here: {comment}
; explanation: Comments such as FIXME or HACK mark work that was not finished. The release should not depend on it having been harmless.
; remedy: Do the work, or move it to the issue tracker with a reason why it can wait.
; match:
;| class A { void F() { // FIXME: does not check the length
;| } }
; no-match:
;| class A { void F() { // prefix-length of the xxx.xxx.x form
;| } }

((comment) @comment @match
  (#match? @comment "\\b(FIXME|XXX|HACK|KLUDGE|BROKEN|INSECURE|VULNERABLE)\\b"))
