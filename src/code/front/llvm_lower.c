// C and C++: bitcode in, a module of the IR out. The bitcode is read into a context of its own and freed before this
// returns. No pass of LLVM is run.
#include "code/front/front.h"
#include "code/front/llvm.h"
#include <llvm-c/BitReader.h>
#include <string.h>

static void on_diagnostic(LLVMDiagnosticInfoRef info, void *context)
{
    struct lower *lower = context;
    if (LLVMGetDiagInfoSeverity(info) != LLVMDSError) return;
    char *text = LLVMGetDiagInfoDescription(info);
    DIAG(lower->diags, DIAG_ERROR, lower->path, 0, "the compiler's bitcode cannot be read: %s", text);
    LLVMDisposeMessage(text);
}

static bool read_module(struct lower *lower, const char *bitcode, size_t size)
{
    LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRange(bitcode, size, lower->path, false);
    LLVMContextSetDiagnosticHandler(lower->context, on_diagnostic, lower);
    LLVMBool bad = LLVMParseBitcodeInContext2(lower->context, buffer, &lower->llvm);
    LLVMDisposeMemoryBuffer(buffer);
    if (bad) {
        lower->llvm = NULL;
        return false;
    }
    // Declarations of variables as calls, which is the form that LLVM-C 19 can walk.
    if (LLVMIsNewDbgInfoFormat(lower->llvm)) LLVMSetIsNewDbgInfoFormat(lower->llvm, false);
    return true;
}

static unsigned attribute(const char *name)
{
    return LLVMGetEnumAttributeKindForName(name, strlen(name));
}

static unsigned metadata_kind(struct lower *lower, const char *name)
{
    return LLVMGetMDKindIDInContext(lower->context, name, (unsigned)strlen(name));
}

static const char *language_of(const char *path)
{
    return text_ends(path, ".c") || text_ends(path, ".i") ? "c" : "c++";
}

static void start(struct lower *lower)
{
    lower->layout = LLVMGetModuleDataLayout(lower->llvm);
    ir_module_start(lower->module, lower->path, language_of(lower->path), LLVMPointerSize(lower->layout) * 8);
    lower->module->big_endian = LLVMByteOrder(lower->layout) == LLVMBigEndian;
    lower->kind_nosanitize = metadata_kind(lower, "nosanitize");
    lower->kind_dbg = metadata_kind(lower, "dbg");
    lower->kind_type = metadata_kind(lower, "type");
    lower->attr_noreturn = attribute("noreturn");
    lower->attr_nounwind = attribute("nounwind");
    lower->attr_byval = attribute("byval");
    lower->attr_sret = attribute("sret");
    lower->attr_dereferenceable = attribute("dereferenceable");
    lower->type_void = ir_type_void(lower->module);
    lower->type_pointer = ir_type_pointer(lower->module);
    lower->type_i1 = ir_type_int(lower->module, 1);
    (void)VEC_ADD(&lower->debug);
}

// llvm.global_ctors and llvm.global_dtors: { priority, function, data } each.
static void mark_startup(struct lower *lower, const char *list, bool constructor)
{
    LLVMValueRef global = LLVMGetNamedGlobal(lower->llvm, list);
    LLVMValueRef rows = global ? LLVMGetInitializer(global) : NULL;
    if (!rows || LLVMGetValueKind(rows) != LLVMConstantArrayValueKind) return;
    for (unsigned i = 0; i < LLVMGetArrayLength2(LLVMTypeOf(rows)); i++) {
        LLVMValueRef row = LLVMGetAggregateElement(rows, i), function = row ? LLVMGetAggregateElement(row, 1) : NULL;
        if (!function || LLVMGetValueKind(function) != LLVMFunctionValueKind) continue;
        const struct ir_symbol *symbol = lower_symbol_at(lower, lower_symbol(lower, function));
        if (!symbol->defined) continue;
        struct ir_function *body = &lower->module->functions.items[symbol->index];
        *(constructor ? &body->is_constructor : &body->is_destructor) = true;
    }
}

static void finish(struct lower *lower)
{
    struct idmap *maps[] = {&lower->types,  &lower->symbols,  &lower->locations, &lower->files,  &lower->debug_types,
                            &lower->values, &lower->blocks,   &lower->overflow,  &lower->vtables, &lower->declared,
                            &lower->params, &lower->phi_code, &lower->callees};
    for (size_t i = 0; i < COUNT_OF(maps); i++)
        idmap_free(maps[i]);
    VEC_FREE(&lower->debug);
    VEC_FREE(&lower->members);
    VEC_FREE(&lower->bound);
    VEC_FREE(&lower->globals);
    VEC_FREE(&lower->plans);
    VEC_FREE(&lower->phis);
    VEC_FREE(&lower->order);
    ir_builder_free(&lower->build);
    if (lower->llvm) LLVMDisposeModule(lower->llvm);
    LLVMContextDispose(lower->context);
}

enum status front_llvm_lower(const char *bitcode, size_t size, const char *path, struct ir_module *ret_module,
                             struct diags *diags)
{
    struct lower lower = {.module = ret_module, .diags = diags, .path = path, .context = LLVMContextCreate()};
    if (!read_module(&lower, bitcode, size)) {
        finish(&lower);
        return STATUS_INPUT;
    }
    start(&lower);
    for (LLVMValueRef f = LLVMGetFirstFunction(lower.llvm); f; f = LLVMGetNextFunction(f))
        if (!LLVMIsDeclaration(f)) lower_function(&lower, f);
    lower_globals(&lower);
    mark_startup(&lower, "llvm.global_ctors", true);
    mark_startup(&lower, "llvm.global_dtors", false);
    ir_module_finish(ret_module);
    finish(&lower);
    return STATUS_OK;
}
