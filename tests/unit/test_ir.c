// The intermediate representation over functions built by hand: SSA, loops, the verifier, linking, the call graph.
#include "code/ir/build.h"
#include "code/ir/program.h"
#include "unit.h"
#include <string.h>

static struct ir_module module;
static struct ir_builder build;
static ir_id i32, ptr, none;

static int set_up(void **state)
{
    (void)state;
    ir_module_start(&module, "hand.c", "c", 64);
    i32 = ir_type_int(&module, 32);
    ptr = ir_type_pointer(&module);
    none = ir_type_void(&module);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ir_builder_free(&build);
    ir_module_free(&module);
    return 0;
}

static ir_id symbol_of(struct ir_module *of, const char *name, ir_id result, const ir_id *params, uint32_t count)
{
    return ir_symbol_add(of, IR_SYMBOL_FUNCTION, name, ir_type_function(of, result, params, count, false));
}

static void start(const char *name, const ir_id *params, uint32_t count)
{
    ir_build_start(&build, &module, symbol_of(&module, name, i32, params, count));
}

static const struct ir_function *end(void)
{
    struct ir_function *function = ir_build_end(&build);
    struct diags diags = {0};
    if (!ir_verify(&module, function, &diags)) diags_print(&diags, stderr, false);
    assert_int_equal(diags.list.count, 0);
    diags_free(&diags);
    return function;
}

static ir_id number(int64_t n)
{
    return ir_build_int(&build, i32, n);
}

// int x; if (c) x = 1; return x;
static void reads_of_what_was_never_written(void **state)
{
    (void)state;
    start("f", (ir_id[]){i32}, 1);
    ir_id x = ir_build_variable(&build, "x", i32, true, false);
    ir_id home = ir_build_alloca(&build, i32, x);
    uint32_t set = ir_build_block(&build), join = ir_build_block(&build);
    ir_build_branch(&build, ir_build_compare(&build, IR_NE, 1, number(0)), set, join);
    ir_build_at(&build, set);
    ir_build_store(&build, number(1), home);
    ir_build_jump(&build, join);
    ir_build_at(&build, join);
    ir_build_return(&build, ir_build_load(&build, i32, home));
    const struct ir_function *f = end();
    assert_int_equal(f->blocks.count, 3);
    const struct ir_instr *phi = &f->instrs.items[f->blocks.items[2].first_instr];
    assert_int_equal(phi->op, IR_PHI);
    const struct ir_value *never = &f->values.items[ir_phi_from(f, phi, 0)];
    assert_int_equal(never->kind, IR_VALUE_UNDEF);
    assert_string_equal(f->variables.items[never->variable].name, "x");
    const struct ir_value *one = &f->values.items[ir_phi_from(f, phi, 1)];
    assert_int_equal(one->kind, IR_VALUE_INT);
    assert_int_equal(one->number, 1);
    assert_int_equal(ir_operand(f, ir_terminator(f, 2), 0), phi->result);
    assert_int_equal(f->assignments.count, 1);
    assert_int_equal(f->assignments.items[0].block, 1);
    VEC_EACH(&f->instrs, instr)
        assert_true(instr->op != IR_ALLOCA && instr->op != IR_LOAD && instr->op != IR_STORE);
}

