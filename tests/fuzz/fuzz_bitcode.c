// LLVM's readers take their input to be whole: bits turned over may end the process, in the parser of its text too, and
// nothing but clang's own output, or a cut-off part of it, ever gets to the lowering. So the input here is LLVM's text;
// a child parses and verifies it, and may die of it. What is valid comes back as bitcode and is lowered: whole, which must
// give functions that pass our verifier, and cut off, which must give a diagnostic.
#include "code/front/front.h"
#include "code/ir/build.h"
#include <llvm-c/Analysis.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void lower(const char *bytes, size_t size, bool whole)
{
    struct ir_module module = {0};
    struct diags diags = {0};
    struct buf out = {0};
    enum status status = front_llvm_lower(bytes, size, "fuzz.c", &module, &diags);
    if (status == STATUS_OK) {
        VEC_EACH(&module.functions, function)
            if (!ir_verify(&module, function, &diags)) {
                ir_dump_function(&module, function, &out);
                diags_print(&diags, stderr, false);
                fprintf(stderr, "%s\n", buf_cstr(&out));
                abort();
            }
        ir_dump_module(&module, &out);
    }
    if ((status != STATUS_OK) == whole || (!whole && !diags.list.count)) abort();
    ir_module_free(&module);
    diags_free(&diags);
    buf_free(&out);
}

static void quiet(LLVMDiagnosticInfoRef info, void *context)
{
    (void)info;
    (void)context;
}

// The child: text in, bitcode out. Its end frees what it has.
static _Noreturn void assemble(const uint8_t *data, size_t size, int to)
{
    const int DEADLY[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGALRM};
    for (size_t i = 0; i < COUNT_OF(DEADLY); i++)
        signal(DEADLY[i], SIG_DFL);
    alarm(5);
    if (!freopen("/dev/null", "w", stderr)) _exit(1);
    LLVMContextRef context = LLVMContextCreate();
    LLVMContextSetDiagnosticHandler(context, quiet, NULL);
    LLVMMemoryBufferRef text = LLVMCreateMemoryBufferWithMemoryRangeCopy((const char *)data, size, "fuzz");
    LLVMModuleRef module = NULL;
    char *message = NULL, *problem = NULL;
    if (LLVMParseIRInContext(context, text, &module, &message)) _exit(1);
    if (LLVMVerifyModule(module, LLVMReturnStatusAction, &problem)) _exit(1);
    LLVMMemoryBufferRef bitcode = LLVMWriteBitcodeToMemoryBuffer(module);
    const char *at = LLVMGetBufferStart(bitcode);
    for (size_t left = LLVMGetBufferSize(bitcode); left;) {
        ssize_t wrote = write(to, at, left);
        if (wrote <= 0) _exit(1);
        at += wrote;
        left -= (size_t)wrote;
    }
    _exit(0);
}

static bool bitcode_of(const uint8_t *data, size_t size, struct buf *ret_bitcode)
{
    int pipes[2], result = 0;
    if (pipe(pipes) != 0) return false;
    pid_t child = fork();
    if (child == 0) assemble(data, size, pipes[1]);
    close(pipes[1]);
    char bytes[4096];
    for (ssize_t got; child > 0 && (got = read(pipes[0], bytes, sizeof bytes)) > 0;)
        buf_add(ret_bitcode, bytes, (size_t)got);
    close(pipes[0]);
    return child > 0 && waitpid(child, &result, 0) == child && WIFEXITED(result) && WEXITSTATUS(result) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf bitcode = {0};
    if (bitcode_of(data, size, &bitcode)) {
        lower(bitcode.bytes, bitcode.size, true);
        lower(bitcode.bytes, bitcode.size / 2, false); // the symbols and the module's end are missing
    }
    buf_free(&bitcode);
    return 0;
}
