// The tables of members that assessment.json holds of each struct of the model.
#pragma once
#include "model/assessment.h"
#include "report/members.h"

extern const struct member RULE_MEMBERS[], LOCATION_MEMBERS[], EVENT_MEMBERS[], FINDING_MEMBERS[], EVIDENCE_MEMBERS[],
    IDENTITY_MEMBERS[], HASH_MEMBERS[], COMPONENT_MEMBERS[], SCORE_MEMBERS[], VULNERABILITY_MEMBERS[], MATCH_MEMBERS[],
    FEED_MEMBERS[], MITIGATION_MEMBERS[], THREAT_MEMBERS[], QUESTION_MEMBERS[], DECISION_MEMBERS[], DIAG_MEMBERS[],
    STATISTICS_MEMBERS[], GATE_MEMBERS[], TRACE_MEMBERS[], SUGGESTION_MEMBERS[];

// "mitigations" of a threat and "questions" of the model, as members of the object that is open.
void record_write_mitigations(struct json_writer *json, const struct threat *threat);
void record_write_questions(struct json_writer *json, const struct assessment *assessment);