// int s = 0; for (int i = 0; i < n; i++) { int t; if (i) t = s; s = t; } return s;   t is new in each round
static void a_declaration_in_a_loop_starts_afresh(void **state)
{
    (void)state;
    start("f", (ir_id[]){i32}, 1);
    ir_id t = ir_build_variable(&build, "t", i32, true, false), s = ir_build_variable(&build, "s", i32, true, false);
    ir_id i = ir_build_variable(&build, "i", i32, true, false);
    ir_id t_at = ir_build_alloca(&build, i32, t), s_at = ir_build_alloca(&build, i32, s);
    ir_id i_at = ir_build_alloca(&build, i32, i);
    uint32_t head = ir_build_block(&build), body = ir_build_block(&build), set = ir_build_block(&build),
             latch = ir_build_block(&build), out = ir_build_block(&build);
    ir_build_store(&build, number(0), s_at);
    ir_build_store(&build, number(0), i_at);
    ir_build_jump(&build, head);
    ir_build_at(&build, head);
    ir_build_branch(&build, ir_build_compare(&build, IR_SLT, ir_build_load(&build, i32, i_at), 1), body, out);
    ir_build_at(&build, body);
    ir_build(&build, IR_BEGIN, 0, 0, &t_at, 1);
    ir_build_branch(&build, ir_build_compare(&build, IR_NE, ir_build_load(&build, i32, i_at), number(0)), set, latch);
    ir_build_at(&build, set);
    ir_build_store(&build, ir_build_load(&build, i32, s_at), t_at);
    ir_build_jump(&build, latch);
    ir_build_at(&build, latch);
    ir_build_store(&build, ir_build_load(&build, i32, t_at), s_at);
    ir_build_store(&build, ir_build_binary(&build, IR_ADD, IR_NSW, ir_build_load(&build, i32, i_at), number(1)), i_at);
    ir_build_jump(&build, head);
    ir_build_at(&build, out);
    ir_build_return(&build, ir_build_load(&build, i32, s_at));
    const struct ir_function *f = end();
    assert_true(f->blocks.items[1].is_loop_header);
    unsigned phis = 0;
    for (uint32_t b = 0; b < f->blocks.count; b++)
        for (uint32_t k = 0; k < f->blocks.items[b].instr_count; k++) {
            const struct ir_instr *phi = &f->instrs.items[f->blocks.items[b].first_instr + k];
            if (phi->op != IR_PHI) continue;
            phis++;
            if (b == 1) continue; // the header's are s and i: t is dead there
            // The join of t: one side is never written in this round.
            assert_string_equal(f->variables.items[f->values.items[phi->result].variable].name, "t");
            assert_int_equal(f->values.items[ir_phi_from(f, phi, 2)].kind, IR_VALUE_UNDEF);
        }
    assert_int_equal(phis, 3);
}

static void what_has_its_address_taken_stays_in_memory(void **state)
{
    (void)state;
    ir_id use = symbol_of(&module, "use", none, (ir_id[]){ptr}, 1);
    start("f", NULL, 0);
    ir_id taken = ir_build_alloca(&build, i32, 0), quiet = ir_build_alloca(&build, i32, 0);
    ir_id wild = ir_build_alloca(&build, i32, 0);
    ir_build_store(&build, number(1), taken);
    ir_build_store(&build, number(2), quiet);
    ir_build_store(&build, number(3), wild);
    ir_build_last(&build)->flags |= IR_VOLATILE;
    ir_build_call(&build, use, &taken, 1);
    ir_build_return(&build, ir_build_load(&build, i32, quiet));
    const struct ir_function *f = end();
    unsigned allocas = 0;
    VEC_EACH(&f->instrs, instr)
        allocas += instr->op == IR_ALLOCA;
    assert_int_equal(allocas, 2);
    assert_int_equal(f->values.items[ir_operand(f, ir_terminator(f, 0), 0)].number, 2);
}

// Blocks given in no order, one that nothing reaches, a loop in a loop.
static void loops_nest(void **state)
{
    (void)state;
    start("f", (ir_id[]){i32}, 1);
    uint32_t out = ir_build_block(&build), inner = ir_build_block(&build), dead = ir_build_block(&build),
             outer = ir_build_block(&build), latch = ir_build_block(&build), inner_body = ir_build_block(&build);
    ir_id c = ir_build_compare(&build, IR_NE, 1, number(0));
    ir_build_jump(&build, outer);
    ir_build_at(&build, outer);
    ir_build_branch(&build, c, inner, out);
    ir_build_at(&build, inner);
    ir_build_branch(&build, c, inner_body, latch);
    ir_build_at(&build, inner_body);
    ir_build_jump(&build, inner);
    ir_build_at(&build, latch);
    ir_build_jump(&build, outer);
    ir_build_at(&build, dead);
    ir_build_jump(&build, outer);
    ir_build_at(&build, out);
    ir_build_return(&build, number(0));
    const struct ir_function *f = end();
    // 0 entry, 1 outer, 2 inner, 3 inner_body, 4 latch, 5 out
    assert_int_equal(f->blocks.count, 6);
    const uint32_t depth[] = {0, 1, 2, 2, 1, 0}, header[] = {0, 2, 3, 3, 2, 0}, dominator[] = {0, 1, 2, 3, 3, 2};
    for (uint32_t b = 0; b < 6; b++) {
        assert_int_equal(f->blocks.items[b].loop_depth, depth[b]);
        assert_int_equal(f->blocks.items[b].loop_header, header[b]);
        assert_int_equal(f->blocks.items[b].dominator, dominator[b]);
        assert_int_equal(f->blocks.items[b].is_loop_header, b == 1 || b == 2);
    }
    assert_int_equal(f->blocks.items[2].loop_parent, 2);
    assert_int_equal(f->blocks.items[1].loop_parent, 0);
    assert_true(ir_dominates(f, 1, 4) && ir_dominates(f, 4, 4) && !ir_dominates(f, 3, 4));
}

