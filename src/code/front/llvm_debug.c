// The source's names, types and places, read from LLVM's debug information.
//
// LLVM-C has getters for sizes, offsets, lines, tags and flags. All else is read as operands of the metadata nodes,
// whose order is LLVM 19's: DIScope: file; DIType: file, scope, name; DIDerivedType and DICompositeType: then base
// type, and the members; DISubprogram: file, scope, name, linkage name, type; DISubroutineType: fourth, the list of
// types; DILocalVariable and DIGlobalVariable: scope, name, file, type; DISubrange: count. What LLVM-C does not give at
// all is the encoding of a basic type; its name tells it, save for plain char.
#include "base/file.h"
#include "code/front/llvm.h"
#include <string.h>

enum { OPERAND_FILE = 0, OPERAND_SCOPE = 1, OPERAND_NAME = 2, OPERAND_BASE = 3, OPERAND_MEMBERS = 4,
       OPERAND_SUBPROGRAM_TYPE = 4, OPERAND_VARIABLE_SCOPE = 0, OPERAND_VARIABLE_NAME = 1, OPERAND_VARIABLE_TYPE = 3 };
enum { NODE_OPERANDS_MAX = 32, DEBUG_DEPTH = 24, MEMBERS_MAX = 100000 };
enum { TAG_MEMBER = 0x0d, TAG_POINTER = 0x0f, TAG_REFERENCE = 0x10, TAG_STRUCT = 0x13, TAG_SUBROUTINE = 0x15,
       TAG_TYPEDEF = 0x16, TAG_UNION = 0x17, TAG_INHERITANCE = 0x1c, TAG_CONST = 0x26, TAG_VOLATILE = 0x35,
       TAG_CLASS = 0x02, TAG_ARRAY = 0x01, TAG_ENUM = 0x04, TAG_RESTRICT = 0x37, TAG_RVALUE_REFERENCE = 0x42,
       TAG_ATOMIC = 0x47, TAG_MEMBER_POINTER = 0x1f, TAG_SUBRANGE = 0x21 };

static bool is_node(LLVMMetadataRef node)
{
    return node && LLVMGetMetadataKind(node) >= LLVMMDTupleMetadataKind;
}

LLVMMetadataRef debug_operand(struct lower *lower, LLVMMetadataRef node, unsigned index)
{
    if (!is_node(node)) return NULL;
    LLVMValueRef value = LLVMMetadataAsValue(lower->context, node), operands[NODE_OPERANDS_MAX];
    unsigned count = LLVMGetMDNodeNumOperands(value);
    if (index >= count || count > NODE_OPERANDS_MAX) return NULL;
    LLVMGetMDNodeOperands(value, operands);
    return operands[index] ? LLVMValueAsMetadata(operands[index]) : NULL;
}

const char *debug_text(struct lower *lower, LLVMMetadataRef string)
{
    if (!string || LLVMGetMetadataKind(string) != LLVMMDStringMetadataKind) return NULL;
    unsigned length;
    const char *text = LLVMGetMDString(LLVMMetadataAsValue(lower->context, string), &length);
    return text ? arena_copy(&lower->module->arena, text, length) : NULL;
}

// --- places --------------------------------------------------------------------------------------

ir_id debug_file(struct lower *lower, LLVMMetadataRef file)
{
    uint64_t found;
    if (!file || LLVMGetMetadataKind(file) != LLVMDIFileMetadataKind) return 0;
    if (idmap_get(&lower->files, (uint64_t)(uintptr_t)file, &found)) return (ir_id)found;
    struct arena *arena = &lower->module->arena;
    unsigned length;
    const char *name = LLVMDIFileGetFilename(file, &length);
    name = arena_copy(arena, name ? name : "", name ? length : 0);
    const char *folder = LLVMDIFileGetDirectory(file, &length);
    folder = arena_copy(arena, folder ? folder : "", folder ? length : 0);
    ir_id id = ir_file_add(lower->module, path_clean(arena, path_join(arena, folder, name)));
    idmap_put(&lower->files, (uint64_t)(uintptr_t)file, id);
    return id;
}

static bool is_scope(LLVMMetadataRef node)
{
    if (!node) return false;
    switch (LLVMGetMetadataKind(node)) {
    case LLVMDISubprogramMetadataKind:
    case LLVMDILexicalBlockMetadataKind:
    case LLVMDILexicalBlockFileMetadataKind:
    case LLVMDICompileUnitMetadataKind:
    case LLVMDINamespaceMetadataKind:
    case LLVMDICompositeTypeMetadataKind: return true;
    default: return false;
    }
}

