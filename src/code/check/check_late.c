// Pointers that are tested for null after they were followed: found in the shape of the function, without following paths.
#include "code/check/shape.h"

enum { TESTED_LATE };

const struct rule RULES_late[] = {
    [TESTED_LATE] = {"null-test-too-late", 476, SEVERITY_LOW, "Pointer is tested for null after it was used",
     "If the pointer can be null, the program has ended before the test; if it cannot, the test misleads the reader.",
     "Test before the first use, or remove the test.", "engine"},
    {0}};

// Whether the instruction follows the pointer itself, or the address of a member of what it leads to.
static bool follows(const struct ir_function *f, const struct ir_instr *instr, ir_id pointer)
{
    uint32_t at = instr->op == IR_STORE ? 1 : 0;
    if ((instr->op != IR_LOAD && instr->op != IR_STORE) || instr->operand_count <= at)
        return false;
    ir_id address = ir_operand(f, instr, at);
    const struct ir_instr *made = ir_definition(f, address);
    return address == pointer || (made && made->op == IR_ADDRESS && ir_operand(f, made, 0) == pointer);
}

// What a loop brings is another pointer each time.
static ir_id tested_pointer(const struct ir_function *f, const struct ir_instr *compare)
{
    if ((compare->sub != IR_EQ && compare->sub != IR_NE) || f->values.items[ir_operand(f, compare, 1)].kind != IR_VALUE_NULL)
        return 0;
    ir_id pointer = ir_operand(f, compare, 0);
    const struct ir_instr *made = ir_definition(f, pointer);
    return f->values.items[pointer].kind == IR_VALUE_SYMBOL || (made && made->op == IR_PHI) ? 0 : pointer;
}

static void tell(struct flow *flow, const struct ir_instr *used, const struct ir_instr *compare, ir_id pointer)
{
    struct judgement j = {.rule = &RULES_late[TESTED_LATE], .confidence = CONFIDENCE_MEDIUM};
    buf_printf(&j.message, "%s is tested for null here, and was followed in line %u", flow_name(flow, pointer, "a pointer"),
               ir_location_at(flow->module, used->location)->line);
    shape_report(flow, &j, compare, compare->location);
    buf_free(&j.message);
}

// A use in the same line is the test's own, or a macro's.
static const struct ir_instr *earlier_use(const struct flow *flow, uint32_t block, uint32_t at, ir_id pointer)
{
    const struct ir_function *f = flow->function;
    uint32_t line = ir_location_at(flow->module, f->instrs.items[at].location)->line;
    for (uint32_t b = 0; b <= block; b++) {
        const struct ir_block *before = &f->blocks.items[b];
        if (!ir_dominates(f, b, block))
            continue;
        for (uint32_t i = before->first_instr; i < before->first_instr + before->instr_count && (b != block || i < at); i++)
            if (follows(f, &f->instrs.items[i], pointer) &&
                ir_location_at(flow->module, f->instrs.items[i].location)->line < line)
                return &f->instrs.items[i];
    }
    return NULL;
}

static void done(struct flow *flow)
{
    const struct ir_function *f = flow->function;
    for (uint32_t b = 0; b < f->blocks.count; b++)
        for (uint32_t i = f->blocks.items[b].first_instr, end = i + f->blocks.items[b].instr_count; i < end; i++) {
            const struct ir_instr *compare = &f->instrs.items[i];
            ir_id pointer = compare->op == IR_COMPARE && !shape_is_assertion(f, b) ? tested_pointer(f, compare) : 0;
            const struct ir_instr *used = pointer ? earlier_use(flow, b, i, pointer) : NULL;
            if (used && !shape_is_of_macro(flow, compare, compare->location))
                tell(flow, used, compare, pointer);
        }
}

const struct checker CHECKER_late = {.name = "late", .rules = RULES_late, .done = done};
