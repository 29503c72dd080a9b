# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is proposed for what a check found: each rule that can be mended has its mender."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from catalog.check.checking import Examined
from catalog.check.models import Note
from catalog.check.side import Side
from catalog.fix.documents import mend_contributing, mend_licence, mend_publiccode, mend_security
from catalog.fix.headers import holder_of, mend_headers
from catalog.fix.models import Case, Edit, Proposal, Wishes
from catalog.fix.readme import mend_absent, mend_sections
from catalog.i18n import Translator, noted

Mender = Callable[[Case], Iterable[Edit | Note]]
MENDERS: Mapping[str, Mender] = {
    "licence-present": mend_licence,
    "readme-present": mend_absent,
    "readme-sections": mend_sections,
    "contributing": mend_contributing,
    "security-contact": mend_security,
    "publiccode-present": mend_publiccode,
    "spdx-headers": mend_headers,
}
"""Rule → what mends it."""
_OTHER_DECLARED = noted(
    "{declared} is declared here, and its text stays as it is: replace it yourself if {licence} is to be the licence."
)
_ODD = noted("{path}: rename it first, or mend it by hand: a patch for such a name would apply nowhere.")
_TAKEN = noted("{path}: there is such a file already, whatever its capitals.")


def propose(examined: Examined, wishes: Wishes, day: date, t: Translator) -> Proposal:
    """Return the edits that would mend what a whole check found, in order of path."""
    side = examined.head
    edits: dict[str, Edit] = {}
    notes = list(_other_declared(side, wishes))
    taken = {path.lower() for path in side.files}
    for rule, mender in MENDERS.items():
        problems = tuple(problem for problem in examined.verdict.problems if problem.rule == rule)
        if not problems or (wishes.rules and rule not in wishes.rules):
            continue
        case = Case(
            side=side,
            problems=problems,
            name=examined.verdict.repository,
            url=examined.verdict.url,
            licence=wishes.licence or declared_licence(side),
            holder=wishes.holder or holder_of(side),
            day=day,
            t=t,
        )
        for one in mender(case):
            if isinstance(one, Note):
                notes.append(one)
            elif "\\" in one.path:
                notes.append(Note(message=_ODD, fields={"path": one.path}))
            elif one.before is None and one.path.lower() in taken:
                notes.append(Note(message=_TAKEN, fields={"path": one.path}))
            elif one.after != one.before:
                edits[one.path] = one
    return Proposal(tuple(edits[path] for path in sorted(edits)), tuple(notes))


def _other_declared(side: Side, wishes: Wishes) -> Iterator[Note]:
    declared = declared_licence(side)
    if wishes.licence and declared and declared != wishes.licence:
        yield Note(message=_OTHER_DECLARED, fields={"declared": declared, "licence": wishes.licence})


def declared_licence(side: Side) -> str:
    """Return the licence that a repository declares without contradiction, or ""."""
    agreed = (fact.data for fact in side.of("licence-declared") if fact.data.get("agreement") != "conflict")
    return next((str(data.get("expression") or "") for data in agreed), "")
