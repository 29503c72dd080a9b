# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How our judgement of publiccode.yml files compares with that of the standard's reference parser.

`python -m bench.publiccode DIR`: DIR is a copy of the parser's `testdata/v0` (italia/publiccode-parser-go), where
folders say what the parser makes of each file: `valid`, `valid_with_warnings`, `invalid`. Prints each file judged
otherwise here, with what is said of it; the last line is JSON.
"""

import argparse
import json
import time
from pathlib import Path

from catalog.publiccode.sheet import Sheet, read_sheet


def verdict(sheet: Sheet) -> str:
    """Return our judgement in the parser's words."""
    if not sheet.entry.valid:
        return "invalid"
    return "valid_with_warnings" if sheet.entry.problems else "valid"


def main() -> None:
    """Judge every file, and tell the differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    files = sorted(folder.rglob("*.yml"))
    started, agree = time.process_time(), 0
    for path in files:
        expected, sheet = path.relative_to(folder).parts[0], read_sheet(str(path), Path("none"))
        agree += verdict(sheet) == expected
        if verdict(sheet) != expected:
            said = [f"{problem.key}: {problem.message}" for problem in sheet.entry.problems]
            print(f"{path.relative_to(folder)}: {verdict(sheet)} {said}")
    seconds = round(time.process_time() - started, 2)
    ratio = round(agree / len(files), 4) if files else 0.0
    print(json.dumps({"ratio": ratio, "agree": agree, "files": len(files), "seconds": seconds}))


if __name__ == "__main__":
    main()
