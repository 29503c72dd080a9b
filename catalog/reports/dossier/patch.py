# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The drafts that come with a dossier, as a patch for `git apply`: only files that the repository hasn't.

What isn't known is left to fill in, as a comment: a draft invents nothing. Licence texts are those of ScanCode's data.
"""

import importlib.util
from pathlib import Path

from catalog.dossiers import Dossier
from catalog.i18n import Translator
from catalog.publiccode.draft import draft

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


def drafts(dossier: Dossier, t: Translator) -> dict[str, str]:
    """Return path → text of the drafts that the repository lacks; {} when nothing was read."""
    if not dossier.item.subject.commit:
        return {}
    lines = {line.id: line for line in dossier.verdict.checklist}
    wanted: dict[str, str] = {}
    if not dossier.verdict.licence.declared and (text := _licence_text(dossier, t)):
        wanted["LICENSE"] = text
    if lines["publiccode"].status != "pass":
        wanted["publiccode.yml"] = _publiccode(dossier, t)
    if lines["security-contact"].status != "pass":
        wanted["SECURITY.md"] = _security(t)
    if lines["contributors"].status != "pass":
        wanted["CONTRIBUTING.md"] = _contributing(t)
    return {path: text for path, text in wanted.items() if path.lower() not in dossier.paths}


def as_patch(files: dict[str, str]) -> str:
    """Return new files as a patch that `git apply` takes; "" for none."""
    return "".join(_added(path, text) for path, text in sorted(files.items()))


def _added(path: str, text: str) -> str:
    lines = text.removesuffix("\n").split("\n")
    head = (
        f"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n"
    )
    return head + "".join(f"+{line}\n" for line in lines)


def _licence_text(dossier: Dossier, t: Translator) -> str:
    spdx = next((spdx for spdx in dossier.verdict.licence.proposed if spdx in _TEXTS), "")
    spec = importlib.util.find_spec("licensedcode")
    if not spdx or spec is None or not spec.submodule_search_locations:
        return ""
    path = Path(next(iter(spec.submodule_search_locations))) / "data" / "licenses" / f"{_TEXTS[spdx]}.LICENSE"
    _, _, text = path.read_text(encoding="utf-8").partition("\n---")
    return _notice(spdx, dossier, t) + text.strip("\n") + "\n"


def _notice(spdx: str, dossier: Dossier, t: Translator) -> str:
    """Return the notice that a licence speaks of as "the above copyright notice"; who holds the rights isn't known."""
    holder = t("TODO (the administration that holds the rights)")
    return f"{_NAMED[spdx]}\n\nCopyright (c) {dossier.day[:4]} {holder}\n\n" if spdx in _NAMED else ""


def _publiccode(dossier: Dossier, t: Translator) -> str:
    advice = dossier.verdict.licence
    licence = advice.declared if advice.declared_is_legal else next(iter(advice.proposed), "")
    return draft(dossier.known, t, licence)


def _security(t: Translator) -> str:
    return (
        "\n\n".join(
            (
                "# " + t("Report a vulnerability"),
                t("Do not open a public issue. Write to: TODO (an address that is read)."),
                t("We answer within: TODO days."),
                "",
            )
        ).rstrip("\n")
        + "\n"
    )


def _contributing(t: Translator) -> str:
    return (
        "\n\n".join(
            (
                "# " + t("Contribute"),
                t("TODO: say whether outside contributions are welcome, and who answers."),
                t("Contributions are made under the licence of the repository."),
                "",
            )
        ).rstrip("\n")
        + "\n"
    )
