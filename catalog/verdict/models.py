# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is judged of one repository: the law, the licence, the degree, the checklist, the effort; with its evidence.

Texts of policies are in both languages; every other text is an English sentence of ours, told with `Translator.told`.
"""

from datetime import date
from enum import StrEnum

from catalog.priority_policy import NO_WORDS, Words
from scanner.models import Frozen


class Evidence(Frozen):
    """What an answer rests on: a sentence, and its place if it has one."""

    text: str
    path: str = ""
    line: int = 0
    """From 1; 0 = the whole file."""
    commit: str = ""
    source: str = ""
    """Where the rule comes from, or the file that declares it."""


class Basis(StrEnum):
    """How an answer is known."""

    DETECTED = "detected"
    DECLARED = "declared"
    HUMAN = "human"
    """It isn't: people must decide."""


class Reply(StrEnum):
    """The answer to a question of law."""

    YES = "yes"
    NO = "no"
    TO_DECIDE = "to-decide"


class TreeAnswer(Frozen):
    """One question of the legal guide's tree, as far as it can be answered."""

    number: int
    """1 to 8."""
    question: Words
    answer: Reply
    basis: Basis
    told: str
    """The answer in a sentence."""
    to_decide: Words = NO_WORDS
    """What people must look at, when they decide."""
    articles: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class LegalVerdict(StrEnum):
    """Where the tree ends."""

    COMMUNICABLE = "communicable"
    AFTER_CLEANING = "communicable-after-cleaning"
    NOT_COMMUNICABLE = "not-communicable"
    NOT_CONCERNED = "not-concerned"
    NO_DUTY = "no-duty"
    TO_DECIDE = "to-decide"


class LegalTree(Frozen):
    """The questions in the order in which they were walked, and where they lead."""

    answers: tuple[TreeAnswer, ...]
    verdict: LegalVerdict
    title: Words
    article: str
    assumed: bool
    """Whether the verdict supposes answers that people have not given yet."""
    unasked: TreeAnswer
    """Apart: must it be published without being asked?"""
    exemption: Evidence | None = None
    """The exemption in force, with its ground."""
    exemption_expires: date | None = None


class Status(StrEnum):
    """How a line of the checklist stands."""

    PASS = "pass"  # noqa: S105 - not a password
    TO_MEND = "to-mend"
    NEEDS_HUMAN = "needs-human"
    NOT_APPLICABLE = "not-applicable"


class ChecklistLine(Frozen):
    """One thing to check before opening."""

    id: str
    section: str
    title: Words
    why: Words
    status: Status
    told: str
    mend: Words = NO_WORDS
    """What to do; empty when it passes."""
    evidence: tuple[Evidence, ...] = ()


class LicenceAnswer(StrEnum):
    """Whether the embedded code allows a licence."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class LicenceChoice(Frozen):
    """A licence that the law lets an administration choose."""

    spdx: str
    name: Words
    effect: str
    """``permissive`` or ``reciprocal``."""
    answer: LicenceAnswer
    reasons: tuple[Evidence, ...] = ()


class LicenceAdvice(Frozen):
    """What the embedded code allows among the legal licences."""

    declared: str
    """SPDX expression; "" when none is declared."""
    declared_is_legal: bool
    choices: tuple[LicenceChoice, ...]
    proposed: tuple[str, ...]
    """SPDX ids, best first."""
    told: str
    documents: str = "etalab-2.0"
    """For data and documentation."""


class DegreeAnswer(Frozen):
    """One of the four questions on the degree of openness."""

    id: str
    question: Words
    answer: Reply
    evidence: tuple[Evidence, ...] = ()


class Degree(Frozen):
    """The degree of openness that is proposed, and what could change it."""

    proposed: str
    """A, B or C; "" when nothing was scanned."""
    title: Words
    told: str
    answers: tuple[DegreeAnswer, ...]
    may_be_d: bool
    """Whether D (not communicable) is admissible: no question is answered yes so far, and nobody asks for the code."""
    why_not_d: str = ""
    """Why not, or under which condition."""


class QualityPoint(Frozen):
    """A point of remarkable software."""

    id: str
    title: Words
    met: bool | None
    """None = not known."""
    evidence: tuple[Evidence, ...] = ()


class Value(StrEnum):
    """What open code is worth to others, by what is seen of it."""

    HIGH = "high"
    ORDINARY = "ordinary"


class Quality(Frozen):
    """How well open code can be reused."""

    repository: str
    preconditions: tuple[QualityPoint, ...]
    points: tuple[QualityPoint, ...]
    met: int
    """How many of the points are met."""
    value: Value
    value_evidence: tuple[Evidence, ...] = ()
    worth_mending: bool = False
    """Whether it is of high value and of poor quality."""
    told: str = ""


class Level(StrEnum):
    """How much work opening is."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    UNKNOWN = "unknown"


class EffortItem(Frozen):
    """One kind of work, and how many times."""

    title: Words
    count: int


class Effort(Frozen):
    """How much work opening is, by what was found."""

    level: Level
    told: str
    items: tuple[EffortItem, ...]


class Verdict(Frozen):
    """All that is judged of a repository."""

    schema_version: int = 1
    repository: str
    """``host/owner/name``."""
    legal: LegalTree
    licence: LicenceAdvice
    degree: Degree
    checklist: tuple[ChecklistLine, ...]
    effort: Effort
    quality: Quality | None = None
    """For open code."""
    software: tuple[Evidence, ...] = ()
    """Free software of the State's list (SILL) that it uses."""
    apis: tuple[Evidence, ...] = ()
    """Descriptions of APIs found in it."""
