; id: java-sql-concatenation
; cwe: 89
; severity: high
; confidence: medium
; title: SQL statement put together from text
; message: {call} gets a statement that is put together from values: {statement}
; explanation: A value that contains a quote ends the text it was meant to be and becomes part of the statement. Whoever can
;   choose it reads or changes any record of the database.
; remedy: Use a PreparedStatement with a ? for each value.
; match:
;| class A { void f(Statement s, String id) throws Exception { s.executeQuery("select * from dose where patient = '" + id + "'"); } }
; match:
;| class A { void f(Connection c, String id) { c.prepareStatement(String.format("delete from dose where id = %s", id)); } }
; match:
;| class A { void f(Statement s, String id) { String sql = "select x from t where a=" + id; s.execute(sql); } }
; no-match:
;| class A { static final String TABLE = "dose"; void f(Connection c) { c.prepareStatement("select * from " + TABLE + " where id = ?"); } }
; no-match:
;| class A { void f(Executor e, String id) { e.execute("job " + id); } }

(method_invocation
  name: (identifier) @call
  arguments: (argument_list . (binary_expression operator: "+") @statement)
  (#any-of? @call "executeQuery" "executeUpdate" "execute" "executeLargeUpdate" "addBatch" "prepareStatement" "prepareCall"
    "createQuery" "createNativeQuery" "createSQLQuery" "queryForObject" "queryForList" "queryForMap" "queryForInt" "batchUpdate" "nativeSQL")
  (#match? @statement "(?i)\"\\s*(select|insert|update|delete|replace|merge|create|drop|alter|truncate|call|exec|from|where|\\{\\s*call)\\b")
  (#not-constant? @statement)) @match

(method_invocation
  name: (identifier) @call
  arguments: (argument_list . (method_invocation object: (identifier) @class name: (identifier) @format) @statement)
  (#any-of? @call "executeQuery" "executeUpdate" "execute" "prepareStatement" "prepareCall" "createQuery" "createNativeQuery"
    "createSQLQuery" "addBatch")
  (#eq? @class "String")
  (#eq? @format "format")
  (#match? @statement "(?i)\"\\s*(select|insert|update|delete|replace|merge|call|exec|from)\\b")) @match

(block
  (local_variable_declaration declarator: (variable_declarator
    name: (identifier) @variable value: (binary_expression operator: "+") @statement))
  (_ [(method_invocation name: (identifier) @call arguments: (argument_list . (identifier) @used))
      (_ (method_invocation name: (identifier) @call arguments: (argument_list . (identifier) @used)))
      (_ value: (method_invocation name: (identifier) @call arguments: (argument_list . (identifier) @used)))]) @match
  (#eq? @variable @used)
  (#any-of? @call "executeQuery" "executeUpdate" "execute" "prepareStatement" "prepareCall" "createQuery" "createNativeQuery"
    "createSQLQuery" "addBatch")
  (#match? @statement "(?i)\"\\s*(select|insert|update|delete|replace|merge|call|exec|from)\\b")
  (#not-constant? @statement))

