#!/usr/bin/env python3
"""Fails when a threat rule names an EMB3D threat, CAPEC pattern or ATT&CK technique that does not exist: check_threat_ids.py ROOT

EMB3D's ids are those of its release 2.0.1. CAPEC and ATT&CK for ICS are compared with $THERIAC_SHARED/data/threats
where it is present; a withdrawn entry counts as absent.
"""
import json
import os
import re
import subprocess
import sys

EMB3D = {*range(101, 104), *range(105, 112), *range(113, 117), 118, 119, *range(201, 227), *range(301, 331), 401,
         *range(404, 409), *range(410, 413)}


def attack_patterns(archive: str) -> set[str]:
    """The ids of all attack patterns in an archive of STIX bundles that still hold."""
    text = subprocess.run(["tar", "--zstd", "-xOf", archive], check=True, capture_output=True, text=True).stdout
    decoder, at, ids = json.JSONDecoder(), 0, set()
    while (at := text.find("{", at)) >= 0:
        bundle, at = decoder.raw_decode(text, at)
        for thing in bundle.get("objects", []):
            if thing["type"] == "attack-pattern" and not thing.get("revoked") and not thing.get("x_mitre_deprecated") and \
                    thing.get("x_capec_status") not in ("Deprecated", "Obsolete"):
                ids |= {ref["external_id"] for ref in thing.get("external_references", []) if "external_id" in ref}
    return ids


root = sys.argv[1]
shared = os.path.join(os.environ.get("THERIAC_SHARED", os.path.join(root, "../shared")), "data/threats")
known = {"emb3d": {f"TID-{number}" for number in EMB3D}}
for field, name in (("capec", "capec.tar.zst"), ("attack", "attack-ics.tar.zst")):
    if os.path.exists(os.path.join(shared, name)):
        known[field] = attack_patterns(os.path.join(shared, name))
bad, seen = [], 0
for name in sorted(os.listdir(os.path.join(root, "data/threats"))):
    with open(os.path.join(root, "data/threats", name), encoding="utf-8") as text:
        for number, line in enumerate(text, 1):
            found = re.match(r"\s+(emb3d|capec|attack): (\S+)", line)
            if found and found[1] in known:
                seen += 1
                if found[2] not in known[found[1]]:
                    bad.append(f"data/threats/{name}:{number}: {found[1]} has no {found[2]}")
print("\n".join(bad) or f"{seen} ids of {', '.join(known)} exist")
sys.exit(1 if bad or not seen else 0)
