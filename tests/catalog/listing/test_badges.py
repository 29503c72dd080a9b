# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Each repository has a badge of its degree, as an image of ours and for shields.io."""

import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from catalog.badge_image import text_width
from catalog.listing import badges
from catalog.made import whole
from catalog.pages.index import Index
from catalog.view import View
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import repository, view

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
SVG = "{http://www.w3.org/2000/svg}"


def written(of: View) -> dict[str, str]:
    return dict(whole(badges.contents(Index(of))))


def parsed(image: str) -> ElementTree.Element:
    return ElementTree.fromstring(image)  # noqa: S314 - ours


@pytest.mark.parametrize(
    ("degree", "declared", "message", "colour"),
    [
        ("A", True, "contributif", "blue"),
        ("B", True, "ouvert", "mediumseagreen"),
        ("C", True, "publié", "orange"),
        ("C", False, "publié (proposé)", "orange"),
    ],
)
def test_a_badge_has_the_words_and_colour_of_code_gouv_fr(
    degree: str, declared: bool, message: str, colour: str
) -> None:
    files = written(view(repositories=(repository("dinum/outil", degree=degree, degree_declared=declared),)))
    assert list(files) == ["badges/github.com/dinum/outil.svg", "badges/github.com/dinum/outil.json"]
    image, endpoint = files.values()
    assert json.loads(endpoint) == {
        "schemaVersion": 1,
        "label": "code.gouv.fr",
        "message": message,
        "color": colour,
    }
    root = parsed(image)
    assert root.attrib["aria-label"] == root.findtext(f"{SVG}title") == f"code.gouv.fr\u00a0: {message}"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["code.gouv.fr", message]


def test_texts_stand_in_the_image_one_after_the_other() -> None:
    for word, colour in (("contributif", "blue"), ("ouvert (proposé)", "mediumseagreen")):
        root = parsed(badges.image(badges.Badge(word, colour)))
        (first, first_width), (second, second_width) = (
            (int(text.attrib["x"]), int(text.attrib["textLength"])) for text in root.iter(f"{SVG}text")
        )
        assert first + first_width < second
        assert second + second_width < int(root.attrib["width"])


def test_what_has_no_degree_or_is_gone_has_no_badge() -> None:
    bare, gone = repository("a/b"), repository("a/c", degree="A", gone=True)
    of = view(repositories=(bare, gone))
    assert written(of) == {}
    assert badges.badge_path(bare, Index(of)) == badges.badge_path(gone, Index(of)) == ""


def test_hostile_names_have_badges_at_safe_paths_of_their_own() -> None:
    entries = tuple(entry.model_copy(update={"degree": "B"}) for entry in hostile_view().repositories)
    files = written(view(repositories=entries))
    assert len(files) == 2 * len(entries)
    assert not any(".." in name or "\\" in name or not name.isascii() for name in files)
    assert len(set(files.values())) == 2


@pytest.mark.skipif(not FONT.exists(), reason="DejaVu Sans isn't here")
def test_widths_are_those_of_the_font() -> None:
    data = FONT.read_bytes()
    tables = {
        data[at : at + 4].decode(): struct.unpack(">I", data[at + 8 : at + 12])[0]
        for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
    }
    known = struct.unpack(">H", data[tables["hhea"] + 34 : tables["hhea"] + 36])[0]
    advances = struct.unpack_from(">" + "HH" * known, data, tables["hmtx"])[::2]
    for text in ("code.gouv.fr", "contributif", "ouvert", "publié", "publié (proposé)"):
        units = sum(advances[glyph] for glyph in map(_glyphs(data, tables["cmap"]).__getitem__, text))
        assert text_width(text) == round(units * 11 / 2048)


def _glyphs(data: bytes, cmap: int) -> dict[str, int]:
    """Return the glyph of each character up to é, from the table of segments (format 12)."""
    found: dict[str, int] = {}
    for at in range(cmap + 4, cmap + 4 + 8 * struct.unpack_from(">H", data, cmap + 2)[0], 8):
        table = cmap + struct.unpack_from(">I", data, at + 4)[0]
        if struct.unpack_from(">H", data, table)[0] == 12:
            for group in range(struct.unpack_from(">I", data, table + 12)[0]):
                start, end, glyph = struct.unpack_from(">III", data, table + 16 + 12 * group)
                found |= {chr(code): glyph + code - start for code in range(start, min(end, ord("é")) + 1)}
    return found
