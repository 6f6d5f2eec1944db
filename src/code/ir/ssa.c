// Locals become values: Cytron, Ferrante, Rosen, Wegman, Zadeck, "Efficiently Computing Static Single Assignment Form"
// (TOPLAS 1991), with phis only where the variable is live.
// Requires: blocks in reverse postorder with predecessors and dominators. Keeps: block order and edges.
#include "code/ir/build.h"
#include "code/ir/cfg.h"
#include <string.h>

VEC_NAMED(u32s, uint32_t);

struct slot { // an alloca that becomes values
    ir_id address, type, variable, undef;
    struct u32s defs; // blocks that write it, ascending
    struct u32s uses; // blocks that read it before they write it
    struct u32s left; // of defs: blocks behind which the value is still wanted
    bool is_read;
    uint32_t waiting; // in the block at hand: the assignment that nothing has read yet, + 1
};

struct new_phi {
    uint32_t slot, block, next; // next phi of the block + 1
    ir_id result;
    uint32_t first_operand; // in function->operands, one for each predecessor
};

struct ssa {
    struct ir_module *module;
    struct ir_function *function;
    VEC(struct slot) slots;
    uint32_t *slot_of;     // by value id: slot + 1; 0 for all others
    ir_id *replaced;       // by value id: what a removed load gave; 0: itself
    bool *removed;         // by instruction
    uint32_t *seen;        // by block: stamp of the last slot that visited it
    uint32_t *placed;      // by block: stamp of the last slot that has a phi there
    uint32_t *first_phi;   // by block: index into phis + 1
    struct u32s *frontier; // by block
    VEC(struct new_phi) phis;
    ir_id *current;        // by slot: its value here; 0: never written
    uint32_t stamp;
    struct u32s work;
};

// --- which locals ------------------------------------------------------------------------------

static bool scalar(const struct ir_module *module, ir_id type)
{
    enum ir_type_kind kind = module->types.items[type].kind;
    return kind == IR_INT || kind == IR_FLOAT || kind == IR_POINTER || kind == IR_VECTOR;
}

static bool plain_access(const struct ir_instr *instr, ir_id type)
{
    return instr->type == type && !(instr->flags & (IR_VOLATILE | IR_ATOMIC_ACCESS));
}

static void find_slots(struct ssa *ssa)
{
    struct ir_function *function = ssa->function;
    VEC_EACH(&function->instrs, instr) {
        if (instr->op != IR_ALLOCA || instr->operand_count || (instr->flags & IR_DYNAMIC)) continue;
        if (!scalar(ssa->module, instr->aux)) continue;
        VEC_PUSH(&ssa->slots, ((struct slot){.address = instr->result, .type = instr->aux,
                                             .variable = function->values.items[instr->result].variable}));
        ssa->slot_of[instr->result] = (uint32_t)ssa->slots.count;
    }
    VEC_EACH(&function->instrs, instr) {
        for (uint32_t i = 0; i < instr->operand_count; i++) {
            ir_id operand = ir_operand(function, instr, i);
            uint32_t slot = ssa->slot_of[operand];
            if (!slot) continue;
            ir_id type = ssa->slots.items[slot - 1].type;
            bool promotable = (instr->op == IR_LOAD && plain_access(instr, type)) ||
                              (instr->op == IR_STORE && i == 1 && plain_access(instr, type)) || instr->op == IR_BEGIN;
            if (!promotable) ssa->slot_of[operand] = 0;
        }
    }
}

// The slot that an instruction reads or writes, + 1; 0 for none.
static uint32_t slot_accessed(const struct ssa *ssa, const struct ir_instr *instr)
{
    if (instr->op == IR_LOAD || instr->op == IR_BEGIN) return ssa->slot_of[ir_operand(ssa->function, instr, 0)];
    if (instr->op == IR_STORE) return ssa->slot_of[ir_operand(ssa->function, instr, 1)];
    return 0;
}

