# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Badges: two short texts side by side, as an image of ours and as an endpoint of shields.io."""

import json
from typing import NamedTuple

_LABEL_PAINT = ("#444", "#fff")
_SIZE, _HEIGHT, _MARGIN = 11, 20, 6
_WIDTHS = dict(
    zip(
        " ().abcdefghijklmnopqrstuvwxyzéè,\u00a0\u202f0123456789",
        (
            *(651, 799, 799, 651, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569),
            *(1995, 1298, 1253, 1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1260),
            *(1260, 651, 651, 409, *[1303] * 10),
        ),
        strict=True,
    )
)
"""Widths of characters in DejaVu Sans, which has those of Verdana, in 2048ths of the size."""


class Paint(NamedTuple):
    """Colours of a badge's right part: its ground, and an ink that can be read on it (WCAG, 4.5 to 1)."""

    ground: str
    ink: str


def endpoint(label: str, message: str, colour: str) -> str:
    """Return the answer that shields.io asks for (https://shields.io/badges/endpoint-badge)."""
    told = {"schemaVersion": 1, "label": label, "message": message, "color": colour}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def image(label: str, message: str, paint: Paint) -> str:
    """Return the SVG: no script, no style, no font but those of the reader, whose widths it doesn't depend on.

    Texts are ours: of the characters whose widths are known, none of which XML reads as markup.
    """
    left, right = text_width(label) + 2 * _MARGIN, text_width(message) + 2 * _MARGIN
    told = f"{label}\u00a0: {message}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img"'
        f' aria-label="{told}">\n<title>{told}</title>\n'
        f'<rect width="{left + right}" height="{_HEIGHT}" rx="3" fill="{paint.ground}"/>\n'
        f'<path d="M3 0h{left - 3}v{_HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{_LABEL_PAINT[0]}"/>\n'
        f'<g font-family="DejaVu Sans,Verdana,Geneva,sans-serif" font-size="{_SIZE}" aria-hidden="true">\n'
        f"{_text(label, _MARGIN, _LABEL_PAINT[1])}{_text(message, left + _MARGIN, paint.ink)}</g>\n</svg>\n"
    )


def text_width(text: str) -> int:
    """Return the width of a text of a badge, in pixels."""
    return round(sum(_WIDTHS[character] for character in text) * _SIZE / 2048)


def _text(text: str, start: int, ink: str) -> str:
    return f'<text x="{start}" y="14" textLength="{text_width(text)}" fill="{ink}">{text}</text>\n'