ir_id debug_location(struct lower *lower, LLVMMetadataRef location)
{
    uint64_t found;
    if (!location) return 0;
    if (idmap_get(&lower->locations, (uint64_t)(uintptr_t)location, &found)) return (ir_id)found;
    unsigned line = LLVMDILocationGetLine(location);
    LLVMMetadataRef scope = LLVMDILocationGetScope(location);
    ir_id file = line && is_scope(scope) ? debug_file(lower, LLVMDIScopeGetFile(scope)) : 0;
    // Line 0 is code that no line of the source made.
    ir_id id = line ? ir_location_add(lower->module, file, line, LLVMDILocationGetColumn(location)) : 0;
    idmap_put(&lower->locations, (uint64_t)(uintptr_t)location, id);
    return id;
}

// --- types ---------------------------------------------------------------------------------------

static const char *type_name(struct lower *lower, LLVMMetadataRef node)
{
    size_t length;
    const char *name = LLVMDITypeGetName(node, &length);
    return name && length ? arena_copy(&lower->module->arena, name, length) : NULL;
}

// Plain char has the sign that the target gives it; only the printed node tells.
static bool char_is_signed(struct lower *lower, LLVMMetadataRef node)
{
    char *text = LLVMPrintValueToString(LLVMMetadataAsValue(lower->context, node));
    bool is_signed = strstr(text, "DW_ATE_signed_char") != NULL;
    LLVMDisposeMessage(text);
    return is_signed;
}

static void read_basic(struct lower *lower, LLVMMetadataRef node, struct debug_type *type)
{
    static const char *const REALS[] = {"float", "double", "long double", "_Float16", "__fp16", "__bf16", "__float128",
                                        "_Float128", "half", "complex", "_Complex double", "std::nullptr_t"};
    static const char *const UNSIGNED[] = {"_Bool", "bool", "char8_t", "char16_t", "char32_t"};
    const char *name = type->spelling ? type->spelling : "";
    type->kind = DEBUG_BASE;
    type->is_integer = type->is_signed = true;
    for (size_t i = 0; i < COUNT_OF(REALS); i++)
        if (text_equal(name, REALS[i])) type->is_integer = false;
    for (size_t i = 0; i < COUNT_OF(UNSIGNED); i++)
        if (text_equal(name, UNSIGNED[i])) type->is_signed = false;
    if (text_starts(name, "unsigned") || strstr(name, " unsigned")) type->is_signed = false;
    if (text_equal(name, "char")) type->is_signed = char_is_signed(lower, node);
}

static const char *spelled(struct lower *lower, LLVMMetadataRef node)
{
    if (!node) return "void";
    const char *text = debug_type_at(lower, debug_type(lower, node))->spelling;
    return text ? text : "?";
}

static const char *function_spelling(struct lower *lower, LLVMMetadataRef node, const char *middle)
{
    LLVMMetadataRef list = debug_operand(lower, node, OPERAND_BASE);
    if (!is_node(list)) return NULL;
    LLVMValueRef value = LLVMMetadataAsValue(lower->context, list), types[NODE_OPERANDS_MAX];
    unsigned count = LLVMGetMDNodeNumOperands(value);
    if (!count || count > NODE_OPERANDS_MAX) return NULL;
    LLVMGetMDNodeOperands(value, types);
    struct buf text = {0};
    buf_printf(&text, "%s (%s)(", spelled(lower, types[0] ? LLVMValueAsMetadata(types[0]) : NULL), middle);
    for (unsigned i = 1; i < count; i++)
        buf_printf(&text, "%s%s", i > 1 ? ", " : "", types[i] ? spelled(lower, LLVMValueAsMetadata(types[i])) : "...");
    buf_text(&text, count == 1 ? "void)" : ")");
    const char *copy = arena_str(&lower->module->arena, buf_cstr(&text));
    buf_free(&text);
    return copy;
}