static void push_once(struct u32s *list, uint32_t block)
{
    if (!list->count || *VEC_LAST(list) != block) VEC_PUSH(list, block);
}

static void find_accesses(struct ssa *ssa)
{
    for (uint32_t b = 0; b < ssa->function->blocks.count; b++) {
        const struct ir_block *block = &ssa->function->blocks.items[b];
        for (uint32_t i = block->first_instr; i < block->first_instr + block->instr_count; i++) {
            const struct ir_instr *instr = &ssa->function->instrs.items[i];
            uint32_t access = slot_accessed(ssa, instr);
            if (!access) continue;
            struct slot *slot = &ssa->slots.items[access - 1];
            slot->is_read |= instr->op == IR_LOAD;
            if (instr->op != IR_LOAD)
                push_once(&slot->defs, b);
            else if (!slot->defs.count || *VEC_LAST(&slot->defs) != b)
                push_once(&slot->uses, b);
        }
    }
}

// --- where phis stand --------------------------------------------------------------------------

static void find_frontiers(struct ssa *ssa)
{
    const struct ir_function *function = ssa->function;
    for (uint32_t b = 0; b < function->blocks.count; b++) {
        const struct ir_block *block = &function->blocks.items[b];
        if (block->predecessors.count < 2) continue;
        VEC_EACH(&block->predecessors, from)
            for (uint32_t at = *from + 1; at && at != block->dominator; at = function->blocks.items[at - 1].dominator)
                push_once(&ssa->frontier[at - 1], b);
    }
}

// Marks in ssa->seen the blocks at whose start the slot's value is still wanted.
static void find_live(struct ssa *ssa, const struct slot *slot, const bool *defines)
{
    VEC_CLEAR(&ssa->work);
    VEC_EACH(&slot->uses, block)
        VEC_PUSH(&ssa->work, *block);
    while (ssa->work.count) {
        uint32_t block = VEC_POP(&ssa->work);
        if (ssa->seen[block] == ssa->stamp) continue;
        ssa->seen[block] = ssa->stamp;
        VEC_EACH(&ssa->function->blocks.items[block].predecessors, from)
            if (!defines[*from]) VEC_PUSH(&ssa->work, *from);
    }
}

static void find_left(const struct ssa *ssa, struct slot *slot)
{
    VEC_EACH(&slot->defs, block) {
        uint32_t count;
        const uint32_t *next = cfg_successors(ssa->function, *block, &count);
        for (uint32_t i = 0; i < count; i++)
            if (ssa->seen[next[i]] == ssa->stamp) push_once(&slot->left, *block);
    }
}

static void add_phi(struct ssa *ssa, uint32_t slot, uint32_t block)
{
    struct ir_function *function = ssa->function;
    struct new_phi phi = {.slot = slot, .block = block, .next = ssa->first_phi[block],
                          .result = (ir_id)function->values.count, .first_operand = (uint32_t)function->operands.count};
    VEC_PUSH(&function->values, ((struct ir_value){.kind = IR_VALUE_INSTR, .type = ssa->slots.items[slot].type,
                                                   .variable = ssa->slots.items[slot].variable}));
    for (size_t i = 0; i < function->blocks.items[block].predecessors.count; i++)
        VEC_PUSH(&function->operands, 0);
    VEC_PUSH(&ssa->phis, phi);
    ssa->first_phi[block] = (uint32_t)ssa->phis.count;
}

