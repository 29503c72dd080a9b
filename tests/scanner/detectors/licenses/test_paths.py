# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A path class keeps of a path what sways the reading, and no more."""

import pytest

from scanner.detectors.licenses import paths


@pytest.mark.parametrize(
    ("path", "path_class"),
    [
        ("docs/guide.adoc", "plain"),
        ("src/main.py", "source"),
        ("src/Main.JAVA", "plain"),  # ScanCode minds the case
        ("web/app.min.js", "compact-source"),
        ("web/app.js.map", "map"),
        ("fonts/a.typeface.json", "compact"),
        ("config/locales/fr.yml", "locale+plain"),
        ("locale/fr/setup.py", "locale+source@setup-py"),
        ("package.json", "package@npm"),
        ("site/package.json", "package@npm"),
        ("old-package.json", "package"),
        ("logo.SVG", "image"),
        ("note.DOCX", "office"),
        ("note.docx", "office-x"),
        ("LICENSE", "plain@license"),
        ("LICENCE.md", "plain@license"),
        ("LICENSE-MIT", "plain@license"),
        ("MIT-LICENSE.txt", "plain@license"),
        ("LICENCE.fr.txt", "plain@license"),
        ("COPYING.LESSER", "plain@license"),
        ("CeCILL-2.1.txt", "plain@license"),
        ("LICENSES/Apache-2.0.txt", "plain@license"),
        ("licenses.py", "source"),
        ("README.fr.md", "plain@readme"),
        ("LISEZMOI.txt", "plain@readme"),
        ("yarn.lock", "plain@lock"),
        ("api/go.sum", "plain@lock"),
    ],
)
def test_class_of_a_path(path: str, path_class: str) -> None:
    assert paths.path_class(path) == path_class


@pytest.mark.parametrize(
    "path", ["a/b.c", "locale/x.md", "x.min.js", "package.json", "a.tga", "a.gem", "a.mp3", "a.ppt"]
)
def test_the_file_given_to_scancode_is_of_the_same_class(path: str) -> None:
    features = paths.path_class(path).partition("@")[0]
    assert paths.path_class(paths.file_name(features)).partition("@")[0] == features


def test_the_file_given_to_scancode_never_leaves_its_folder() -> None:
    for path in ("../../etc/passwd", "/etc/locale.conf", "a\nb.py", "x" * 5_000 + ".rs"):
        assert paths.file_name(paths.path_class(path)) in {"blob.txt", "blob.py", "locale/blob.txt"}


def test_equal_content_in_most_places_is_read_once() -> None:
    everywhere = ("a.txt", "b/c.md", "Makefile", "data.csv", "x.yml", "y.toml", "deep/er/z.ini")
    assert {paths.path_class(path) for path in everywhere} == {"plain"}