static const char *array_spelling(struct lower *lower, LLVMMetadataRef node)
{
    struct buf text = {0};
    buf_text(&text, spelled(lower, debug_operand(lower, node, OPERAND_BASE)));
    LLVMMetadataRef ranges = debug_operand(lower, node, OPERAND_MEMBERS);
    for (unsigned i = 0; i < NODE_OPERANDS_MAX; i++) {
        LLVMMetadataRef range = debug_operand(lower, ranges, i);
        if (!range) break;
        LLVMMetadataRef count = debug_operand(lower, range, 0);
        if (count && LLVMGetMetadataKind(count) == LLVMConstantAsMetadataMetadataKind) {
            LLVMValueRef number = NULL;
            LLVMGetMDNodeOperands(LLVMMetadataAsValue(lower->context, count), &number);
            long long elements = LLVMConstIntGetSExtValue(number);
            if (elements >= 0)
                buf_printf(&text, "[%lld]", elements);
            else
                buf_text(&text, "[]"); // of unknown length
        } else {
            buf_text(&text, "[]");
        }
    }
    const char *copy = arena_str(&lower->module->arena, buf_cstr(&text));
    buf_free(&text);
    return copy;
}

static const char *record_spelling(struct lower *lower, LLVMMetadataRef node, uint16_t tag)
{
    const char *name = debug_name(lower, node, OPERAND_NAME);
    bool cpp = text_equal(lower->module->language, "c++");
    const char *word = tag == TAG_ENUM ? "enum" : tag == TAG_UNION ? "union" : "struct";
    if (!name || !name[0]) return arena_printf(&lower->module->arena, "%s (unnamed)", word);
    return cpp ? name : arena_printf(&lower->module->arena, "%s %s", word, name);
}

static const char *pointer_spelling(struct lower *lower, LLVMMetadataRef target, const char *sign)
{
    if (target && LLVMGetMetadataKind(target) == LLVMDISubroutineTypeMetadataKind)
        return function_spelling(lower, target, sign);
    const char *text = spelled(lower, target);
    bool close = text_ends(text, "*") || text_ends(text, "&");
    return arena_printf(&lower->module->arena, "%s%s%s", text, close ? "" : " ", sign);
}

static const char *qualified(struct lower *lower, const char *word, LLVMMetadataRef base)
{
    const char *text = spelled(lower, base);
    // The qualifier of a pointer stands behind it.
    return text_ends(text, "*") ? arena_printf(&lower->module->arena, "%s%s", text, word)
                                : arena_printf(&lower->module->arena, "%s %s", word, text);
}

// Copies what the base type is; the spelling is the outer type's own.
static void look_through(struct lower *lower, LLVMMetadataRef base, struct debug_type *type, const char *spelling)
{
    if (base) {
        uint32_t index = debug_type(lower, base);
        *type = lower->debug.items[index];
        type->members_read = false;
        type->member_count = 0;
    }
    type->spelling = spelling;
}

static void read_derived(struct lower *lower, LLVMMetadataRef node, struct debug_type *type)
{
    LLVMMetadataRef base = debug_operand(lower, node, OPERAND_BASE);
    uint16_t tag = LLVMGetDINodeTag(node);
    switch (tag) {
    case TAG_POINTER:
    case TAG_REFERENCE:
    case TAG_RVALUE_REFERENCE:
        type->kind = DEBUG_POINTER;
        type->target = base;
        type->spelling = pointer_spelling(lower, base, tag == TAG_POINTER ? "*" : tag == TAG_REFERENCE ? "&" : "&&");
        return;
    case TAG_CONST: look_through(lower, base, type, qualified(lower, "const", base)); return;
    case TAG_VOLATILE: look_through(lower, base, type, qualified(lower, "volatile", base)); return;
    case TAG_ATOMIC: look_through(lower, base, type, qualified(lower, "_Atomic", base)); return;
    case TAG_RESTRICT: look_through(lower, base, type, spelled(lower, base)); return;
    case TAG_TYPEDEF: {
        const char *name = debug_name(lower, node, OPERAND_NAME);
        look_through(lower, base, type, name && name[0] ? name : spelled(lower, base));
        return;
    }
    case TAG_MEMBER_POINTER: type->kind = DEBUG_BASE; return;
    default: look_through(lower, base, type, spelled(lower, base)); return; // a member: what it is
    }
}