static void place_phis(struct ssa *ssa, uint32_t index, bool *defines)
{
    struct slot *slot = &ssa->slots.items[index];
    ssa->stamp++;
    VEC_EACH(&slot->defs, block)
        defines[*block] = true;
    find_live(ssa, slot, defines);
    find_left(ssa, slot);
    VEC_CLEAR(&ssa->work);
    VEC_EACH(&slot->defs, block)
        VEC_PUSH(&ssa->work, *block);
    while (ssa->work.count) {
        uint32_t block = VEC_POP(&ssa->work);
        VEC_EACH(&ssa->frontier[block], join) {
            if (ssa->placed[*join] == ssa->stamp || ssa->seen[*join] != ssa->stamp) continue;
            ssa->placed[*join] = ssa->stamp;
            add_phi(ssa, index, *join);
            if (!defines[*join]) VEC_PUSH(&ssa->work, *join);
        }
    }
    VEC_EACH(&slot->defs, block)
        defines[*block] = false;
}

// --- which value where -------------------------------------------------------------------------

static ir_id undef_of(struct ssa *ssa, struct slot *slot)
{
    if (!slot->undef) {
        slot->undef = (ir_id)ssa->function->values.count;
        VEC_PUSH(&ssa->function->values,
                 ((struct ir_value){.kind = IR_VALUE_UNDEF, .type = slot->type, .variable = slot->variable}));
    }
    return slot->undef;
}

static ir_id value_here(struct ssa *ssa, uint32_t slot)
{
    return ssa->current[slot] ? ssa->current[slot] : undef_of(ssa, &ssa->slots.items[slot]);
}

// No load has come since the variable's last assignment in this block.
static void end_waiting(struct ssa *ssa, struct slot *slot)
{
    if (slot->waiting) ssa->function->assignments.items[slot->waiting - 1].unread = slot->is_read;
    slot->waiting = 0;
}

static void assign(struct ssa *ssa, struct slot *slot, const struct ir_instr *store, uint32_t block, uint32_t at,
                   ir_id value)
{
    struct ir_value *v = &ssa->function->values.items[value];
    end_waiting(ssa, slot);
    if (!slot->variable) return;
    if (!v->variable && (v->kind == IR_VALUE_INSTR || v->kind == IR_VALUE_PARAM)) v->variable = slot->variable;
    if (store->flags & IR_IMPLICIT) return;
    VEC_PUSH(&ssa->function->assignments, ((struct ir_assignment){.variable = slot->variable, .value = value,
                                           .block = block, .position = at, .location = store->location}));
    slot->waiting = (uint32_t)ssa->function->assignments.count;
    VEC_PUSH(&ssa->work, (uint32_t)(slot - ssa->slots.items));
}

struct undo { // a value to restore when the walk leaves the block that changed it
    uint32_t slot;
    ir_id value;
};
VEC_NAMED(undos, struct undo);

static void set_current(struct ssa *ssa, struct undos *undo, uint32_t slot, ir_id value)
{
    VEC_PUSH(undo, ((struct undo){slot, ssa->current[slot]}));
    ssa->current[slot] = value;
}

static void rename_instr(struct ssa *ssa, struct undos *undo, uint32_t block, uint32_t at)
{
    const struct ir_instr *instr = &ssa->function->instrs.items[at];
    if (instr->op == IR_ALLOCA && ssa->slot_of[instr->result]) ssa->removed[at] = true;
    uint32_t access = slot_accessed(ssa, instr);
    if (!access) return;
    ssa->removed[at] = true;
    struct slot *slot = &ssa->slots.items[access - 1];
    if (instr->op == IR_LOAD) {
        ssa->replaced[instr->result] = value_here(ssa, access - 1);
        slot->waiting = 0;
    } else if (instr->op == IR_BEGIN) {
        set_current(ssa, undo, access - 1, 0);
    } else {
        ir_id value = ir_operand(ssa->function, instr, 0);
        if (ssa->replaced[value]) value = ssa->replaced[value];
        set_current(ssa, undo, access - 1, value);
        assign(ssa, slot, instr, block, at, value);
    }
}

