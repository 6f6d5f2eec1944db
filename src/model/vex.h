// The words that answers to vulnerabilities are written in, and how the exchange formats spell them. VEX means
// Vulnerability Exploitability eXchange; ours are CycloneDX's justifications with OpenVEX's states.
#pragma once
#include <stdbool.h>

extern const char *const VEX_JUSTIFICATIONS[]; // CycloneDX's nine, ends with NULL
bool vex_justification_valid(const char *text);

// OpenVEX 0.2.0 knows five justifications; each of the nine has one that says no more than it does.
const char *vex_openvex_justification(const char *justification); // NULL when it is none of the nine
const char *vex_from_openvex_justification(const char *openvex);  // NULL when it is none of the five

// States of decisions on vulnerabilities to the formats' and back; NULL when unknown.
const char *vex_openvex_status(const char *state);
const char *vex_cyclonedx_state(const char *state);
const char *vex_from_openvex_status(const char *status);
const char *vex_from_cyclonedx_state(const char *cyclonedx);
