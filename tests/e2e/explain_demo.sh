#!/bin/sh
# explain answers for every rule, weakness and threat that the example's report shows.
set -eu
theriac=$1
cd "$2"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export XDG_CACHE_HOME="$out/cache"
cp -r examples/infusion-pump "$out/pump"
rm -rf "$out/pump/report" "$out/pump/.theriac"
"$theriac" db import -q --db "$out/pump/.theriac/vulns.db" "$out/pump/feeds" >/dev/null
"$theriac" assess "$out/pump" >"$out/summary" || [ $? = 1 ]
python3 - "$out/pump/report/findings.sarif" "$out/pump/report/assessment.json" >"$out/names" <<'PY'
import json, re, sys
sarif = open(sys.argv[1]).read()
run = json.loads(sarif)["runs"][0]
names = {result["ruleId"] for result in run["results"]}
names |= {"CWE-" + number for number in re.findall(r"external/cwe/cwe-0*(\d+)", sarif)}
for threat in json.load(open(sys.argv[2]))["threats"]:
    names.add(threat["rule"])
    if threat.get("cwe"):
        names.add(f"CWE-{threat['cwe']}")
print("\n".join(sorted(names)))
PY
[ "$(wc -l <"$out/names")" -gt 80 ] || { echo "only $(wc -l <"$out/names") names"; exit 1; }
while read -r name; do
    "$theriac" explain "$name" >"$out/text" 2>&1 || { echo "explain $name: exit $?"; cat "$out/text"; exit 1; }
    [ "$(wc -w <"$out/text")" -gt 12 ] || { echo "explain $name says little:"; cat "$out/text"; exit 1; }
done <"$out/names"
# The ids of its findings and threats mean something in its folder, and nothing elsewhere.
theriac=$(cd "$(dirname "$theriac")" && pwd)/$(basename "$theriac")
python3 - "$out/pump/report/assessment.json" >"$out/ids" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
print(report["findings"][0]["fingerprint"], report["findings"][0]["location"]["file"])
print(report["threats"][0]["id"], "device.yaml")
PY
while read -r id word; do
    (cd "$out/pump" && "$theriac" explain "$id") >"$out/text"; grep -qF "$word" "$out/text"
    ! (cd "$out" && "$theriac" explain "$id" >/dev/null 2>&1)
done <"$out/ids"
