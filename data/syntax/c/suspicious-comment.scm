; id: suspicious-comment
; cwe: 546
; severity: info
; confidence: medium
; title: Comment that tells of a defect
; message: somebody knew of a problem here: {comment}
; explanation: Comments such as FIXME or HACK mark work that was not finished. The release should not depend on it having been harmless.
; remedy: Do the work, or move it to the issue tracker with a reason why it can wait.
; match:
;| void f(void) { // FIXME: does not check the length
;| }
; match:
;| /* XXX: overflows when n is large */
; no-match:
;| // prefix-length of the xxx.xxx.x form; no bug here

((comment) @comment @match
  (#match? @comment "\\b(FIXME|XXX|HACK|KLUDGE|BROKEN|INSECURE|VULNERABLE)\\b"))

