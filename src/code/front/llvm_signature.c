// What the source's prototype says of a function that has no body here: which parameters point to constant objects.
// Bitcode has forgotten it, but the type that clang notes for checks of indirect calls has it, mangled as the C++ ABI
// for Itanium does ("_ZTSFvPKcE"): http://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling-type. What this reader
// does not know (templates, nested names) ends the reading: the parameters behind it count as plain.
#include "code/front/llvm.h"
#include "code/front/signature.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { SIGNATURE_DEPTH = 16, SIGNATURE_PARTS = 64 };

enum { PART_CONST = 1, PART_VOID = 2, PART_READS = 4, PART_BORROWS = 8 }; // reads: pointer to const; borrows: not to void

struct mangled {
    const char *at, *end;
    uint8_t parts[SIGNATURE_PARTS]; // what S_, S0_, ... stand for
    uint32_t count;
    bool bad;
};

static uint8_t read_type(struct mangled *m, int depth);

static uint8_t keep_part(struct mangled *m, uint8_t part)
{
    if (m->count < SIGNATURE_PARTS)
        m->parts[m->count++] = part;
    return part;
}

static uint8_t give_up(struct mangled *m)
{
    m->bad = true;
    return 0;
}

static bool take(struct mangled *m, char c)
{
    if (m->at == m->end || *m->at != c)
        return false;
    m->at++;
    return true;
}

static uint8_t read_name(struct mangled *m)
{
    size_t size = 0;
    while (m->at < m->end && isdigit((unsigned char)*m->at) && size < 100000)
        size = size * 10 + (size_t)(*m->at++ - '0');
    if (!size || size > (size_t)(m->end - m->at))
        return give_up(m);
    m->at += size;
    return m->at < m->end && *m->at == 'I' ? give_up(m) : keep_part(m, 0); // a template
}

// S_ is the first, S0_ the second, ... in base 36.
static uint8_t read_earlier(struct mangled *m)
{
    uint32_t index = 0;
    if (take(m, '_'))
        return m->count ? m->parts[0] : give_up(m);
    while (m->at < m->end && (isdigit((unsigned char)*m->at) || isupper((unsigned char)*m->at)) &&
           index < SIGNATURE_PARTS) {
        index = index * 36 + (uint32_t)(isdigit((unsigned char)*m->at) ? *m->at - '0' : *m->at - 'A' + 10);
        m->at++;
    }
    return take(m, '_') && index + 1 < m->count ? m->parts[index + 1] : give_up(m);
}

static uint8_t read_qualified(struct mangled *m, int depth)
{
    bool constant = false;
    for (; m->at < m->end && strchr("rVK", *m->at); m->at++)
        constant |= *m->at == 'K';
    uint8_t inner = read_type(m, depth + 1);
    return keep_part(m, (uint8_t)(inner | (constant ? PART_CONST : 0)));
}

static uint8_t read_pointer(struct mangled *m, int depth)
{
    uint8_t inner = read_type(m, depth + 1);
    uint8_t part = inner & PART_CONST ? PART_READS | (inner & PART_VOID ? 0 : PART_BORROWS) : 0;
    return keep_part(m, part);
}

static uint8_t read_function(struct mangled *m, int depth)
{
    (void)take(m, 'Y');
    while (!m->bad && !take(m, 'E'))
        (void)read_type(m, depth + 1);
    return keep_part(m, 0);
}

static uint8_t read_array(struct mangled *m, int depth)
{
    while (m->at < m->end && isdigit((unsigned char)*m->at))
        m->at++;
    if (!take(m, '_'))
        return give_up(m);
    uint8_t inner = read_type(m, depth + 1);
    return keep_part(m, inner & PART_CONST);
}

static uint8_t read_type(struct mangled *m, int depth)
{
    if (m->bad || m->at == m->end || depth > SIGNATURE_DEPTH)
        return give_up(m);
    char c = *m->at;
    if (isdigit((unsigned char)c))
        return read_name(m);
    if (strchr("rVK", c))
        return read_qualified(m, depth);
    m->at++;
    switch (c) {
    case 'P':
        return read_pointer(m, depth);
    case 'R':
    case 'O':
        (void)read_type(m, depth + 1);
        return keep_part(m, 0);
    case 'S':
        return read_earlier(m);
    case 'F':
        return read_function(m, depth);
    case 'A':
        return read_array(m, depth);
    case 'D': // Dn, Di, ...: built in
        return m->at < m->end && strchr("nisuadefhc", *m->at++) ? 0 : give_up(m);
    case 'u':
        return read_name(m);
    case 'v':
        return PART_VOID;
    default:
        return islower((unsigned char)c) ? 0 : give_up(m);
    }
}

// "PK4node...": the name behind a plain pointer, before the reader passes it.
static void note_pointee(const struct mangled *m, struct signature *ret, unsigned param)
{
    struct mangled ahead = {.at = m->at, .end = m->end};
    if (param >= SIGNATURE_POINTEES || !take(&ahead, 'P'))
        return;
    (void)take(&ahead, 'K');
    if (ahead.at == ahead.end || !isdigit((unsigned char)*ahead.at))
        return;
    (void)read_name(&ahead);
    if (ahead.bad)
        return;
    const char *name = m->at;
    while (!isdigit((unsigned char)*name))
        name++;
    while (isdigit((unsigned char)*name))
        name++;
    ret->pointees[param].at = name;
    ret->pointees[param].size = (size_t)(ahead.at - name);
}

