# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A dossier as one HTML file that stands alone, for the screen and for A4; it asks nothing of a network."""

import re

import jinja2

from catalog.reports.dossier.document import Document, spans
from catalog.reports.text import plain
from scanner.resources import resource_dir

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def to_html(document: Document) -> str:
    """Return the document as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource_dir("site") / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["spans"] = spans
    environment.filters["plain"] = lambda text: _UNSEEN.sub("", plain(text))
    environment.tests["block"] = lambda block, name: type(block).__name__ == name
    return environment.get_template("dossier.html").render(document=document)
