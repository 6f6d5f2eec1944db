; id: csharp-xml-external-entity
; cwe: 611
; severity: high
; confidence: high
; title: XML parser told to follow external entities
; message: {setting} lets a document name files and addresses that the parser then opens
; explanation: The document hands out the files of the machine, reaches servers behind the firewall, or never ends.
; remedy: Leave XmlResolver null and DtdProcessing at Prohibit, which are the defaults of current .NET.
; match:
;| class A { void F() { doc.XmlResolver = new XmlUrlResolver(); } }
; match:
;| class A { void F() { settings.DtdProcessing = DtdProcessing.Parse; } }
; match:
;| class A { void F() { reader.ProhibitDtd = false; } }
; match:
;| class A { void F() { var s = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse }; } }
; no-match:
;| class A { void F() { doc.XmlResolver = null; settings.DtdProcessing = DtdProcessing.Prohibit; reader.ProhibitDtd = true; } }

((assignment_expression left: (_) @setting right: (_) @value) @match
  (#match? @setting "(^|\\.)XmlResolver$")
  (#match? @value "^new\\s+(System\\.Xml\\.)?Xml(Url|PreloadedUrl)?Resolver"))

((assignment_expression left: (_) @setting right: (_) @value) @match
  (#match? @setting "(^|\\.)DtdProcessing$")
  (#match? @value "DtdProcessing\\.Parse$"))

((assignment_expression left: (_) @setting right: (boolean_literal) @value) @match
  (#match? @setting "(^|\\.)ProhibitDtd$")
  (#eq? @value "false"))

