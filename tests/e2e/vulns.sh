#!/bin/sh
# The life of a part list: import, look up, store as a release, the feeds move on, watch tells it once.
set -eu
theriac=$(realpath "$1")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export SOURCE_DATE_EPOCH=4100000000 HOME="$out" XDG_DATA_HOME="$out/data"
unset THERIAC_DB
cd "$out"

expect() { # expect CODE ARGS...: runs and compares the exit code
    want=$1; shift
    set +e; "$theriac" "$@" >out 2>err </dev/null; got=$?; set -e
    [ "$got" = "$want" ] || { echo "theriac $*: exit $got, wanted $want"; cat out err; exit 1; }
}
says() { grep -qE "$1" out || { echo "no '$1' in:"; cat out err; exit 1; }; }
quiet() { ! grep -qE "$1" out || { echo "'$1' in:"; cat out; exit 1; }; }

record() { # record ID DATE FIXED SCORE: a CVE about the npm package valve
    cat >"feeds/$1.json" <<END
{"dataType":"CVE_RECORD","cveMetadata":{"cveId":"$1","state":"PUBLISHED","dateUpdated":"$2T00:00:00"},"containers":{"cna":{
 "title":"valve sticks ($1)","metrics":[{"cvssV3_1":{"baseScore":$4,"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}],
 "affected":[{"vendor":"acme","product":"valve","collectionURL":"https://registry.example/npmjs","packageName":"valve",
  "defaultStatus":"unaffected","versions":[{"version":"1.0.0","lessThan":"$3","status":"affected","versionType":"semver"}]}]}}}
END
}
mkdir feeds pump
cat >pump/package-lock.json <<'END'
{"name":"pump","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"pump","version":"1.0.0"},
 "node_modules/valve":{"version":"1.4.0"},"node_modules/left-alone":{"version":"2.0.0"}}}
END
cat >pump/theriac.yaml <<'END'
release: "1.0"
END

# No database yet: told, and nothing is called clean.
expect 3 vulns pump; grep -q 'theriac db import' err; [ ! -s out ]
expect 2 db; expect 2 db nonsense; expect 2 db import; expect 3 db status
expect 3 watch pump; grep -q 'no such database\|no release' err

# Import, from a folder and from an archive: the same database to look at.
record CVE-2099-0001 2099-01-01 1.5.0 5.0
record CVE-2099-0002 2099-01-01 1.3.0 9.8
expect 0 db import feeds; says '^cve5 +2 new'
[ -f "$out/data/theriac/vulns.db" ]
expect 0 db import feeds; says '2 as before'
tar czf feeds.tgz feeds
expect 0 db import --db other.db feeds.tgz; says '^cve5 +2 new'
expect 0 vulns pump; cp out first
expect 0 vulns --db other.db pump; cmp out first
expect 0 db export copy.db; expect 0 db import --db third.db copy.db; says '2 new'
expect 0 vulns --db third.db pump; cmp out first
expect 0 db status; says 'cve5 +2 records'; says 'STALE'; says 'partial'; says 'osv +not imported'

# What it says.
cp first out; says 'valve 1.4.0'; says 'CVE-2099-0001 +5.0 medium +affected .*fixed in 1.5.0'; quiet 'CVE-2099-0002'
expect 0 vulns --all pump; says 'CVE-2099-0002 .*not in range'
expect 0 vulns --format json --all pump; says '"verdict": "not in range"'; python3 -m json.tool <out >/dev/null
expect 0 vulns --format openvex pump; says 'CVE-2099-0001'
expect 0 vulns --format cyclonedx pump; says '"CycloneDX"'
expect 3 vulns no-such-file

# A broken record: told with its line, the rest is read, the analysis is incomplete.
printf '{"cveMetadata":{},\n"containers":{"cna":nonsense}}' >feeds/broken.json
expect 4 db import feeds; grep -q 'feeds/broken.json:2' err; says '2 as before'
rm feeds/broken.json
printf 'nothing' >unknown.txt
expect 3 db import unknown.txt; grep -q 'no feed recognises' err
printf 'no database' >bad.db
expect 3 vulns --db bad.db pump; grep -q 'bad.db: error: database' err

# Stored as a release; then the world moves: one is exploited, one is new, one is withdrawn.
record CVE-2099-0003 2099-01-01 1.9.0 6.0
expect 0 db import feeds
expect 0 vulns --release 1.0 pump; [ -f pump/.theriac/history.db ]
rm pump/package-lock.json # watch needs no sources
expect 0 watch pump; says 'release 1.0, [0-9]+ parts'; says 'nothing new'
printf 'cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate\nCVE-2099-0001,a,b,c,2099-02-01,d,e,2099-02-22\n' >feeds/kev.csv
record CVE-2099-0004 2099-02-01 2.0.0 9.1
echo '{"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2099-0003","state":"REJECTED","dateUpdated":"2099-02-01"},"containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"no"}]}}}' >feeds/CVE-2099-0003.json
expect 0 db import feeds
expect 1 watch --keep pump; cp out kept
says '! exploited CVE-2099-0001 .*EXPLOITED'; says '! new +CVE-2099-0004 +9.1'; says '  withdrawn CVE-2099-0003'; quiet 'CVE-2099-0002'
expect 1 watch --format json --keep pump; python3 -m json.tool <out >/dev/null; says '"alarm": true'
expect 1 watch pump; cmp out kept
expect 0 watch pump; says 'nothing new'
# An answer settles it: the next change of score is told, and is no alarm; a changed basis reopens it.
record CVE-2099-0004 2099-03-01 2.0.0 9.8
basis=$("$theriac" watch --format json --keep pump 2>/dev/null | grep -c '"kind"' || true); [ "$basis" = 0 ]
cat >pump/decisions.yaml <<'END'
decisions:
  - vulnerability: CVE-2099-0004
    component: valve
    state: not_affected
    justification: code_not_reachable
    rationale: The pump never opens the valve by this way.
    by: somebody
    date: 2099-02-10
END
expect 0 db import feeds
expect 0 watch --keep pump; says 'rescored +CVE-2099-0004 +9.8'; quiet '! '
sed -i 's/    by: somebody/    basis: "0000000000000000"\n    by: somebody/' pump/decisions.yaml
expect 1 watch pump; says '! reopened +CVE-2099-0004'; says 'stands on another basis'