static void read_composite(struct lower *lower, LLVMMetadataRef node, struct debug_type *type)
{
    uint16_t tag = LLVMGetDINodeTag(node);
    if (tag == TAG_ARRAY) {
        type->kind = DEBUG_ARRAY;
        type->target = debug_operand(lower, node, OPERAND_BASE);
        type->spelling = array_spelling(lower, node);
        return;
    }
    type->spelling = record_spelling(lower, node, tag);
    if (tag == TAG_ENUM) {
        LLVMMetadataRef base = debug_operand(lower, node, OPERAND_BASE);
        type->kind = DEBUG_BASE;
        type->is_integer = true;
        if (base) type->is_signed = debug_type_at(lower, debug_type(lower, base))->is_signed;
        return;
    }
    type->kind = tag == TAG_UNION ? DEBUG_UNION : DEBUG_RECORD;
}

// Spellings go through pointers, so that a type may lead back to itself only by way of a record, whose members are not
// read here. What is under construction counts as unknown.
uint32_t debug_type(struct lower *lower, LLVMMetadataRef node)
{
    uint64_t found;
    if (!is_node(node)) return 0;
    if (idmap_get(&lower->debug_types, (uint64_t)(uintptr_t)node, &found)) return (uint32_t)found;
    LLVMMetadataKind kind = LLVMGetMetadataKind(node);
    if (kind != LLVMDIBasicTypeMetadataKind && kind != LLVMDIDerivedTypeMetadataKind &&
        kind != LLVMDICompositeTypeMetadataKind && kind != LLVMDISubroutineTypeMetadataKind)
        return 0;
    uint32_t index = (uint32_t)lower->debug.count;
    idmap_put(&lower->debug_types, (uint64_t)(uintptr_t)node, index);
    (void)VEC_ADD(&lower->debug);
    struct debug_type type = {.node = node, .bits = LLVMDITypeGetSizeInBits(node)};
    if (kind == LLVMDIBasicTypeMetadataKind) {
        type.spelling = type_name(lower, node);
        read_basic(lower, node, &type);
    } else if (kind == LLVMDIDerivedTypeMetadataKind) {
        read_derived(lower, node, &type);
    } else if (kind == LLVMDICompositeTypeMetadataKind) {
        read_composite(lower, node, &type);
    } else {
        type.kind = DEBUG_FUNCTION;
        type.target = debug_operand(lower, debug_operand(lower, node, OPERAND_BASE), 0);
        type.spelling = function_spelling(lower, node, "");
    }
    lower->debug.items[index] = type;
    return index;
}

static int compare_members(const void *left, const void *right)
{
    const struct debug_member *a = left, *b = right;
    return a->bit_offset < b->bit_offset ? -1 : a->bit_offset > b->bit_offset;
}

static void read_member(struct lower *lower, LLVMMetadataRef node)
{
    if (!node || LLVMGetMetadataKind(node) != LLVMDIDerivedTypeMetadataKind) return;
    uint16_t tag = LLVMGetDINodeTag(node);
    LLVMDIFlags flags = LLVMDITypeGetFlags(node);
    bool base = tag == TAG_INHERITANCE;
    if ((tag != TAG_MEMBER && !base) || (flags & LLVMDIFlagStaticMember)) return;
    // A virtual base's place is found at run time.
    if (base && (flags & LLVMDIFlagVirtual)) return;
    const char *name = type_name(lower, node);
    struct debug_member member = {.name = name ? name : "", .bit_offset = LLVMDITypeGetOffsetInBits(node),
                                  .bits = LLVMDITypeGetSizeInBits(node), .base_class = base,
                                  .type = debug_operand(lower, node, OPERAND_BASE),
                                  .bit_field = (flags & LLVMDIFlagBitField) != 0};
    VEC_PUSH(&lower->members, member);
}

const struct debug_member *debug_members(struct lower *lower, uint32_t index, uint32_t *ret_count)
{
    struct debug_type type = lower->debug.items[index];
    *ret_count = 0;
    if (type.kind != DEBUG_RECORD && type.kind != DEBUG_UNION) return NULL;
    if (!type.members_read) {
        type.members_read = true;
        type.first_member = (uint32_t)lower->members.count;
        LLVMMetadataRef list = debug_operand(lower, type.node, OPERAND_MEMBERS);
        LLVMValueRef value = is_node(list) ? LLVMMetadataAsValue(lower->context, list) : NULL;
        unsigned count = value ? LLVMGetMDNodeNumOperands(value) : 0;
        if (count && count <= MEMBERS_MAX) {
            LLVMValueRef *nodes = mem_alloc(count * sizeof *nodes);
            LLVMGetMDNodeOperands(value, nodes);
            for (unsigned i = 0; i < count; i++)
                if (nodes[i]) read_member(lower, LLVMValueAsMetadata(nodes[i]));
            free(nodes);
        }
        type.member_count = (uint32_t)lower->members.count - type.first_member;
        vec_sort(lower->members.items + type.first_member, type.member_count, sizeof(struct debug_member),
                 compare_members);
        lower->debug.items[index] = type;
    }
    *ret_count = type.member_count;
    return lower->members.items + type.first_member;
}

