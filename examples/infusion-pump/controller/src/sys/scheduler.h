// Cooperative scheduler: tasks with a period, run from the main loop in the order of the table.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct task {
    const char *name;
    void (*run)(void *context, uint32_t now_ms);
    void *context;
    uint32_t period_ms;
    uint32_t next_ms;
    uint32_t runs;
    uint32_t longest_ms;
};

void scheduler_init(struct task *tasks, size_t count, uint32_t now_ms);
void scheduler_run(struct task *tasks, size_t count, uint32_t now_ms); // what is due, once each
uint32_t scheduler_load_percent(const struct task *tasks, size_t count, uint32_t window_ms);
uint32_t scheduler_average_ms(uint32_t total_ms, uint32_t runs);
