# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""« See the LICENSE file » is followed as ScanCode's command follows it, over a whole tree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.licences import scancode, settle
from scanner.detectors.licenses import paths
from scanner.detectors.licenses.engine import Engine
from tests.scanner.detectors.licenses.conftest import Conclude

SEE = "# See LICENSE for licensing information.\nimport os\n"


@pytest.fixture
def tree(license_text: Callable[[str], str]) -> dict[str, str]:
    """Files that refer to others: beside them, at the root, above, in a circle, to nothing, to a folder."""
    mit, apache, gpl = license_text("mit"), license_text("apache-2.0"), license_text("gpl-2.0")
    return {
        "LICENSE": mit,
        "COPYING": gpl,
        "README.md": "# Calcul\n\n## License\n\nSee LICENSE for licensing information.\n",
        "src/calcul.py": SEE,
        "src/Aide.py": "# See COPYING for licensing information\n",
        "src/both.py": "# Licensed under the Apache License, Version 2.0. See the LICENSE file.\n",
        "src/same.py": "# Licensed under the MIT License. See LICENSE in the project root for license information.\n",
        "vendor/lib/LICENSE": apache,
        "vendor/lib/lib.js": "/* See LICENSE for licensing information. */\n",
        "vendor/other/index.js": "/* For license information please see LICENSE.txt */\n",
        "circle/LICENSE": "Please see the README.md file for license information.\n",
        "circle/README.md": "See LICENSE for licensing information.\n",
        "folder/LICENSE/notes.txt": "rien\n",
        "folder/code.py": SEE,
        "free/LICENSE": "SPDX-License-Identifier: LicenseRef-scancode-free-unknown\n",
        "free/code.py": SEE,
        "free/mit.py": "# Licensed under the MIT License. See LICENSE in the project root for license information.\n",
        "code/plain.py": "print('bonjour')\n",
    }


def test_verdicts_of_a_tree_are_those_of_scancodes_command(
    engine: Engine, tree: dict[str, str], tmp_path: Path
) -> None:
    verdicts = {}
    for name, text in tree.items():
        file = tmp_path / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        verdicts[name] = engine.with_traits(engine.licenses(text.encode(), paths.path_class(name)))
    stock, failed, _seconds = scancode(tmp_path / "tree", tmp_path / "out.json", jobs=1)
    settled = settle(verdicts, list(tree))
    assert not failed
    assert settled == stock
    referring = {
        name
        for name, verdict in settled.items()
        for detection in verdict["license_detections"]
        if any(match["from_file"] != f"tree/{name}" for match in detection["matches"])
    }
    assert referring >= {"README.md", "src/calcul.py", "src/same.py", "vendor/lib/lib.js"}
    assert "code/plain.py" not in referring


def test_a_repository_says_which_files_have_their_licence_by_reference(
    conclude: Conclude, tree: dict[str, str]
) -> None:
    facts = [fact.data for fact in conclude(tree) if fact.rule == "licence-by-reference"]
    said = {(fact["expression"], tuple(fact["from"])) for fact in facts}
    assert ("MIT", ("LICENSE",)) in said
    assert ("Apache-2.0", ("vendor/lib/LICENSE",)) in said