// --- names ---------------------------------------------------------------------------------------

static bool names_scope(LLVMMetadataRef scope)
{
    if (!scope) return false;
    LLVMMetadataKind kind = LLVMGetMetadataKind(scope);
    return kind == LLVMDINamespaceMetadataKind || kind == LLVMDICompositeTypeMetadataKind;
}

const char *debug_name(struct lower *lower, LLVMMetadataRef entity, unsigned operand)
{
    const char *name = debug_text(lower, debug_operand(lower, entity, operand));
    if (!name) return NULL;
    unsigned scope_at = operand == OPERAND_VARIABLE_NAME ? OPERAND_VARIABLE_SCOPE : OPERAND_SCOPE;
    LLVMMetadataRef scope = debug_operand(lower, entity, scope_at);
    for (unsigned depth = 0; depth < DEBUG_DEPTH && names_scope(scope); depth++) {
        const char *outer = debug_text(lower, debug_operand(lower, scope, OPERAND_NAME));
        bool space = LLVMGetMetadataKind(scope) == LLVMDINamespaceMetadataKind;
        if (!outer || !outer[0]) outer = space ? "(anonymous namespace)" : "(unnamed)";
        name = arena_printf(&lower->module->arena, "%s::%s", outer, name);
        scope = debug_operand(lower, scope, OPERAND_SCOPE);
    }
    return name;
}

void debug_function(struct lower *lower, LLVMValueRef function, struct ir_symbol *symbol)
{
    LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
    if (!subprogram) return;
    const char *name = debug_name(lower, subprogram, OPERAND_NAME);
    if (name && name[0]) symbol->display = name;
    symbol->location = ir_location_add(lower->module, debug_file(lower, debug_operand(lower, subprogram, OPERAND_FILE)),
                                       LLVMDISubprogramGetLine(subprogram), 0);
}

void debug_global(struct lower *lower, LLVMValueRef global, ir_id id)
{
    size_t count;
    LLVMMetadataRef variable = NULL;
    LLVMValueMetadataEntry *entries = LLVMGlobalCopyAllMetadata(global, &count);
    for (unsigned i = 0; i < count && !variable; i++) {
        LLVMMetadataRef node = LLVMValueMetadataEntriesGetMetadata(entries, i);
        if (LLVMValueMetadataEntriesGetKind(entries, i) == lower->kind_dbg &&
            LLVMGetMetadataKind(node) == LLVMDIGlobalVariableExpressionMetadataKind)
            variable = LLVMDIGlobalVariableExpressionGetVariable(node);
    }
    LLVMDisposeValueMetadataEntries(entries);
    if (!variable) return;
    const char *name = debug_name(lower, variable, OPERAND_VARIABLE_NAME);
    ir_id file = debug_file(lower, LLVMDIVariableGetFile(variable));
    ir_id location = ir_location_add(lower->module, file, LLVMDIVariableGetLine(variable), 0);
    uint32_t type = debug_type(lower, debug_operand(lower, variable, OPERAND_VARIABLE_TYPE));
    struct ir_symbol *symbol = &lower->module->symbols.items[id];
    if (name && name[0]) symbol->display = name;
    symbol->location = location;
    idmap_put(&lower->declared, (uint64_t)(uintptr_t)global, type);
    debug_bind(lower, symbol->type, type);
}