// goto into a loop: two ways in, and yet a header on the cycle.
static void irreducible_cycles_have_a_header(void **state)
{
    (void)state;
    start("f", (ir_id[]){i32}, 1);
    uint32_t a = ir_build_block(&build), b = ir_build_block(&build), out = ir_build_block(&build);
    ir_id c = ir_build_compare(&build, IR_NE, 1, number(0));
    ir_build_branch(&build, c, a, b);
    ir_build_at(&build, a);
    ir_build_jump(&build, b);
    ir_build_at(&build, b);
    ir_build_branch(&build, c, a, out);
    ir_build_at(&build, out);
    ir_build_return(&build, number(0));
    const struct ir_function *f = end();
    unsigned headers = 0;
    VEC_EACH(&f->blocks, block)
        headers += block->is_loop_header && block->loop_depth == 1;
    assert_int_equal(headers, 1);
}

// entry -> a -> b -> out, with a phi of one value in b: one block, and the phi is that value.
static void jumps_to_blocks_of_one_way_in_vanish(void **state)
{
    (void)state;
    start("f", (ir_id[]){i32}, 1);
    uint32_t out = ir_build_block(&build), a = ir_build_block(&build), b = ir_build_block(&build);
    ir_build_jump(&build, a);
    ir_build_at(&build, a);
    ir_id sum = ir_build_binary(&build, IR_ADD, IR_NSW, 1, number(1));
    ir_build_jump(&build, b);
    ir_build_at(&build, b);
    ir_id phi = ir_build_phi(&build, i32, &sum, &a, 1);
    ir_build_jump(&build, out);
    ir_build_at(&build, out);
    ir_build_return(&build, phi);
    const struct ir_function *f = end();
    assert_int_equal(f->blocks.count, 1);
    assert_int_equal(f->instrs.count, 2);
    assert_int_equal(ir_operand(f, ir_terminator(f, 0), 0), sum);
}

static void a_case_of_several_numbers_has_one_edge_in_the_phi(void **state)
{
    (void)state;
    start("f", (ir_id[]){i32}, 1);
    uint32_t join = ir_build_block(&build), other = ir_build_block(&build);
    ir_build_switch(&build, 1, other, (ir_id[]){number(1), number(2)}, (uint32_t[]){join, join}, 2);
    ir_build_at(&build, other);
    ir_build_jump(&build, join);
    ir_build_at(&build, join);
    ir_id seven = number(7), nine = number(9);
    ir_build_return(&build, ir_build_phi(&build, i32, (ir_id[]){seven, seven, nine}, (uint32_t[]){0, 0, other}, 3));
    const struct ir_function *f = end();
    const struct ir_instr *phi = ir_definition(f, ir_operand(f, ir_terminator(f, 2), 0));
    assert_int_equal(phi->operand_count, 2);
    assert_int_equal(f->values.items[ir_phi_from(f, phi, 0)].number, 7);
    assert_int_equal(f->values.items[ir_phi_from(f, phi, 1)].number, 9);
    assert_int_equal(ir_terminator(f, 0)->edge_count, 3);
}

// --- the verifier: each broken rule is seen --------------------------------------------------------

static struct ir_function *diamond(void)
{
    start("f", (ir_id[]){i32}, 1);
    uint32_t left = ir_build_block(&build), right = ir_build_block(&build), join = ir_build_block(&build);
    ir_build_branch(&build, ir_build_compare(&build, IR_NE, 1, number(0)), left, right);
    ir_build_at(&build, left);
    ir_id a = ir_build_binary(&build, IR_ADD, IR_NSW, 1, number(1));
    ir_build_jump(&build, join);
    ir_build_at(&build, right);
    ir_build_jump(&build, join);
    ir_build_at(&build, join);
    ir_build_return(&build, ir_build_phi(&build, i32, (ir_id[]){a, 1}, (uint32_t[]){left, right}, 2));
    return ir_build_end(&build);
}

