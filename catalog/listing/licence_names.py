# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Full names of licences, as forges write them beside their lower-case keys (`mit` → MIT License).

The names are those of choosealicense.com, which GitHub and GitLab take their keys from; one of them is spelt as the
inventory of 2021 did. Licences that forges don't know are named by ScanCode's own data, which we depend on.
"""

import importlib.util
import re
from functools import cache
from pathlib import Path

OTHER = "Other"
"""The forges' name of what isn't one licence of their list."""

NAMES = {
    "0bsd": "BSD Zero Clause License",
    "afl-3.0": "Academic Free License v3.0",
    "agpl-3.0": "GNU Affero General Public License v3.0",
    "apache-2.0": "Apache License 2.0",
    "artistic-2.0": "Artistic License 2.0",
    "blueoak-1.0.0": "Blue Oak Model License 1.0.0",
    "bsd-2-clause": 'BSD 2-Clause "Simplified" License',
    "bsd-2-clause-patent": "BSD-2-Clause Plus Patent License",
    "bsd-3-clause": 'BSD 3-Clause "New" or "Revised" License',
    "bsd-3-clause-clear": "BSD 3-Clause Clear License",
    "bsd-4-clause": 'BSD 4-Clause "Original" or "Old" License',
    "bsl-1.0": "Boost Software License 1.0",
    "cc-by-4.0": "Creative Commons Attribution 4.0 International",
    "cc-by-sa-4.0": "Creative Commons Attribution Share Alike 4.0 International",
    "cc0-1.0": "Creative Commons Zero v1.0 Universal",
    "cecill-2.1": "CeCILL Free Software License Agreement v2.1",
    "cern-ohl-p-2.0": "CERN Open Hardware Licence Version 2 - Permissive",
    "cern-ohl-s-2.0": "CERN Open Hardware Licence Version 2 - Strongly Reciprocal",
    "cern-ohl-w-2.0": "CERN Open Hardware Licence Version 2 - Weakly Reciprocal",
    "ecl-2.0": "Educational Community License v2.0",
    "epl-1.0": "Eclipse Public License 1.0",
    "epl-2.0": "Eclipse Public License 2.0",
    "eupl-1.1": "European Union Public License 1.1",
    "eupl-1.2": "European Union Public License 1.2",
    "gfdl-1.3": "GNU Free Documentation License v1.3",
    "gpl-2.0": "GNU General Public License v2.0",
    "gpl-3.0": "GNU General Public License v3.0",
    "isc": "ISC License",
    "lgpl-2.1": "GNU Lesser General Public License v2.1",
    "lgpl-3.0": "GNU Lesser General Public License v3.0",
    "lppl-1.3c": "LaTeX Project Public License v1.3c",
    "mit": "MIT License",
    "mit-0": "MIT No Attribution",
    "mpl-2.0": "Mozilla Public License 2.0",
    "ms-pl": "Microsoft Public License",
    "ms-rl": "Microsoft Reciprocal License",
    "mulanpsl-2.0": "Mulan Permissive Software License, Version 2",
    "ncsa": "University of Illinois/NCSA Open Source License",
    "odbl-1.0": "Open Data Commons Open Database License v1.0",
    "ofl-1.1": "SIL Open Font License 1.1",
    "osl-3.0": "Open Software License 3.0",
    "other": OTHER,
    "postgresql": "PostgreSQL License",
    "unlicense": "The Unlicense",
    "upl-1.0": "Universal Permissive License v1.0",
    "vim": "Vim License",
    "wtfpl": "Do What The Fuck You Want To Public License",
    "zlib": "zlib License",
}
"""Key → full name."""

_NAME_LINE = re.compile(r"^name: ([^>|].*)$", re.MULTILINE)
_HEAD = 4096
"""Characters at the start of ScanCode's description of a licence, where its name is."""


def full_name(key: str) -> str | None:
    """Return the full name of a licence from a forge's key or an SPDX id in lower case; None when there is no licence.

    What nobody can name is `OTHER`, as on the forges.
    """
    if not key:
        return None
    return NAMES.get(key) or _scancode_name(key) or OTHER


@cache
def _scancode_name(key: str) -> str:
    file = _scancode_files().get(key)
    found = _NAME_LINE.search(file.read_text(encoding="utf-8")[:_HEAD]) if file and file.is_file() else None
    return found[1].strip("'\" ") if found else ""


@cache
def _scancode_files() -> dict[str, Path]:
    """Return the file that describes each licence, by its SPDX id in lower case."""
    from license_expression import get_license_index

    spec = importlib.util.find_spec("licensedcode")
    if spec is None or not spec.submodule_search_locations:
        return {}
    folder = Path(next(iter(spec.submodule_search_locations))) / "data" / "licenses"
    known = [entry for entry in get_license_index() if not entry["is_deprecated"] and entry["spdx_license_key"]]
    files = {entry["spdx_license_key"].lower(): folder / f"{entry['license_key']}.LICENSE" for entry in known}
    return {key.removesuffix("-only"): file for key, file in files.items()} | files