ir_id debug_variable(struct lower *lower, LLVMMetadataRef variable, ir_id type, bool is_param)
{
    const char *name = debug_text(lower, debug_operand(lower, variable, OPERAND_VARIABLE_NAME));
    const struct debug_type *declared =
        debug_type_at(lower, debug_type(lower, debug_operand(lower, variable, OPERAND_VARIABLE_TYPE)));
    ir_id id = ir_build_variable(&lower->build, name ? name : "", type, declared->is_integer && declared->is_signed,
                                 is_param);
    struct ir_variable *v = &lower->build.function.variables.items[id];
    v->spelling = declared->spelling;
    v->location = ir_location_add(lower->module, debug_file(lower, LLVMDIVariableGetFile(variable)),
                                  LLVMDIVariableGetLine(variable), 0);
    return id;
}

// --- members of IR structs -----------------------------------------------------------------------

static const struct debug_member *member_at(struct lower *lower, uint32_t type, uint64_t bit_offset)
{
    uint32_t count;
    const struct debug_member *members = debug_members(lower, type, &count), *found = NULL;
    for (uint32_t i = 0; i < count; i++)
        if (members[i].bit_offset == bit_offset && (!found || members[i].bits)) {
            found = &members[i];
            if (found->bits) break; // not an empty base class at the same place
        }
    return found;
}

// LLVM's name is qualified but has no template arguments; a record named only by its typedef has no name of its own.
static bool same_name(struct lower *lower, LLVMMetadataRef record, const char *wanted)
{
    const char *own = wanted ? debug_text(lower, debug_operand(lower, record, OPERAND_NAME)) : NULL;
    if (!own || !own[0]) return true;
    size_t length = strcspn(own, "<"), whole = strlen(wanted);
    return whole >= length && strncmp(wanted + whole - length, own, length) == 0;
}

// Which of a union's members (or of their first members) is the record that an IR type of this size and name stands
// for.
static uint32_t record_within(struct lower *lower, uint32_t type, const struct ir_type *wanted, unsigned depth)
{
    const struct debug_type *t = &lower->debug.items[type];
    bool named = t->kind == DEBUG_RECORD && same_name(lower, t->node, wanted->name);
    if (t->kind == DEBUG_RECORD && t->bits == wanted->size * 8 && named) return type;
    if (!depth || (t->kind != DEBUG_UNION && t->kind != DEBUG_RECORD)) return 0;
    bool all = t->kind == DEBUG_UNION;
    uint32_t count;
    (void)debug_members(lower, type, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct debug_member *member = debug_members(lower, type, &count) + i;
        if (!all && member->bit_offset) break;
        uint32_t found = record_within(lower, debug_type(lower, member->type), wanted, depth - 1);
        if (found) return found;
    }
    return 0;
}

static uint32_t strip_arrays(struct lower *lower, uint32_t type)
{
    for (unsigned depth = 0; depth < DEBUG_DEPTH && lower->debug.items[type].kind == DEBUG_ARRAY; depth++)
        type = debug_type(lower, lower->debug.items[type].target);
    return type;
}

struct binding {
    ir_id ir;
    uint32_t debug;
};

static void bind_fields(struct lower *lower, struct binding binding, void *more)
{
    VEC_NAMED(bindings, struct binding) *list = more;
    struct ir_type ir = lower->module->types.items[binding.ir];
    for (uint32_t i = 0; i < ir.field_count; i++) {
        struct ir_field *field = &lower->module->fields.items[ir.first_field + i];
        const struct debug_member *found = member_at(lower, binding.debug, field->offset * 8);
        if (!found) continue;
        struct debug_member member = *found;
        uint32_t type = debug_type(lower, member.type);
        field->name = member.name;
        field->spelling = lower->debug.items[type].spelling;
        field->is_signed = lower->debug.items[type].is_integer && lower->debug.items[type].is_signed;
        VEC_PUSH(list, ((struct binding){field->type, type}));
    }
}

void debug_bind(struct lower *lower, ir_id ir_type, uint32_t type)
{
    VEC_NAMED(bindings, struct binding) work = {0};
    VEC_PUSH(&work, ((struct binding){ir_type, type}));
    while (work.count) {
        struct binding binding = VEC_POP(&work);
        for (unsigned depth = 0; depth < DEBUG_DEPTH; depth++) {
            const struct ir_type *t = &lower->module->types.items[binding.ir];
            if (t->kind != IR_ARRAY) break;
            binding.ir = t->element;
        }
        const struct ir_type *ir = &lower->module->types.items[binding.ir];
        if (ir->kind != IR_STRUCT) continue;
        while (lower->bound.count <= binding.ir)
            VEC_PUSH(&lower->bound, 0);
        if (lower->bound.items[binding.ir]) continue;
        binding.debug = strip_arrays(lower, binding.debug);
        if (lower->debug.items[binding.debug].kind == DEBUG_UNION && ir->field_count == 1)
            continue; // a union's only IR field is its largest member: naming it would be wrong for the others
        binding.debug = record_within(lower, binding.debug, ir, 4);
        if (!binding.debug) continue;
        lower->bound.items[binding.ir] = binding.debug + 1;
        bind_fields(lower, binding, &work);
    }
    VEC_FREE(&work);
}

