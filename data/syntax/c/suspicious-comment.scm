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
; match:
;| /* BUG: forgets the last byte */
; match:
;| // TODO check the length
; no-match:
;| // see bug 4711 and the LATER chapter; todo lists are kept elsewhere; DEBUG: on
; no-match:
;| // prefix-length of the xxx.xxx.x form; no bug here

((comment) @comment @match
  (#match? @comment "\\b(FIXME|XXX|HACK|KLUDGE|BROKEN|INSECURE|VULNERABLE)\\b"))

((comment) @comment @match
  (#match? @comment "^/[/*]+[!<]*\\s*(BUG|BUGS|TODO|LATER\\d?)\\b\\s*[:(\\-]|^/[/*]+[!<]*\\s*TODO\\s")
  (#not-match? @comment "\\b(FIXME|XXX|HACK|KLUDGE|BROKEN|INSECURE|VULNERABLE)\\b"))