void signature_read(const char *text, size_t size, struct signature *ret)
{
    static const char PREFIX[] = "_ZTSF";
    struct mangled m = {.at = text, .end = text + size};
    *ret = (struct signature){0};
    if (size < sizeof PREFIX || memcmp(text, PREFIX, sizeof PREFIX - 1) != 0)
        return;
    m.at += sizeof PREFIX - 1;
    (void)read_type(&m, 0); // what it returns
    for (unsigned param = 0; param < 64 && !m.bad && m.at < m.end && *m.at != 'E'; param++) {
        note_pointee(&m, ret, param);
        uint8_t part = read_type(&m, 0);
        if (m.bad)
            break;
        ret->reads |= (uint64_t)((part & PART_READS) != 0) << param;
        ret->borrows |= (uint64_t)((part & PART_BORROWS) != 0) << param;
    }
}

_Static_assert((int)SIGNATURE_POINTEES == (int)IR_POINTEES, "one list");

// The struct types that the module knows by these names.
static const ir_id *lower_pointees(struct lower *lower, const struct signature *signature)
{
    static const char *const PREFIXES[] = {"struct.", "class.", "union."};
    ir_id *list = NULL;
    for (unsigned param = 0; param < SIGNATURE_POINTEES; param++)
        for (size_t i = 0; signature->pointees[param].at && i < COUNT_OF(PREFIXES); i++) {
            char name[256];
            int length = snprintf(name, sizeof name, "%s%.*s", PREFIXES[i], (int)signature->pointees[param].size,
                                  signature->pointees[param].at);
            LLVMTypeRef type = length > 0 && (size_t)length < sizeof name ? LLVMGetTypeByName2(lower->context, name) : NULL;
            if (!type || LLVMIsOpaqueStruct(type))
                continue;
            if (!list)
                list = ARENA_ARRAY(&lower->module->arena, ir_id, SIGNATURE_POINTEES);
            list[param] = lower_type(lower, type);
            break;
        }
    return list;
}

static bool returns_memory(const struct lower *lower, LLVMValueRef function)
{
    return LLVMCountParams(function) && LLVMGetEnumAttributeAtIndex(function, 1, lower->attr_sret);
}

static void shift(struct signature *signature)
{
    signature->reads <<= 1;
    signature->borrows <<= 1;
    for (unsigned i = SIGNATURE_POINTEES; i-- > 1;)
        signature->pointees[i] = signature->pointees[i - 1];
    signature->pointees[0].at = NULL;
}

void lower_signature(struct lower *lower, LLVMValueRef function, struct ir_symbol *symbol)
{
    size_t count;
    LLVMValueMetadataEntry *entries = LLVMGlobalCopyAllMetadata(function, &count);
    for (unsigned i = 0; i < count; i++) {
        if (LLVMValueMetadataEntriesGetKind(entries, i) != lower->kind_type)
            continue;
        LLVMValueRef parts[2] = {0};
        LLVMValueRef node = LLVMMetadataAsValue(lower->context, LLVMValueMetadataEntriesGetMetadata(entries, i));
        if (LLVMGetMDNodeNumOperands(node) != 2)
            continue;
        LLVMGetMDNodeOperands(node, parts);
        unsigned length = 0;
        const char *text = parts[1] && LLVMIsAMDString(parts[1]) ? LLVMGetMDString(parts[1], &length) : NULL;
        if (!text || (length > 11 && !memcmp(text + length - 11, "generalized", 11)))
            continue;
        struct signature signature;
        signature_read(text, length, &signature);
        if (returns_memory(lower, function)) // the pointer to where the result goes stands before what the source says
            shift(&signature);
        symbol->reads = signature.reads;
        symbol->borrows = signature.borrows;
        if (LLVMIsDeclaration(function))
            symbol->pointees = lower_pointees(lower, &signature);
    }
    LLVMDisposeValueMetadataEntries(entries);
}

void lower_extents(struct lower *lower, LLVMValueRef function, struct ir_symbol *symbol)
{
    uint32_t count = 1 + LLVMCountParams(function);
    uint32_t *extents = NULL;
    for (uint32_t i = 0; i < count; i++) { // LLVM numbers the result 0 and parameters from 1, as we do
        LLVMAttributeRef known = LLVMGetEnumAttributeAtIndex(function, i, lower->attr_dereferenceable);
        uint64_t bytes = known ? LLVMGetEnumAttributeValue(known) : 0;
        if (!bytes || bytes > UINT32_MAX)
            continue;
        if (!extents)
            extents = ARENA_ARRAY(&lower->module->arena, uint32_t, count);
        extents[i] = (uint32_t)bytes;
    }
    symbol->extents = extents;
    symbol->extent_count = extents ? count : 0;
    symbol->returns_memory = returns_memory(lower, function);
}
