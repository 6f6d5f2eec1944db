// The controller's entry. On the target it never returns; in the simulator it runs for a given time.
#include "hal.h"
#include "service/shell.h"
#include "sys/pump.h"
#include "util/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run_console(struct pump *pump) {
    struct shell shell;
    shell_init(&shell, &pump->config, &pump->library, &pump->log, stdin, stdout);
    shell_run(&shell);
    return 0;
}

static void report(const struct pump *pump) {
    printf("state=%s delivered=%u alarm=%s events=%u\n", therapy_state_text(pump->therapy.state),
           (unsigned)pump->therapy.delivered_ul, alarm_text(alarm_highest(&pump->therapy.alarms)),
           (unsigned)pump->log.next_number);
}

int main(int argc, char **argv) {
    uint32_t seconds = 0;
    struct pump *pump = malloc(sizeof(*pump));
    if (!pump)
        return 1;
    enum pump_status status = pump_start(pump);
    if (status != PUMP_OK) {
        fprintf(stderr, "the pump did not start: %s\n", pump_status_text(status));
        free(pump);
        return 1;
    }
    if (argc == 2 && strcmp(argv[1], "--console") == 0) {
        int code = run_console(pump);
        pump_stop(pump);
        free(pump);
        return code;
    }
    if (argc == 2 && text_to_u32(argv[1], 86400, &seconds) != PUMP_OK) {
        fprintf(stderr, "usage: pump [--console | SECONDS]\n");
        pump_stop(pump);
        free(pump);
        return 2;
    }
    uint32_t begin = hal_millis();
    while (seconds == 0 || hal_millis() - begin < seconds * 1000)
        pump_step(pump);
    report(pump);
    pump_stop(pump);
    free(pump);
    return 0;
}
