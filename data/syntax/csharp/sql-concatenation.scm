; id: csharp-sql-concatenation
; cwe: 89
; severity: high
; confidence: medium
; title: SQL statement put together from text
; message: {call} gets a statement that is put together from values: {statement}
; explanation: A value that contains a quote ends the text it was meant to be and becomes part of the statement. Whoever can
;   choose it reads or changes any record of the database.
; remedy: Use a parameter for each value: cmd.Parameters.Add.
; match:
;| class A { void F(string id) { var c = new SqlCommand("select * from dose where patient = '" + id + "'", conn); } }
; match:
;| class A { void F(string id) { cmd.CommandText = $"delete from dose where id = {id}"; } }
; match:
;| class A { void F(string id) { db.Doses.FromSqlRaw("select * from dose where id = " + id); } }
; match:
;| class A { void F(string id) { var c = new SQLiteCommand(string.Format("update dose set a = {0}", id)); } }
; no-match:
;| class A { const string Table = "dose"; void F(string id) { var c = new SqlCommand("select * from " + Table + " where id = @id", conn); cmd.CommandText = "select 1"; } }
; no-match:
;| class A { void F(string id) { db.Doses.FromSqlInterpolated($"select * from dose where id = {id}"); log.Write("select " + id); } }

((object_creation_expression
  type: (_) @call
  arguments: (argument_list . (argument [(binary_expression operator: "+") (interpolated_string_expression (interpolation)) (invocation_expression)] @statement)))
  @match
  (#match? @call "(Sql|SQLite|Sqlite|Npgsql|MySql|OleDb|Odbc|Oracle|Db)(Command|DataAdapter)$")
  (#match? @statement "(?i)\"\\s*(select|insert|update|delete|replace|merge|create|drop|alter|truncate|exec|with)\\b")
  (#not-constant? @statement))

((object_creation_expression
  type: (_) @call
  arguments: (argument_list . (argument (invocation_expression function: (_) @format) @statement))) @match
  (#match? @call "(Sql|SQLite|Sqlite|Npgsql|MySql|OleDb|Odbc|Oracle|Db)(Command|DataAdapter)$")
  (#match? @format "(?i)^string\\.(Format|Concat)$"))

((assignment_expression
  left: (member_access_expression name: (identifier) @call)
  right: [(binary_expression operator: "+") (interpolated_string_expression (interpolation))] @statement) @match
  (#eq? @call "CommandText")
  (#not-constant? @statement))

((assignment_expression
  left: (member_access_expression name: (identifier) @call)
  right: (invocation_expression function: (_) @format) @statement) @match
  (#eq? @call "CommandText")
  (#match? @format "(?i)^string\\.(Format|Concat)$"))

((invocation_expression
  function: (member_access_expression name: (_) @call)
  arguments: (argument_list . (argument [(binary_expression operator: "+") (interpolated_string_expression (interpolation))] @statement))) @match
  (#match? @call "^(FromSqlRaw|ExecuteSqlRaw|ExecuteSqlRawAsync|ExecuteSqlCommand|SqlQuery|ExecuteStoreCommand|ExecuteStoreQuery|SqlQueryRaw)\\b")
  (#not-constant? @statement))