static void refused(struct ir_function *function, const char *why)
{
    struct diags diags = {0};
    assert_false(ir_verify(&module, function, &diags));
    assert_true(diags.list.count > 0);
    assert_non_null(strstr(diags.list.items[0].message, why));
    diags_free(&diags);
}

static void the_verifier_sees_what_is_broken(void **state)
{
    (void)state;
    struct diags diags = {0};
    assert_true(ir_verify(&module, diamond(), &diags));
    diags_free(&diags);
    struct ir_function *f = diamond();
    f->operands.items[f->instrs.items[f->blocks.items[3].first_instr].first_operand] = 9999;
    refused(f, "is no value");
    f = diamond();
    f->edges.items[ir_terminator(f, 0)->first_edge] = 77;
    refused(f, "no block");
    f = diamond();
    f->instrs.items[f->blocks.items[3].first_instr].operand_count = 1;
    refused(f, "phi has 1 values for 2");
    f = diamond();
    f->instrs.items[f->blocks.items[1].first_instr].result = 1;
    refused(f, "does not lead back");
    f = diamond();
    f->blocks.items[1].instr_count = 1;
    refused(f, "terminator");
    f = diamond();
    f->values.items[1].type = ptr;
    refused(f, "different types");
    f = diamond();
    // The sum of the left branch, used in the right one's condition: it may not exist there.
    ir_id sum = f->instrs.items[f->blocks.items[1].first_instr].result;
    f->operands.items[ir_terminator(f, 3)->first_operand] = sum;
    refused(f, "may not exist");
    f = diamond();
    f->instrs.items[0].operand_count = 1;
    refused(f, "with 1 operands");
}

static void dumps_are_for_people(void **state)
{
    (void)state;
    struct buf out = {0};
    ir_dump_function(&module, diamond(), &out);
    assert_string_equal(buf_cstr(&out), "function f(%1: i32) -> i32\n"
                                        "b0:\n"
                                        "  %3: i1 = compare ne %1, 0\n"
                                        "  branch %3 -> b1, b2\n"
                                        "b1: from b0\n"
                                        "  %5: i32 = binary add nsw %1, 1\n"
                                        "  jump -> b3\n"
                                        "b2: from b0\n"
                                        "  jump -> b3\n"
                                        "b3: from b1, b2\n"
                                        "  %6: i32 = phi %5 from b1, %1 from b2\n"
                                        "  return %6\n");
    buf_free(&out);
}

