; id: java-deserialisation
; cwe: 502
; severity: high
; confidence: medium
; title: Objects made from bytes
; message: {call} builds whatever objects the bytes ask for
; explanation: While it reads, Java runs code of any class on the class path that the bytes name. Known chains of such classes give an attacker who supplies the bytes
;   the whole process.
; remedy: Use a data format such as JSON or Protocol Buffers; where that is impossible set an ObjectInputFilter that lists the classes.
; match:
;| class A { Object f(InputStream in) throws Exception { ObjectInputStream o = new ObjectInputStream(in); return o.readObject(); } }
; match:
;| class A { Object f(InputStream in) { return new XMLDecoder(in).readObject(); } }
; no-match:
;| class A { Object f(InputStream in) { ObjectInputStream o = new ObjectInputStream(in); o.setObjectInputFilter(allowed); return o.readObject(); } }
; no-match:
;| class A { private void readObject(ObjectInputStream in) { in.defaultReadObject(); in.readObject(); } }

(method_invocation
  object: (identifier) @stream
  name: (identifier) @call
  (#any-of? @call "readObject" "readUnshared")
  (#type? @stream "(ObjectInputStream|XMLDecoder)$")
  (#not-function-name? @call "\\.(readObject|readExternal|readResolve)$")
  (#not-function-has? @call "setObjectInputFilter|resolveClass|ValidatingObjectInputStream|accept\\(")) @match

(method_invocation
  object: (object_creation_expression type: (type_identifier) @class)
  name: (identifier) @call
  (#any-of? @call "readObject" "readUnshared")
  (#any-of? @class "ObjectInputStream" "XMLDecoder")) @match

