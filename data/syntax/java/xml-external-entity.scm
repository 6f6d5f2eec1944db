; id: java-xml-external-entity
; cwe: 611
; severity: high
; confidence: medium
; title: XML parser that follows external entities
; message: {factory} reads external entities unless told otherwise, and this function does not tell it
; explanation: A document can name files and addresses that the parser then opens: it hands out the files of the machine, reaches servers behind the
;   firewall, or never ends.
; remedy: Set the feature http://apache.org/xml/features/disallow-doctype-decl, or XMLConstants.FEATURE_SECURE_PROCESSING together with
;   empty ACCESS_EXTERNAL_DTD and ACCESS_EXTERNAL_SCHEMA; for StAX set SUPPORT_DTD to false.
; match:
;| class A { void f(InputStream in) { DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in); } }
; match:
;| class A { void f(InputStream in) { XMLInputFactory x = XMLInputFactory.newInstance(); x.createXMLStreamReader(in); } }
; no-match:
;| class A { void f() { SAXParserFactory p = SAXParserFactory.newInstance(); p.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true); } }
; no-match:
;| class A { void f() { XMLInputFactory x = XMLInputFactory.newFactory(); x.setProperty(XMLInputFactory.SUPPORT_DTD, false); } }

(method_invocation
  object: (_) @factory
  name: (identifier) @new
  (#match? @factory "\\b(DocumentBuilderFactory|SAXParserFactory|XMLInputFactory|XMLReaderFactory)$")
  (#match? @new "^(newInstance|newFactory|newDefaultInstance|createXMLReader|newNSInstance)$")
  (#not-function-has? @new "disallow-doctype-decl|FEATURE_SECURE_PROCESSING|ACCESS_EXTERNAL|SUPPORT_DTD|IS_SUPPORTING_EXTERNAL|external-general-entities|setEntityResolver|setXMLResolver|supportDTD|javax\\.xml\\.stream\\.isSupportingExternalEntities")
  (#not-file-has? "disallow-doctype-decl|ACCESS_EXTERNAL_DTD")) @match

; These parse only where somebody gives them a stylesheet, a schema or a stream.
(method_invocation
  object: (_) @factory
  name: (identifier) @new
  (#match? @factory "\\b(TransformerFactory|SAXTransformerFactory|SchemaFactory)$")
  (#match? @new "^(newInstance|newFactory|newDefaultInstance|createXMLReader|newNSInstance)$")
  (#not-function-has? @new "disallow-doctype-decl|FEATURE_SECURE_PROCESSING|ACCESS_EXTERNAL|SUPPORT_DTD|IS_SUPPORTING_EXTERNAL|external-general-entities|setEntityResolver|setXMLResolver|supportDTD|javax\\.xml\\.stream\\.isSupportingExternalEntities")
  (#not-file-has? "disallow-doctype-decl|ACCESS_EXTERNAL_DTD")
  (#set! severity "low")
  (#set! confidence "low")) @match

((object_creation_expression type: (type_identifier) @factory) @match
  (#any-of? @factory "SAXBuilder" "SAXReader")
  (#not-file-has? "disallow-doctype-decl|FEATURE_SECURE_PROCESSING|external-general-entities"))