// --- what a pointer leads to ---------------------------------------------------------------------

static uint32_t pointed(struct lower *lower, uint32_t type)
{
    const struct debug_type *t = &lower->debug.items[type];
    return t->kind == DEBUG_POINTER || t->kind == DEBUG_ARRAY ? debug_type(lower, t->target) : 0;
}

// Follows an address expression's constant fields and any indices through the type.
static uint32_t step_through(struct lower *lower, LLVMValueRef gep, uint32_t type)
{
    LLVMTypeRef at = LLVMGetGEPSourceElementType(gep);
    int count = LLVMGetNumOperands(gep);
    for (int i = 2; i < count && type; i++) {
        if (LLVMGetTypeKind(at) == LLVMStructTypeKind) {
            LLVMValueRef index = LLVMGetOperand(gep, (unsigned)i);
            if (LLVMGetValueKind(index) != LLVMConstantIntValueKind) return 0;
            unsigned field = (unsigned)LLVMConstIntGetZExtValue(index);
            if (field >= LLVMCountStructElementTypes(at)) return 0;
            type = record_within(lower, strip_arrays(lower, type), lower_type_at(lower, lower_type(lower, at)), 4);
            const struct debug_member *member =
                type ? member_at(lower, type, LLVMOffsetOfElement(lower->layout, at, field) * 8) : NULL;
            type = member ? debug_type(lower, member->type) : 0;
            at = LLVMStructGetTypeAtIndex(at, field);
        } else {
            if (lower->debug.items[type].kind == DEBUG_ARRAY) type = pointed(lower, type);
            at = LLVMGetElementType(at);
        }
    }
    return type;
}

uint32_t debug_result(struct lower *lower, LLVMValueRef call)
{
    LLVMValueRef callee = LLVMGetCalledValue(call);
    if (LLVMGetValueKind(callee) != LLVMFunctionValueKind) return 0;
    LLVMMetadataRef subprogram = LLVMGetSubprogram(callee);
    if (!subprogram) return 0;
    uint32_t type = debug_type(lower, debug_operand(lower, subprogram, OPERAND_SUBPROGRAM_TYPE));
    return lower->debug.items[type].kind == DEBUG_FUNCTION ? debug_type(lower, lower->debug.items[type].target) : 0;
}

// The address's way back is short: from an access to the variable that starts it. Loads go through pointers, address
// expressions through members; both are collected on the way back and applied on the way forth.
uint32_t debug_pointee(struct lower *lower, LLVMValueRef pointer)
{
    LLVMValueRef way[DEBUG_DEPTH];
    unsigned length = 0;
    uint64_t found = 0;
    uint32_t type = 0;
    while (!idmap_get(&lower->declared, (uint64_t)(uintptr_t)pointer, &found)) {
        LLVMValueKind kind = LLVMGetValueKind(pointer);
        bool expression = kind == LLVMConstantExprValueKind;
        if ((kind != LLVMInstructionValueKind && !expression) || length == DEBUG_DEPTH) return 0;
        LLVMOpcode opcode = expression ? LLVMGetConstOpcode(pointer) : LLVMGetInstructionOpcode(pointer);
        if (opcode == LLVMCall || opcode == LLVMInvoke) {
            type = pointed(lower, debug_result(lower, pointer));
            goto forth;
        }
        if (opcode != LLVMLoad && opcode != LLVMGetElementPtr) return 0;
        way[length++] = pointer;
        pointer = LLVMGetOperand(pointer, 0);
    }
    type = (uint32_t)found;
forth:
    while (length-- && type) {
        bool load = LLVMGetValueKind(way[length]) == LLVMInstructionValueKind &&
                    LLVMGetInstructionOpcode(way[length]) == LLVMLoad;
        type = load ? pointed(lower, type) : step_through(lower, way[length], type);
    }
    return type;
}
