// What a rule of any tier (engine, compiler, syntax, threat) says about itself: for reports and `explain`.
#pragma once

enum severity { SEVERITY_NONE, SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };
enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

struct rule {
    const char *id;          // stable, "null-dereference"; what decisions and `// expect:` name
    unsigned cwe;            // the primary CWE number; 0 for none
    enum severity severity;  // before exposure is known
    const char *title;       // a short noun phrase: "Null pointer dereference"
    const char *explanation; // why it matters, in two or three sentences
    const char *remedy;      // what to do about it
    const char *tier;        // "engine", "compiler", "syntax", "threat"
};

const char *severity_name(enum severity severity); // "none" "info" "low" "medium" "high" "critical"
int severity_parse(const char *text);              // -1 when it is none of these
const char *confidence_name(enum confidence confidence);
