# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The texts of templates, put into the reader's language once, when a template is compiled: no page looks them up."""

import re
from collections.abc import Callable
from typing import cast

from jinja2.ext import Extension
from markupsafe import escape

_TEXT = re.compile(r"""\{\{ _\((?:"([^"\\{}]+)"|'([^'\\{}]+)')\) \}\}""")
"""A text alone, without places to fill in."""


class Spoken(Extension):
    """Writes ``{{ _("text") }}`` as its translation, escaped; it takes the environment's own ``_``."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """Return the source of a template with its texts in the language of the environment."""
        translate = cast(Callable[[str], str], self.environment.globals["_"])
        return _TEXT.sub(lambda found: str(escape(translate(found[1] or found[2]))), source)
