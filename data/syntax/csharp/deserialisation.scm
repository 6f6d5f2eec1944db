; id: csharp-deserialisation
; cwe: 502
; severity: high
; confidence: high
; title: Objects made from bytes
; message: {what} builds whatever objects the bytes ask for
; explanation: These readers make objects of any class that the input names and run its code on the way. Known chains of classes give whoever supplies the input the whole
;   process.
; remedy: Use System.Text.Json or DataContractSerializer with known types; leave TypeNameHandling at None.
; match:
;| class A { object F(Stream s) { return new BinaryFormatter().Deserialize(s); } }
; match:
;| class A { void F() { settings.TypeNameHandling = TypeNameHandling.All; } }
; match:
;| class A { object F(Stream s) { var f = new LosFormatter(); return f.Deserialize(s); } }
; match:
;| class A { void F() { var s = new JavaScriptSerializer(new SimpleTypeResolver()); } }
; no-match:
;| class A { object F(Stream s) { settings.TypeNameHandling = TypeNameHandling.None; return JsonSerializer.Deserialize<Dose>(s); } }

((object_creation_expression type: (_) @what) @match
  (#match? @what "(^|\\.)(BinaryFormatter|LosFormatter|ObjectStateFormatter|SoapFormatter|NetDataContractSerializer|SimpleTypeResolver)$"))

((assignment_expression left: (_) @what right: (_) @value) @match
  (#match? @what "(^|\\.)TypeNameHandling$")
  (#match? @value "TypeNameHandling\\.(All|Auto|Objects|Arrays)$"))

