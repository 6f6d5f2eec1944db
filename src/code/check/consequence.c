#include "code/check/consequence.h"
#include "code/flow/enginep.h"

enum { CONSEQUENCE_DEPTH = 6 };

static bool is_amount(const struct amount *amount, int8_t argument)
{
    for (uint32_t i = 0; i < amount->count; i++)
        if (!amount->addends[i].length && (amount->addends[i].args[0] == argument || amount->addends[i].args[1] == argument))
            return true;
    return false;
}

static bool summary_limits(const struct summary *summary, uint32_t argument)
{
    for (uint32_t i = 0; i < summary->latent_count; i++) {
        const struct requirement *q = &summary->latents[i].requirement;
        const term_id terms[] = {q->a, q->b, q->size};
        for (size_t k = 0; k < COUNT_OF(terms) && (q->need == NEED_BELOW || q->need == NEED_INSIDE); k++) {
            const struct term *t = &summary->terms[terms[k]];
            while (terms[k] && t->kind == TERM_CAST)
                t = &summary->terms[t->a];
            if (terms[k] && t->kind == TERM_PARAM && t->number == argument)
                return true;
            for (uint32_t p = 0; terms[k] && t->kind == TERM_LINEAR && p < t->b; p++) {
                const struct term *part = &summary->terms[summary->parts[t->a + p].term];
                while (part->kind == TERM_CAST)
                    part = &summary->terms[part->a];
                if (part->kind == TERM_PARAM && part->number == argument)
                    return true;
            }
        }
    }
    return false;
}

static bool call_limits(const struct flow *flow, const struct ir_instr *call, uint32_t argument)
{
    ir_id symbol = flow->function->calls.items[call->aux].symbol;
    const struct model *model = models_find_for(flow, symbol);
    for (uint32_t i = 0; model && i < model->count; i++)
        if (is_amount(&model->effects[i].amount, (int8_t)argument))
            return true;
    const struct summary *summary = symbol && !model ? engine_summary(flow, flow->module->symbols.items[symbol].program_id) : NULL;
    return summary && summary_limits(summary, argument);
}

static bool reaches(const struct flow *flow, ir_id value, int depth)
{
    const struct ir_function *f = flow->function;
    VEC_EACH(&f->instrs, instr)
        for (uint32_t i = 0; i < instr->operand_count; i++) {
            if (ir_operand(f, instr, i) != value)
                continue;
            switch (instr->op) {
            case IR_ADDRESS:
                if (i)
                    return true;
                break;
            case IR_COPY:
            case IR_FILL:
                if (i == 2)
                    return true;
                break;
            case IR_ALLOCA:
                return true;
            case IR_CALL:
            case IR_INVOKE:
                if (i && call_limits(flow, instr, i - 1))
                    return true;
                break;
            case IR_CAST:
            case IR_BINARY:
            case IR_PHI:
            case IR_SELECT:
                if (depth < CONSEQUENCE_DEPTH && instr->result != value && reaches(flow, instr->result, depth + 1))
                    return true;
                break;
            default:
                break;
            }
        }
    return false;
}

bool reaches_memory(const struct flow *flow, ir_id value)
{
    return value && reaches(flow, value, 0);
}
