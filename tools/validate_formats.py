#!/usr/bin/env python3
"""Checks documents against the formats' JSON schemas: validate_formats.py SCHEMAS_DIR DOCUMENTS_DIR
A schema that is not there, or no jsonschema at all, is said and left out; a document that fails is a failure."""
import json
import os
import subprocess
import sys
import tempfile
import warnings

try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # RefResolver is deprecated in new versions and the only way in Debian 12's
        import jsonschema
        from jsonschema import RefResolver
except ImportError:
    print("python3-jsonschema is not there: documents are not checked against schemas")
    sys.exit(0)

schemas, documents = sys.argv[1:]
# (document, folder or archive that holds the schema, the schema in it)
ROWS = [
    ("cyclonedx.json", "cyclonedx.tar.zst", "schema/bom-1.6.schema.json"),
    ("cyclonedx-vex.json", "cyclonedx.tar.zst", "schema/bom-1.6.schema.json"),
    ("openvex.json", "openvex", "openvex_json_schema.json"),
    ("sarif.json", "sarif", "sarif-schema-2.1.0.json"),
    ("github.json", "sarif", "sarif-schema-2.1.0.json"),
    ("spdx.json", "spdx", "spdx-schema-2.3.json"),
]


def folder_of(source: str, scratch: str) -> str | None:
    path = os.path.join(schemas, source)
    if not os.path.exists(path):
        return None
    if not source.endswith(".tar.zst"):
        return path
    target = os.path.join(scratch, source)
    if not os.path.exists(target):
        os.mkdir(target)
        subprocess.run(["tar", "--zstd", "-xf", path, "-C", target], check=True)
    return target


def refuse(uri: str) -> dict:
    raise RuntimeError(f"a test may not fetch {uri}")


def resolver_of(folder: str, schema: dict) -> RefResolver:
    """Every schema of the folder under its own name and id, so that references between them need no network."""
    store = {}
    for name in os.listdir(folder):
        if name.endswith("schema.json"):
            with open(os.path.join(folder, name), encoding="utf-8") as text:
                content = json.load(text)
            store[name] = store[content.get("$id") or content.get("id") or name] = content
    base = schema.get("$id") or schema.get("id") or ""
    store[base] = schema
    return RefResolver(base, schema, store=store, handlers={"http": refuse, "https": refuse})


bad = checked = 0
with tempfile.TemporaryDirectory() as scratch:
    for document, source, name in ROWS:
        folder = folder_of(source, scratch)
        if not folder or not os.path.exists(os.path.join(folder, name)):
            print(f"{document}: its schema is not there, not checked")
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as text:
            schema = json.load(text)
        with open(os.path.join(documents, document), encoding="utf-8") as text:
            content = json.load(text)
        kind = jsonschema.validators.validator_for(schema)
        checker = kind(schema, resolver=resolver_of(os.path.dirname(os.path.join(folder, name)), schema),
                       format_checker=jsonschema.FormatChecker())
        checked += 1
        for error in checker.iter_errors(content):
            bad += 1
            print(f"{document}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
print(f"{checked} documents checked against their schemas, {bad} errors")
sys.exit(1 if bad else 0)
