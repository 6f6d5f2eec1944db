#!/bin/sh
# The demonstration on a copy of the example: gate closed, every output there, verdicts as worked out by hand from the
# records in feeds/, answers applied, the same bytes again.
set -eu
theriac=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "$*"; exit 1; }
export SOURCE_DATE_EPOCH=1796000000 # 2026-11-30

cp -r "$root/examples/infusion-pump" "$out/pump"
rm -rf "$out/pump/report" "$out/pump/.theriac"
"$root/tools/demo" "$theriac" "$out/pump" >"$out/text" 2>"$out/errors" || fail "the demo failed: $(cat "$out/text" "$out/errors")"
grep -q 'gate .*closed' "$out/text" || fail "no closed gate: $(cat "$out/text")"
for file in index.html findings.sarif sbom.cdx.json sbom.spdx.json vex.openvex.json assessment.json threats.json; do
    [ -s "$out/pump/report/$file" ] || fail "no report/$file"
done

cat >"$out/check.py" <<'CHECK'
import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
rows = {(m["vulnerability"], m["component"].split("@")[0]): m for m in report["matches"]}
# CVE, part, verdict, still open? Worked out from the records in feeds/ and the versions in the manifests.
EXPECTED = [
    ("CVE-2023-46604", "pkg:maven/org.apache.activemq/activemq-client", "affected", True),      # 5.17.5 < 5.17.6
    ("CVE-2024-1597", "pkg:maven/org.postgresql/postgresql", "affected", False),                 # 42.7.1 < 42.7.2
    ("CVE-2024-29025", "pkg:maven/io.netty/netty-codec-http", "affected", True),                 # 4.1.107 < 4.1.108
    ("CVE-2024-7254", "pkg:maven/com.google.protobuf/protobuf-java", "affected", True),          # 3.25.3 < 3.25.5
    ("CVE-2024-21907", "pkg:nuget/Newtonsoft.Json", "affected", False),                          # 12.0.3 < 13.0.1
    ("CVE-2024-0056", "pkg:nuget/Microsoft.Data.SqlClient", "affected", True),                   # 5.1.2 < 5.1.3
    ("CVE-2024-43485", "pkg:nuget/System.Text.Json", "affected", True),                          # 8.0.3 < 8.0.5
    ("CVE-2024-24746", "pkg:github/apache/mynewt-nimble", "affected", False),                    # 1.6.0 <= 1.6.0
    ("CVE-2024-28115", "pkg:github/freertos/freertos-kernel", "affected", False),                # 10.6.1 < 10.6.2
    ("CVE-2024-45159", "pkg:github/mbed-tls/mbedtls", "affected", False),                        # 3.6.0 < 3.6.1
    ("CVE-2024-28960", "pkg:github/mbed-tls/mbedtls", "not in range", None),                     # fixed in 3.6.0
    ("CVE-2024-0727", "pkg:conan/openssl", "not in range", None),                                # fixed in 3.0.13
    ("CVE-2024-6119", "pkg:conan/openssl", "affected", True),                                    # 3.0.13 < 3.0.15
    ("CVE-2024-45491", "pkg:conan/expat", "affected", True),                                     # under investigation
    ("CVE-2024-2398", "pkg:conan/libcurl", "affected", True),                                    # the answer expired
    ("CVE-2024-8096", "pkg:conan/libcurl", "affected", False),
    ("CVE-2023-45853", "pkg:conan/zlib", "affected", False),                                     # 1.2.13 < 1.3.1
    ("CVE-2024-6387", "pkg:deb/debian/openssh-server", "affected", False),                       # deb12u2 < deb12u3
    ("CVE-2024-2961", "pkg:deb/debian/libc6", "affected", True),                                 # deb12u4 < deb12u6
    ("CVE-2023-4911", "pkg:deb/debian/libc6", "not in range", None),                             # fixed in deb12u3
    ("CVE-2024-3094", "pkg:deb/debian/xz-utils", "not in range", None),                          # 5.4.1, not 5.6
    ("CVE-2023-27349", "pkg:deb/debian/bluez", "undecidable", True),                             # upstream record only
    ("OSV-2022-1223", "pkg:github/mbed-tls/mbedtls", "undecidable", True),                       # commits only
]
wrong = []
for cve, part, verdict, is_open in EXPECTED:
    row = rows.get((cve, part))
    if row is None:
        wrong.append(f"{cve} {part}: no match")
    elif row["verdict"] != verdict or (is_open is not None and row.get("open") is not is_open):
        wrong.append(f"{cve} {part}: {row['verdict']}, open {row.get('open')}; wanted {verdict}, {is_open}")
# The withdrawn advisory accuses nobody, and no other part is called affected.
known = {(cve, part) for cve, part, _, _ in EXPECTED}
also = {("CVE-2024-2961", "pkg:deb/debian/libc-bin"), ("CVE-2024-30105", "pkg:nuget/System.Text.Json"),
        ("CVE-2024-31755", "pkg:github/davegamble/cjson"), ("CVE-2024-47535", "pkg:maven/io.netty/netty-common"),
        ("CVE-2024-5535", "pkg:conan/openssl"), ("CVE-2024-7264", "pkg:conan/libcurl")}
for key, row in rows.items():
    if row["verdict"] == "affected" and key not in known | also:
        wrong.append(f"{key[0]} {key[1]}: affected, which nobody expected")
exploited = {v["id"] for v in report["vulnerabilities"] if v.get("kev")}
if exploited != {"CVE-2023-46604", "CVE-2023-4911"}:
    wrong.append(f"known to be exploited: {sorted(exploited)}")
gate = " ".join(line["what"] + " " + line["why"] for line in report["gate"])
if "CVE-2023-46604" not in gate or "CVE-2024-1597" in gate:
    wrong.append("the gate: " + gate)
for line in report["diagnostics"]:
    if "answers nothing" in line["message"]:
        wrong.append(line["message"])
print("\n".join(wrong))
sys.exit(bool(wrong))
CHECK
python3 "$out/check.py" "$out/pump/report/assessment.json"

# Nothing moves: the same bytes once more, now from the caches.
mv "$out/pump/report" "$out/first"
"$theriac" assess "$out/pump" >/dev/null 2>&1 || [ $? = 1 ]
for file in "$out"/first/*; do
    cmp "$file" "$out/pump/report/$(basename "$file")" || fail "$(basename "$file") differs in the second run"
done

# A newer part is no longer affected.
sed -i 's/4\.1\.107\.Final/4.1.115.Final/' "$out/pump/gateway/pom.xml"
"$theriac" assess "$out/pump" >/dev/null 2>&1 || [ $? = 1 ]
python3 - "$out/pump/report/assessment.json" <<'CHECK'
import json, sys
for row in json.load(open(sys.argv[1], encoding="utf-8"))["matches"]:
    assert "netty" not in row["component"] or row["verdict"] == "not in range", row
CHECK
