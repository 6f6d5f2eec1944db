; id: debug-enabled
; cwe: 489
; severity: low
; confidence: medium
; title: Debug switched on in the source
; message: {name} is switched on in the source
; explanation: Debug functions in the product print inner data, skip checks or open a console. A switch in the source is on in every build that nobody thought of.
; remedy: Let the build decide, and let it be off unless somebody asks.
; match:
;| #define DEBUG 1
; match:
;| #define SKIP_AUTH 1
; no-match:
;| #define DEBUG 0
; no-match:
;| #ifdef DEBUG
;| #define DEBUG_PRINT(x) print(x)
;| #endif
; no-match:
;| #ifndef DEBUG
;| #define DEBUG 1
;| #endif

((preproc_def name: (identifier) @name value: (preproc_arg) @value) @match
  (#match? @name "^(_*DEBUG|DEBUG_(MODE|BUILD|ENABLED?|CONSOLE|SHELL)|ENABLE_DEBUG\\w*|(SKIP|BYPASS|DISABLE|NO)_(AUTH\\w*|SECURITY|LOGIN|PASSWORD|VERIFY\\w*|SIGNATURE\\w*)|TEST_MODE|INSECURE\\w*|BACKDOOR\\w*)$")
  (#match? @value "^\\s*\\(?(1|true|TRUE)\\)?\\s*$")
  (#not-child-of? @match preproc_ifdef preproc_if preproc_elif preproc_else))

