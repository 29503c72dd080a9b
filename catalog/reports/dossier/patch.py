# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The drafts that come with a dossier, as a patch for `git apply`: only files that the repository hasn't.

What isn't known is left to fill in, as a comment: a draft invents nothing. Licence texts are those of ScanCode's data.
"""

from catalog.dossiers import Dossier
from catalog.drafts import LICENCES, contributing_text, licence_text, security_text
from catalog.i18n import Translator
from catalog.publiccode.draft import draft


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
        wanted["SECURITY.md"] = security_text(t)
    if lines["contributors"].status != "pass":
        wanted["CONTRIBUTING.md"] = contributing_text(t)
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
    spdx = next((spdx for spdx in dossier.verdict.licence.proposed if spdx in LICENCES), "")
    return licence_text(spdx, int(dossier.day[:4]), "", t)


def _publiccode(dossier: Dossier, t: Translator) -> str:
    advice = dossier.verdict.licence
    licence = advice.declared if advice.declared_is_legal else next(iter(advice.proposed), "")
    return draft(dossier.known, t, licence)
