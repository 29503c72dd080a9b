# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that manifests declare is read with its line, and nothing of them is run."""

from pathlib import Path

import pytest

from scanner.detectors.licenses.manifests import MAX_BYTES, NONE_GRANTED, declared

SETUP_PY = """
from setuptools import setup
open({trap!r}, "w").write("run")
setup(
    name="paquet",
    license="EUPL v1.2",
)
"""

POM = """<project>
<!-- <licenses><license><name>GPLv2</name></license></licenses> -->
<licenses>
  <license><name>Apache License, Version 2.0</name></license>
</licenses>
</project>"""


@pytest.mark.parametrize(
    ("kind", "text", "expression", "line"),
    [
        ("npm", '{\n "name": "a",\n "license": "MIT"\n}', "MIT", 3),
        ("npm", '{"license": "UNLICENSED"}', NONE_GRANTED, 1),
        ("npm", '{"licenses": [{"type": "MIT"}, {"type": "Apache-2.0"}]}', "MIT OR Apache-2.0", 1),
        ("npm", '{"scripts": {"license": "check"},\n"license": "AGPL-3.0-or-later"}', "AGPL-3.0-or-later", 2),
        ("composer", '{\n"license": ["CECILL-2.1", "MIT"]}', "CECILL-2.1 OR MIT", 2),
        ("codemeta", '{"license": "https://spdx.org/licenses/CECILL-B"}', "CECILL-B", 1),
        ("codemeta", '{"license": {"@id": "https://spdx.org/licenses/MIT.html"}}', "MIT", 1),
        ("pyproject", '[project]\nname = "a"\nlicense = "Apache-2.0"\n', "Apache-2.0", 3),
        ("pyproject", '[project]\nlicense = {text = "AGPL v3 ou ultérieure"}\n', "AGPL-3.0-or-later", 2),
        ("pyproject", '[tool.poetry]\nlicense = "MIT"\n', "MIT", 2),
        (
            "pyproject",
            '[project]\nlicense = {file = "LICENSE"}\nclassifiers = [\n "License :: OSI Approved :: MIT License",\n]\n',
            "MIT",
            4,
        ),
        ("setup-cfg", "[metadata]\nname = a\nlicense = GPLv3+\n", "GPL-3.0-or-later", 3),
        ("cargo", '[package]\nlicense = "MIT/Apache-2.0"\n', "MIT OR Apache-2.0", 2),
        ("cargo", '[workspace.package]\nlicense = "EUPL-1.2"\n', "EUPL-1.2", 2),
        (
            "maven",
            POM,
            "Apache-2.0",
            3,
        ),
        ("gemspec", 'Gem::Specification.new do |s|\n  s.name = "a"\n  s.license = "MIT"\nend', "MIT", 3),
        ("gemspec", "s.licenses = ['MIT', 'Apache-2.0']\ns.summary = 'GPL-3.0'", "MIT OR Apache-2.0", 1),
        ("r", "Package: a\nLicense: GPL (>= 3) | file LICENCE\n", "GPL-3.0-or-later", 2),
        ("r", "License: MIT + file LICENSE\n", "MIT", 1),
        (
            "mix",
            'def package do\n  [licenses: ["AGPL-3.0-or-later"], links: %{"MIT" => "x"}]\nend',
            "AGPL-3.0-or-later",
            2,
        ),
        ("publiccode", "publiccodeYmlVersion: '0.4'\nlegal:\n  license: EUPL-1.2\n", "EUPL-1.2", 3),
        ("citation", "cff-version: 1.2.0\nlicense:\n  - MIT\n  - CECILL-B\n", "MIT OR CECILL-B", 2),
        ("cargo", '[workspace.package]\nlicense = "MIT"\n[package]\nlicense.workspace = true\n', "MIT", 2),
        ("bower", '{"name": "a",\n"license": "MIT"}', "MIT", 2),
        ("zenodo", '{"license": {"id": "CECILL-2.1"}}', "CECILL-2.1", 1),
        ("dotnet", "<Project>\n<PackageLicenseExpression>MIT</PackageLicenseExpression>\n</Project>", "MIT", 2),
        (
            "dotnet",
            '<metadata>\n<license type="file">LICENSE</license>\n<licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>',
            "MIT",
            3,
        ),
        ("gradle", 'pom {\n licenses {\n  license {\n   name = "EUPL-1.2"\n  }\n }\n}', "EUPL-1.2", 4),
        ("gradle", 'licenses { license { name.set("The Apache License, Version 2.0") } }', "Apache-2.0", 1),
        (
            "docker",
            'FROM debian\nLABEL org.opencontainers.image.licenses="AGPL-3.0-or-later"\n',
            "AGPL-3.0-or-later",
            2,
        ),
        ("conda", "package:\n  name: a\nabout:\n  license: BSD-3-Clause  # the text is beside\n", "BSD-3-Clause", 4),
        ("cabal", "name: a\nlicense:   BSD-3-Clause\n", "BSD-3-Clause", 2),
        ("hpack", "name: a\nlicense: MIT\n", "MIT", 2),
        ("pubspec", "name: a\nlicense: MIT\n", "MIT", 2),
        ("reuse", '[[annotations]]\npath = "**"\nSPDX-License-Identifier = "EUPL-1.2"\n', "EUPL-1.2", 3),
        ("dep5", "Format: x\n\nFiles: img/*\nLicense: CC0-1.0\n\nFiles: *\nLicense: MIT\n", "MIT", 7),
    ],
)
def test_what_a_manifest_declares(kind: str, text: str, expression: str, line: int) -> None:
    found = declared(kind, text.encode())
    assert found is not None
    assert (found.expression, found.line) == (expression, line)


def test_a_setup_script_is_read_and_not_run(tmp_path: Path) -> None:
    trap = tmp_path / "run"
    found = declared("setup-py", SETUP_PY.format(trap=str(trap)).encode())
    assert found is not None
    assert (found.expression, found.line) == ("EUPL-1.2", 6)
    assert not trap.exists()


def test_what_is_not_understood_is_kept_as_written() -> None:
    found = declared("npm", b'{"license": "SEE LICENSE IN LICENSE.md"}')
    assert found is not None
    assert (found.expression, found.written) == ("", "SEE LICENSE IN LICENSE.md")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("npm", b"[1, 2]"),
        ("npm", b"{"),
        ("npm", b"[" * 100_000),
        ("npm", b'{"license": 3}'),
        ("pyproject", b"license = ["),
        ("setup-py", b"setup(license=" + b"(" * 10_000),
        ("setup-py", b"def f(:"),
        ("setup-cfg", b"license = MIT"),
        ("publiccode", b"a: &a [*a, *a]"),
        ("publiccode", b"legal: MIT"),
        ("maven", b"<licenses>"),
        ("citation", b"\xff\xfe\x00"),
        ("cargo", b"x" * (MAX_BYTES + 1)),
        ("readme", b"MIT"),
        ("dotnet", b"<license>LICENSE</license>"),
        ("reuse", b'[[annotations]]\npath = "img/**"\nSPDX-License-Identifier = "CC0-1.0"'),
        ("dep5", b"Files: img/*\nLicense: CC0-1.0"),
        ("gradle", b"plugins { id 'java' }"),
    ],
)
def test_broken_or_hostile_manifests_declare_nothing(kind: str, data: bytes) -> None:
    assert declared(kind, data) is None