static void values_are_told_as_the_source_has_them(void **state)
{
    (void)state;
    ir_id table = ir_type_array(&module, i32, 10);
    ir_id record = ir_type_struct(&module, "item", 48, (struct ir_field[]){{.type = i32, .name = "count"},
                                  {.type = table, .offset = 4, .name = "cells"}}, 2);
    ir_id len = symbol_of(&module, "length", i32, (ir_id[]){ptr}, 1);
    start("f", (ir_id[]){ptr, i32}, 2);
    build.function.values.items[1].variable = ir_build_variable(&build, "p", ptr, false, true);
    build.function.values.items[2].variable = ir_build_variable(&build, "i", i32, true, true);
    ir_id local = ir_build_alloca(&build, record, ir_build_variable(&build, "local", record, false, false));
    ir_id count = ir_build_load(&build, i32, ir_build_field(&build, 1, record, 0));
    ir_id cells = ir_build_field(&build, local, record, 1);
    ir_id cell = ir_build_load(&build, i32, ir_build_index(&build, cells, 2, table, 4));
    ir_id far = ir_build_load(&build, i32, ir_build_index(&build, 1, 2, 0, 4));
    ir_id call = ir_build_call(&build, len, (ir_id[]){1}, 1);
    ir_id sum = ir_build_binary(&build, IR_ADD, IR_NSW, count, cell);
    const struct {
        ir_id value;
        const char *text;
    } rows[] = {{count, "p->count"}, {cell, "local.cells[i]"}, {far, "p[i]"}, {call, "length(p)"},
                {sum, "p->count + local.cells[i]"}, {local, "&local"}, {ir_build_null(&build), "NULL"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = {0};
        assert_true(ir_describe(&module, &build.function, rows[i].value, &out));
        assert_string_equal(buf_cstr(&out), rows[i].text);
        buf_free(&out);
    }
    ir_build_return(&build, sum);
    end();
}

// --- programs ------------------------------------------------------------------------------------

// A function that calls others of its module and returns 0.
static void define_calls(struct ir_module *of, ir_id symbol, const ir_id *callees, uint32_t count)
{
    ir_build_start(&build, of, symbol);
    for (uint32_t i = 0; i < count; i++)
        ir_build_call(&build, callees[i], NULL, 0);
    ir_build_return(&build, ir_build_int(&build, ir_type_int(of, 32), 0));
    ir_build_end(&build);
}

static ir_id plain(struct ir_module *of, const char *name)
{
    return symbol_of(of, name, ir_type_int(of, 32), NULL, 0);
}

static void modules_link_by_name(void **state)
{
    (void)state;
    struct ir_module other = {0};
    ir_module_start(&other, "other.c", "c", 64);
    ir_id main_here = plain(&module, "main"), far = plain(&module, "far"), hidden = plain(&module, "hidden"),
          inlined = plain(&module, "inlined");
    module.symbols.items[hidden].internal = true;
    module.symbols.items[inlined].weak = true;
    define_calls(&module, main_here, (ir_id[]){far, hidden, inlined}, 3);
    define_calls(&module, hidden, NULL, 0);
    define_calls(&module, inlined, NULL, 0);
    ir_id far_there = plain(&other, "far"), hidden_there = plain(&other, "hidden"), main_there = plain(&other, "main"),
          inlined_there = plain(&other, "inlined"), unknown = plain(&other, "unknown");
    other.symbols.items[hidden_there].internal = true;
    other.symbols.items[inlined_there].weak = true;
    define_calls(&other, far_there, (ir_id[]){hidden_there, unknown}, 2);
    define_calls(&other, hidden_there, NULL, 0);
    define_calls(&other, main_there, NULL, 0);
    define_calls(&other, inlined_there, (ir_id[]){unknown}, 1);
    struct ir_program program = {0};
    struct diags diags = {0};
    VEC_PUSH(&program.modules, &module);
    VEC_PUSH(&program.modules, &other);
    ir_program_link(&program, &diags);
    const struct ir_symbol *here = module.symbols.items, *there = other.symbols.items;
    assert_int_equal(here[far].program_id, there[far_there].program_id);
    assert_int_not_equal(here[hidden].program_id, there[hidden_there].program_id);
    assert_int_equal(here[inlined].program_id, there[inlined_there].program_id);
    assert_ptr_equal(program.symbols.items[here[inlined].program_id].module, &module); // the first weak one
    assert_int_not_equal(here[main_here].program_id, there[main_there].program_id);
    assert_true(program.closed);
    assert_int_equal(diags.list.count, 1);
    assert_int_equal(diags.list.items[0].level, DIAG_NOTE);
    assert_non_null(strstr(diags.list.items[0].message, "main"));
    assert_null(ir_program_function(&program, there[unknown].program_id));
    assert_ptr_equal(ir_program_function(&program, here[far].program_id), &other.functions.items[0]);
    diags_free(&diags);
    ir_program_free(&program);
    ir_module_free(&other);
}

static void callees_come_before_callers(void **state)
{
    (void)state;
    // main -> even <-> odd -> leaf
    ir_id top = plain(&module, "main"), even = plain(&module, "even"), odd = plain(&module, "odd"),
          leaf = plain(&module, "leaf");
    define_calls(&module, top, &even, 1);
    define_calls(&module, even, &odd, 1);
    define_calls(&module, odd, (ir_id[]){even, leaf}, 2);
    define_calls(&module, leaf, NULL, 0);
    struct ir_program program = {0};
    struct diags diags = {0};
    VEC_PUSH(&program.modules, &module);
    ir_program_link(&program, &diags);
    struct callgraph graph;
    callgraph_build(&program, &graph);
    const struct ir_symbol *s = module.symbols.items;
    uint32_t of_even = graph.component[s[even].program_id];
    assert_int_equal(of_even, graph.component[s[odd].program_id]);
    assert_int_equal(graph.component_sizes[of_even], 2);
    assert_true(graph.component[s[leaf].program_id] < of_even);
    assert_true(of_even < graph.component[s[top].program_id]);
    assert_int_equal(graph.level[graph.component[s[leaf].program_id]], 0);
    assert_int_equal(graph.level[of_even], 1);
    assert_int_equal(graph.level[graph.component[s[top].program_id]], 2);
    assert_int_equal(graph.level_count, 3);
    callgraph_free(&graph);
    ir_program_free(&program);
}

static void indirect_calls_reach_functions_of_their_type(void **state)
{
    (void)state;
    ir_id fits = symbol_of(&module, "fits", i32, &i32, 1), not = symbol_of(&module, "not", i32, &ptr, 1);
    ir_id quiet = symbol_of(&module, "quiet", i32, &i32, 1), top = symbol_of(&module, "top", i32, &ptr, 1);
    const ir_id bodies[] = {fits, not, quiet};
    for (size_t i = 0; i < COUNT_OF(bodies); i++)
        define_calls(&module, bodies[i], NULL, 0);
    module.symbols.items[fits].address_taken = module.symbols.items[not].address_taken = true;
    ir_build_start(&build, &module, top);
    ir_build_return(&build, ir_build_call_value(&build, i32, 1, (ir_id[]){number(3)}, 1));
    end();
    struct ir_program program = {0};
    struct diags diags = {0};
    VEC_PUSH(&program.modules, &module);
    ir_program_link(&program, &diags);
    struct callgraph graph;
    callgraph_build(&program, &graph);
    const struct ir_function *caller = ir_program_function(&program, module.symbols.items[top].program_id);
    uint32_t count;
    const uint32_t *targets = callgraph_targets(&graph, &program, &module, caller, &caller->instrs.items[0], &count);
    assert_int_equal(count, 1);
    assert_int_equal(targets[0], module.symbols.items[fits].program_id);
    assert_int_equal(graph.callee_counts[module.symbols.items[top].program_id], 1);
    callgraph_free(&graph);
    ir_program_free(&program);
}

// A chain of 100,000 calls and as many blocks: depth is input, and no stack may run out.
static void depth_is_no_danger(void **state)
{
    (void)state;
    enum { DEPTH = 100000 };
    start("long", NULL, 0);
    uint32_t out = ir_build_block(&build);
    ir_id c = ir_build_int(&build, ir_type_int(&module, 1), 1);
    for (int i = 0; i < DEPTH; i++) {
        uint32_t next = ir_build_block(&build);
        ir_build_branch(&build, c, next, out);
        ir_build_at(&build, next);
    }
    ir_build_jump(&build, out);
    ir_build_at(&build, out);
    ir_build_return(&build, number(0));
    assert_int_equal(end()->blocks.count, DEPTH + 2);
    ir_id callee = 0;
    char name[32];
    for (int i = 0; i < DEPTH; i++) {
        snprintf(name, sizeof name, "f%d", i);
        ir_id symbol = plain(&module, name);
        define_calls(&module, symbol, &callee, callee ? 1 : 0);
        callee = symbol;
    }
    struct ir_program program = {0};
    struct diags diags = {0};
    VEC_PUSH(&program.modules, &module);
    ir_program_link(&program, &diags);
    struct callgraph graph;
    callgraph_build(&program, &graph);
    assert_int_equal(graph.level_count, DEPTH);
    callgraph_free(&graph);
    ir_program_free(&program);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

RUN(CASE(reads_of_what_was_never_written), CASE(a_declaration_in_a_loop_starts_afresh),
    CASE(what_has_its_address_taken_stays_in_memory), CASE(loops_nest), CASE(irreducible_cycles_have_a_header), CASE(jumps_to_blocks_of_one_way_in_vanish),
    CASE(a_case_of_several_numbers_has_one_edge_in_the_phi), CASE(the_verifier_sees_what_is_broken),
    CASE(dumps_are_for_people), CASE(values_are_told_as_the_source_has_them), CASE(modules_link_by_name),
    CASE(callees_come_before_callers), CASE(indirect_calls_reach_functions_of_their_type), CASE(depth_is_no_danger))
