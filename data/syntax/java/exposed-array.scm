; id: java-exposed-array
; cwe: 582
; severity: low
; confidence: high
; title: Public array that anybody can change
; message: '{name}' is final, its elements are not
; explanation: Other code in the process can replace the elements of a public static array; a list of allowed values is then no longer yours.
; remedy: Make it private, and hand out a copy or an unmodifiable list.
; match:
;| class A { public static final String[] ROLES = {"nurse", "doctor"}; }
; no-match:
;| class A { private static final String[] ROLES = {"nurse"}; public static final List<String> OTHERS = List.of("a"); }

(field_declaration
  (modifiers) @modifiers
  type: (array_type)
  declarator: (variable_declarator name: (identifier) @name)
  (#match? @modifiers "\\bpublic\\b")
  (#match? @modifiers "\\bstatic\\b")
  (#match? @modifiers "\\bfinal\\b")) @match

