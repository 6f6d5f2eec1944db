// What a function that can fail returns. Text for people goes to struct diags (base/diag.h).
#pragma once

enum status {
    STATUS_OK = 0,
    STATUS_INPUT,   // the input is malformed; a diagnostic says where
    STATUS_LIMIT,   // a stated limit was reached; what was done before it stands
    STATUS_IO,      // the operating system refused; a diagnostic says what
    STATUS_MISSING, // the thing asked for does not exist
    STATUS_INTERNAL // a library failed in a way that input cannot explain
};

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

// Ends the process: for lack of memory and for our own mistakes, never for input.
_Noreturn void fatal(const char *format, ...) PRINTF_LIKE(1, 2);
