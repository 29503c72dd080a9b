# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files that a repository lacks: its licence, SECURITY.md, CONTRIBUTING.md, publiccode.yml."""

from collections.abc import Iterator

from catalog.check.models import Note
from catalog.drafts import LICENCES, contributing_text, licence_text, security_text
from catalog.fix.models import Case, Edit
from catalog.i18n import noted
from catalog.links import is_web
from catalog.publiccode.draft import draft
from catalog.publiccode.guesses import guess_languages, guess_type
from catalog.publiccode.models import Known

_CHOOSE = noted("LICENSE: choose a licence with --licence, among {licences}.")
_NO_TEXT = noted(
    "LICENSE: the text of {licence} isn't in this installation: pip install 'ouvrage[full]', or copy the text yourself."
)


def mend_licence(case: Case) -> Iterator[Edit | Note]:
    """Yield a LICENSE, for the licence that was chosen."""
    if case.licence not in LICENCES:
        yield Note(message=_CHOOSE, fields={"licences": ", ".join(LICENCES)})
    elif text := licence_text(case.licence, case.day.year, case.holder, case.t):
        yield _new("LICENSE", text)
    else:
        yield Note(message=_NO_TEXT, fields={"licence": case.licence})


def mend_security(case: Case) -> Iterator[Edit | Note]:
    """Yield a SECURITY.md, whose address is left to fill in."""
    yield _new("SECURITY.md", security_text(case.t))


def mend_contributing(case: Case) -> Iterator[Edit | Note]:
    """Yield a CONTRIBUTING.md, to be completed."""
    yield _new("CONTRIBUTING.md", contributing_text(case.t))


def mend_publiccode(case: Case) -> Iterator[Edit | Note]:
    """Yield a publiccode.yml drafted from what the work tree tells."""
    readme = next(iter(case.side.of("community-readme")), None)
    known = Known(
        name=case.name.rpartition("/")[2],
        url=case.url if is_web(case.url) else "",
        short=str(readme.data.get("sentence") or "") if readme else "",
        short_from=readme.path if readme else "",
        licence=case.licence,
        software_type=guess_type(case.side.files),
        languages=guess_languages(case.side.files),
    )
    yield _new("publiccode.yml", draft(known, case.t, case.licence))


def _new(path: str, text: str) -> Edit:
    return Edit(path, None, text.encode())
