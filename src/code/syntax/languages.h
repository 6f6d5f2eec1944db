// The languages of the syntax tier, one row each:
//   LANGUAGE(name, "npm package after tree-sitter-", grammar function, extensions, rule folders, node kinds ...)
// Meson reads the second column and compiles that grammar; language.c makes the table. Columns after the rule folders:
//   functions     kinds that are functions; findings inside carry their name
//   classes       kinds whose name stands before a function's, joined by the separator column
//   declarations  kinds that give names a type
//   scopes        kinds that end the life of a name declared inside
// clang-format off
LANGUAGE(c, "c", tree_sitter_c, ".c .h", "c",
    "function_definition", "", "::",
    "declaration parameter_declaration field_declaration",
    "compound_statement function_definition for_statement struct_specifier union_specifier")
LANGUAGE(cpp, "cpp", tree_sitter_cpp, ".cc .cpp .cxx .c++ .hh .hpp .hxx .h++ .ipp .tpp .inl .ino", "c cpp",
    "function_definition", "class_specifier struct_specifier union_specifier namespace_definition", "::",
    "declaration parameter_declaration field_declaration optional_parameter_declaration",
    "compound_statement function_definition for_statement for_range_loop struct_specifier class_specifier"
    " union_specifier lambda_expression")
LANGUAGE(java, "java", tree_sitter_java, ".java", "java",
    "method_declaration constructor_declaration compact_constructor_declaration",
    "class_declaration interface_declaration enum_declaration record_declaration", ".",
    "local_variable_declaration field_declaration formal_parameter spread_parameter catch_formal_parameter resource"
    " enhanced_for_statement",
    "block constructor_body method_declaration constructor_declaration for_statement enhanced_for_statement"
    " class_declaration interface_declaration enum_declaration record_declaration catch_clause"
    " try_with_resources_statement lambda_expression")
LANGUAGE(csharp, "c-sharp", tree_sitter_c_sharp, ".cs", "csharp",
    "method_declaration constructor_declaration destructor_declaration operator_declaration"
    " property_declaration local_function_statement",
    "class_declaration interface_declaration struct_declaration record_declaration enum_declaration", ".",
    "variable_declaration parameter property_declaration catch_declaration foreach_statement",
    "block method_declaration constructor_declaration local_function_statement for_statement foreach_statement"
    " class_declaration interface_declaration struct_declaration record_declaration catch_clause using_statement"
    " lambda_expression")
