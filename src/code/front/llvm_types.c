// LLVM's types as the IR's.
#include "code/front/llvm.h"
#include <ctype.h>
#include <string.h>

uint64_t lower_size(const struct lower *lower, LLVMTypeRef type)
{
    LLVMTypeKind kind = LLVMGetTypeKind(type);
    if (kind == LLVMVoidTypeKind || kind == LLVMFunctionTypeKind || kind == LLVMLabelTypeKind ||
        kind == LLVMMetadataTypeKind || kind == LLVMTokenTypeKind || !LLVMTypeIsSized(type))
        return 0;
    return LLVMABISizeOfType(lower->layout, type);
}

// "struct.node.12" is the source's node.
static const char *struct_name(struct lower *lower, LLVMTypeRef type)
{
    const char *name = LLVMIsLiteralStruct(type) ? NULL : LLVMGetStructName(type);
    if (!name) return NULL;
    static const char *const PREFIXES[] = {"struct.", "class.", "union."};
    for (size_t i = 0; i < COUNT_OF(PREFIXES); i++)
        if (text_starts(name, PREFIXES[i])) {
            name += strlen(PREFIXES[i]);
            break;
        }
    size_t length = strlen(name), end = length;
    while (end && isdigit((unsigned char)name[end - 1]))
        end--;
    if (end && end < length && name[end - 1] == '.') length = end - 1;
    if (length >= 4 && strncmp(name, "anon", length) == 0) return NULL;
    return arena_copy(&lower->module->arena, name, length);
}

static ir_id lower_struct(struct lower *lower, LLVMTypeRef type)
{
    if (LLVMIsOpaqueStruct(type)) return ir_type_opaque(lower->module, 0);
    unsigned count = LLVMCountStructElementTypes(type);
    struct ir_field *fields = mem_alloc((count + 1) * sizeof *fields);
    for (unsigned i = 0; i < count; i++) {
        fields[i].type = lower_type(lower, LLVMStructGetTypeAtIndex(type, i));
        fields[i].offset = LLVMOffsetOfElement(lower->layout, type, i);
    }
    ir_id id = ir_type_struct(lower->module, struct_name(lower, type), lower_size(lower, type), fields, count);
    free(fields);
    return id;
}

static ir_id lower_function_type(struct lower *lower, LLVMTypeRef type)
{
    unsigned count = LLVMCountParamTypes(type);
    LLVMTypeRef *params = mem_alloc((count + 1) * sizeof *params);
    ir_id *ids = mem_alloc((count + 1) * sizeof *ids);
    LLVMGetParamTypes(type, params);
    for (unsigned i = 0; i < count; i++)
        ids[i] = lower_type(lower, params[i]);
    ir_id id = ir_type_function(lower->module, lower_type(lower, LLVMGetReturnType(type)), ids, count,
                                LLVMIsFunctionVarArg(type));
    free(params);
    free(ids);
    return id;
}

static ir_id make_type(struct lower *lower, LLVMTypeRef type)
{
    struct ir_module *module = lower->module;
    switch (LLVMGetTypeKind(type)) {
    case LLVMVoidTypeKind: return ir_type_void(module);
    case LLVMHalfTypeKind:
    case LLVMBFloatTypeKind: return ir_type_float(module, 16);
    case LLVMFloatTypeKind: return ir_type_float(module, 32);
    case LLVMDoubleTypeKind: return ir_type_float(module, 64);
    case LLVMX86_FP80TypeKind: return ir_type_float(module, 80);
    case LLVMFP128TypeKind:
    case LLVMPPC_FP128TypeKind: return ir_type_float(module, 128);
    case LLVMIntegerTypeKind: return ir_type_int(module, LLVMGetIntTypeWidth(type));
    case LLVMPointerTypeKind: return ir_type_pointer(module);
    case LLVMArrayTypeKind:
        return ir_type_array(module, lower_type(lower, LLVMGetElementType(type)), LLVMGetArrayLength2(type));
    case LLVMVectorTypeKind:
        return ir_type_vector(module, lower_type(lower, LLVMGetElementType(type)), LLVMGetVectorSize(type));
    case LLVMStructTypeKind: return lower_struct(lower, type);
    case LLVMFunctionTypeKind: return lower_function_type(lower, type);
    default: return ir_type_opaque(module, lower_size(lower, type)); // scalable vectors, tokens, target types
    }
}

// Types contain only types that were complete before them, and pointers are opaque: this ends, at the depth of the
// nesting that the source has (clang itself stops at 256 brackets).
ir_id lower_type(struct lower *lower, LLVMTypeRef type)
{
    uint64_t found;
    if (idmap_get(&lower->types, (uint64_t)(uintptr_t)type, &found)) return (ir_id)found;
    ir_id id = make_type(lower, type);
    idmap_put(&lower->types, (uint64_t)(uintptr_t)type, id);
    return id;
}
