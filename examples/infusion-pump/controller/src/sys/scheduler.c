#include "sys/scheduler.h"
#include "hal.h"

void scheduler_init(struct task *tasks, size_t count, uint32_t now_ms) {
    for (size_t i = 0; i < count; i++) {
        tasks[i].next_ms = now_ms;
        tasks[i].runs = 0;
        tasks[i].longest_ms = 0;
    }
}

void scheduler_run(struct task *tasks, size_t count, uint32_t now_ms) {
    for (size_t i = 0; i < count; i++) {
        if ((int32_t)(now_ms - tasks[i].next_ms) < 0)
            continue;
        uint32_t begin = hal_millis();
        tasks[i].run(tasks[i].context, now_ms);
        uint32_t spent = hal_millis() - begin;
        if (spent > tasks[i].longest_ms)
            tasks[i].longest_ms = spent;
        tasks[i].runs++;
        tasks[i].next_ms = now_ms + tasks[i].period_ms;
    }
}

uint32_t scheduler_load_percent(const struct task *tasks, size_t count, uint32_t window_ms) {
    uint64_t worst = 0;
    if (window_ms == 0)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (tasks[i].period_ms > 0)
            worst += (uint64_t)tasks[i].longest_ms * (window_ms / tasks[i].period_ms);
    return (uint32_t)(worst * 100 / window_ms);
}

uint32_t scheduler_average_ms(uint32_t total_ms, uint32_t runs) {
    return runs > 0 ? total_ms / runs : 0;
}
