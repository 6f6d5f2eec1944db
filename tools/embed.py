#!/usr/bin/env python3
"""Writes one C file that holds every file below data/: embed.py DATA_DIR OUT.c OUT.d"""
import os
import sys


def main() -> None:
    root, out, depfile = sys.argv[1:]
    paths, folders = [], []
    for folder, names, files in os.walk(root):
        names.sort()
        folders.append(folder)
        paths += [os.path.join(folder, name) for name in files if not name.startswith(".")]
    paths.sort()
    with open(out, "w", encoding="ascii") as c:
        c.write('#include "base/data.h"\n')
        rows = []
        for number, path in enumerate(paths):
            with open(path, "rb") as source:
                content = source.read()
            # A NUL behind the content lets text files be used as C strings.
            cells = ",".join(str(byte) for byte in content + b"\0")
            c.write(f"static const unsigned char F{number}[] = {{{cells}}};\n")
            name = os.path.relpath(path, root).replace(os.sep, "/")
            rows.append(f'    {{"{name}", (const char *)F{number}, {len(content)}}},\n')
        c.write("const struct data_file DATA_FILES[] = {\n" + "".join(rows) + "    {0, 0, 0}\n};\n")
        c.write(f"const size_t DATA_FILE_COUNT = {len(paths)};\n")
    with open(depfile, "w", encoding="utf-8") as deps:
        deps.write(os.path.basename(out) + ": " + " ".join(paths + folders) + "\n")


main()