static size_t lower_bound(const uint32_t *ascending, size_t count, uint32_t number)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ascending[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool contains(const struct u32s *ascending, uint32_t number)
{
    size_t at = lower_bound(ascending->items, ascending->count, number);
    return at < ascending->count && ascending->items[at] == number;
}

static uint32_t predecessor_index(const struct ir_block *block, uint32_t from)
{
    return (uint32_t)lower_bound(block->predecessors.items, block->predecessors.count, from);
}

static void rename_block(struct ssa *ssa, struct undos *undo, uint32_t b)
{
    const struct ir_function *function = ssa->function;
    const struct ir_block *block = &function->blocks.items[b];
    for (uint32_t phi = ssa->first_phi[b]; phi; phi = ssa->phis.items[phi - 1].next)
        set_current(ssa, undo, ssa->phis.items[phi - 1].slot, ssa->phis.items[phi - 1].result);
    VEC_CLEAR(&ssa->work); // the slots that are assigned to
    for (uint32_t i = 0; i < block->instr_count; i++)
        rename_instr(ssa, undo, b, block->first_instr + i);
    VEC_EACH(&ssa->work, index) {
        struct slot *slot = &ssa->slots.items[*index];
        if (contains(&slot->left, b)) slot->waiting = 0;
        end_waiting(ssa, slot);
    }
    uint32_t count;
    cfg_successors(function, b, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t to = cfg_successors(function, b, &count)[i];
        for (uint32_t p = ssa->first_phi[to]; p; p = ssa->phis.items[p - 1].next) {
            const struct new_phi *phi = &ssa->phis.items[p - 1];
            ir_id value = value_here(ssa, phi->slot);
            function->operands.items[phi->first_operand + predecessor_index(&function->blocks.items[to], b)] = value;
        }
    }
}

struct visit {
    uint32_t block, undo; // how much of the undo list was there when the block was entered
    bool leave;
};

// Walks the dominator tree with a stack of its own; `child` and `sibling` hold it as block + 1.
static void rename_all(struct ssa *ssa)
{
    size_t count = ssa->function->blocks.count;
    uint32_t *child = mem_alloc((count + 1) * sizeof *child), *sibling = mem_alloc((count + 1) * sizeof *sibling);
    for (uint32_t b = (uint32_t)count; b-- > 1;) {
        uint32_t parent = ssa->function->blocks.items[b].dominator - 1;
        sibling[b] = child[parent];
        child[parent] = b + 1;
    }
    struct undos undo = {0};
    VEC(struct visit) stack = {0};
    VEC_PUSH(&stack, ((struct visit){0, 0, false}));
    while (stack.count) {
        struct visit visit = VEC_POP(&stack);
        if (visit.leave) {
            for (; undo.count > visit.undo; undo.count--)
                ssa->current[VEC_LAST(&undo)->slot] = VEC_LAST(&undo)->value;
            continue;
        }
        VEC_PUSH(&stack, ((struct visit){visit.block, (uint32_t)undo.count, true}));
        rename_block(ssa, &undo, visit.block);
        for (uint32_t next = child[visit.block]; next; next = sibling[next - 1])
            VEC_PUSH(&stack, ((struct visit){next - 1, 0, false}));
    }
    VEC_FREE(&stack);
    VEC_FREE(&undo);
    free(child);
    free(sibling);
}

// --- the new body ------------------------------------------------------------------------------

static void emit_phi(struct ssa *ssa, const struct new_phi *phi, struct ir_instr *to, uint32_t at)
{
    struct ir_function *function = ssa->function;
    const struct ir_block *block = &function->blocks.items[phi->block];
    uint32_t count = (uint32_t)block->predecessors.count;
    to[at] = (struct ir_instr){.op = IR_PHI, .type = ssa->slots.items[phi->slot].type, .result = phi->result,
                               .first_operand = phi->first_operand, .operand_count = count,
                               .first_edge = (uint32_t)function->edges.count, .edge_count = count};
    VEC_EACH(&block->predecessors, from)
        VEC_PUSH(&function->edges, *from);
    function->values.items[phi->result].instr = at;
}

static void emit_body(struct ssa *ssa)
{
    struct ir_function *function = ssa->function;
    size_t limit = function->instrs.count + ssa->phis.count + 1;
    struct ir_instr *to = mem_alloc(limit * sizeof *to);
    uint32_t *position = mem_alloc((function->instrs.count + 1) * sizeof *position), at = 0;
    for (uint32_t b = 0; b < function->blocks.count; b++) {
        struct ir_block *block = &function->blocks.items[b];
        uint32_t first = at, from = block->first_instr, end = from + block->instr_count;
        for (uint32_t phi = ssa->first_phi[b]; phi; phi = ssa->phis.items[phi - 1].next)
            emit_phi(ssa, &ssa->phis.items[phi - 1], to, at++);
        for (; from < end; from++) {
            const struct ir_instr *instr = &function->instrs.items[from];
            position[from] = at;
            if (ssa->removed[from]) {
                if (instr->result) function->values.items[instr->result].kind = IR_VALUE_NONE;
                continue;
            }
            if (instr->result) function->values.items[instr->result].instr = at;
            to[at++] = *instr;
        }
        block->first_instr = first;
        block->instr_count = at - first;
    }
    VEC_EACH(&function->assignments, assignment)
        assignment->position = position[assignment->position];
    free(position);
    free(function->instrs.items);
    function->instrs.items = to;
    function->instrs.count = at;
    function->instrs.capacity = limit;
}

static int compare_assignments(const void *left, const void *right)
{
    const struct ir_assignment *a = left, *b = right;
    return a->position < b->position ? -1 : a->position > b->position;
}

static void replace_operands(struct ssa *ssa, size_t old_values)
{
    VEC_EACH(&ssa->function->operands, operand)
        if (*operand < old_values && ssa->replaced[*operand]) *operand = ssa->replaced[*operand];
}

void ir_build_ssa(struct ir_module *module, struct ir_function *function)
{
    size_t blocks = function->blocks.count + 1, values = function->values.count;
    struct ssa ssa = {.module = module, .function = function,
                      .slot_of = mem_alloc(values * sizeof *ssa.slot_of)};
    find_slots(&ssa);
    if (!ssa.slots.count) {
        free(ssa.slot_of);
        return;
    }
    ssa.replaced = mem_alloc(values * sizeof *ssa.replaced);
    ssa.removed = mem_alloc(function->instrs.count + 1);
    ssa.seen = mem_alloc(blocks * sizeof *ssa.seen);
    ssa.placed = mem_alloc(blocks * sizeof *ssa.placed);
    ssa.first_phi = mem_alloc(blocks * sizeof *ssa.first_phi);
    ssa.frontier = mem_alloc(blocks * sizeof *ssa.frontier);
    ssa.current = mem_alloc(ssa.slots.count * sizeof *ssa.current);
    bool *defines = mem_alloc(blocks);
    find_accesses(&ssa);
    find_frontiers(&ssa);
    for (uint32_t slot = 0; slot < ssa.slots.count; slot++)
        if (ssa.slot_of[ssa.slots.items[slot].address]) place_phis(&ssa, slot, defines);
    rename_all(&ssa);
    replace_operands(&ssa, values);
    emit_body(&ssa);
    VEC_SORT(&function->assignments, compare_assignments);
    VEC_EACH(&ssa.slots, slot) {
        VEC_FREE(&slot->defs);
        VEC_FREE(&slot->uses);
        VEC_FREE(&slot->left);
    }
    for (size_t b = 0; b < blocks; b++)
        VEC_FREE(&ssa.frontier[b]);
    VEC_FREE(&ssa.slots);
    VEC_FREE(&ssa.phis);
    VEC_FREE(&ssa.work);
    free(ssa.slot_of), free(ssa.replaced), free(ssa.removed), free(ssa.seen), free(ssa.placed), free(ssa.first_phi);
    free(ssa.frontier), free(ssa.current), free(defines);
}
