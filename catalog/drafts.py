# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Texts that a repository lacks, drafted: what isn't known is left to fill in, and nothing is invented."""

import importlib.util
from pathlib import Path

from catalog.i18n import Translator

_TEXTS = {
    "MIT": "mit",
    "Apache-2.0": "apache-2.0",
    "BSD-2-Clause": "bsd-simplified",
    "BSD-3-Clause": "bsd-new",
    "CECILL-B": "cecill-b",
    "CECILL-C": "cecill-c",
    "CECILL-2.1": "cecill-2.1-fr",
    "GPL-3.0-or-later": "gpl-3.0",
    "LGPL-3.0-or-later": "lgpl-3.0",
    "AGPL-3.0-or-later": "agpl-3.0",
    "MPL-2.0": "mpl-2.0",
    "EPL-2.0": "epl-2.0",
    "EUPL-1.2": "eupl-1.2",
}
"""SPDX id → name of its text among ScanCode's licences; in French where the licence has a French text."""
_NAMED = {"MIT": "MIT License", "BSD-2-Clause": "BSD 2-Clause License", "BSD-3-Clause": "BSD 3-Clause License"}
"""Licences whose text starts with the notice of the holder, and their titles."""
LICENCES = tuple(_TEXTS)
"""Those that have a text here: the licences that the law admits for software."""


def licence_text(spdx: str, year: int, holder: str, t: Translator) -> str:
    """Return the text of a licence; "" for one that isn't known, or where ScanCode's data isn't installed.

    Args:
        spdx: one of `LICENCES`.
        year: of the notice, in licences that begin with one.
        holder: of the rights; "" = left to fill in.
        t: the reader's language, for what is left to fill in.
    """
    spec = importlib.util.find_spec("licensedcode")
    if spdx not in _TEXTS or spec is None or not spec.submodule_search_locations:
        return ""
    path = Path(next(iter(spec.submodule_search_locations))) / "data" / "licenses" / f"{_TEXTS[spdx]}.LICENSE"
    _, _, text = path.read_text(encoding="utf-8").partition("\n---")
    return _notice(spdx, year, holder, t) + text.strip("\n") + "\n"


def _notice(spdx: str, year: int, holder: str, t: Translator) -> str:
    """Return the notice that a licence speaks of as "the above copyright notice"."""
    told = holder or t("TODO (the administration that holds the rights)")
    return f"{_NAMED[spdx]}\n\nCopyright (c) {year} {told}\n\n" if spdx in _NAMED else ""


def security_text(t: Translator) -> str:
    """Return a SECURITY.md."""
    return _page(
        t("Report a vulnerability"),
        t("Do not open a public issue. Write to: TODO (an address that is read)."),
        t("We answer within: TODO days."),
    )


def contributing_text(t: Translator) -> str:
    """Return a CONTRIBUTING.md."""
    return _page(
        t("Contribute"),
        t("TODO: say whether outside contributions are welcome, and who answers."),
        t("Contributions are made under the licence of the repository."),
    )


def _page(title: str, *paragraphs: str) -> str:
    return "\n\n".join((f"# {title}", *paragraphs)) + "\n"
