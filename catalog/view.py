# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What one audience may see: the only thing that the listing and the site are made from.

The store never reaches a renderer. A `View` is built once for an audience, with what that audience may not see left
out at the source, so that a template can't leak what it was never given.
"""

from enum import StrEnum
from typing import Any

from pydantic import Field

from catalog.algorithms import Sheet
from catalog.registers.due import Due
from scanner.models import ForgeKind, Frozen, OwnerKind, Visibility


class Audience(StrEnum):
    """Who reads an output."""

    PUBLIC = "public"
    INTERNAL = "internal"


class ForgeEntry(Frozen):
    """A forge of the catalog."""

    host: str
    kind: ForgeKind
    url: str


class ReferentEntry(Frozen):
    """Who answers for the source code of an owner, as the administration declared it to be published."""

    name: str
    role: str = ""
    email: str = ""
    url: str = ""


class OspoEntry(Frozen):
    """An open source programme office, as the file of offices describes it; "" is what it doesn't say."""

    url: str
    name: str = ""
    country: str = ""
    description_fr: str = ""
    description_en: str = ""
    email: str = ""
    created: str = ""
    pso_id: str = ""
    floss_policy: str = ""
    code: tuple[str, ...] = ()


class OwnerEntry(Frozen):
    """An owner with the number of its repositories in this view."""

    host: str
    login: str
    kind: OwnerKind
    name: str
    html_url: str
    description: str = ""
    website: str = ""
    email: str = ""
    location: str = ""
    icon_url: str = ""
    followers: int | None = None
    is_verified: bool | None = None
    created_at: str = ""
    pso_id: str = ""
    organization: str = ""
    """The body that it belongs to, as the State's directory names it."""
    ministry: str = ""
    floss_policy: str = ""
    ospo_url: str = ""
    referent: ReferentEntry | None = None
    vouched: bool = False
    """Whether anybody says that it is of the public sector."""
    vouched_by: tuple[str, ...] = ()
    """Internal view only: the files with their lines, and the offices, that say so."""
    repositories_count: int = 0


class LicenceEntry(Frozen):
    """The declared licence of a repository, with the files that say so."""

    expression: str
    """SPDX expression, or "" when none is declared."""
    agreement: str
    """single, agree, conflict or none."""
    legal: bool
    """Whether a State body may choose it (policies/licenses.yml)."""
    sources: tuple[dict[str, Any], ...] = ()
    """{path, line, expression, kind} each."""


class ModuleEntry(Frozen):
    """A part of a repository that could live on its own."""

    path: str
    kind: str
    """directory or file."""
    score: float
    """0 to 1."""
    data: dict[str, Any] = Field(default_factory=dict)


class CloneEntry(Frozen):
    """Another repository that holds the same code; in the public view, an open one only."""

    host: str
    full_name: str
    owner: str
    public: bool
    url: str = ""
    unit: str = ""
    """Path of ours that is found there; "" for the whole repository."""
    path: str = ""
    """Where it is there; "" for the root."""
    equal_files: int = 0
    containment: float = 0.0
    """Share of our text that is found there, 0 to 1."""
    lineage: str = ""
    """fork, copy or descendant; "" for independent reuse."""


class ReleaseEntry(Frozen):
    """A version that a repository published: one of its tags."""

    tag: str
    name: str = ""
    published_at: str = ""
    url: str = ""


class PubliccodeProblem(Frozen):
    """What is wrong, or better said otherwise, in a publiccode.yml."""

    line: int
    column: int
    key: str
    """Dotted path of the key, `description.fr.features`."""
    message: str
    severity: str
    """error or warning."""


class PubliccodeEntry(Frozen):
    """The publiccode.yml of a repository, as the scan read it."""

    path: str
    valid: bool
    version: str = ""
    document: dict[str, Any] = Field(default_factory=dict)
    """The whole document, as JSON says it; {} when it can't be read."""
    problems: tuple[PubliccodeProblem, ...] = ()


class PointEntry(Frozen):
    """One reason of a score. In the public view of closed code, only axis, rule, points and message are filled."""

    axis: str
    """transparency or reusability."""
    rule: str
    points: float
    message: str
    path: str = ""
    line: int = 0
    commit: str = ""
    url: str = ""
    """Address of the line on its forge, for open code."""


class FindingGroup(Frozen):
    """Internal view only: equal findings grouped by fingerprint; never a secret's value."""

    rule: str
    confidence: str
    message: str
    places: tuple[dict[str, Any], ...]
    """{path, line, commit, date, at_head} each."""


class RepositoryEntry(Frozen):
    """A repository as the listing and its page need it. Dates are the forge's own text, "" when unknown."""

    host: str
    platform: ForgeKind
    owner: str
    name: str
    full_name: str
    forge_id: str
    html_url: str
    visibility: Visibility
    description: str = ""
    homepage: str = ""
    default_branch: str = ""
    language: str = ""
    license_key: str = ""
    topics: tuple[str, ...] = ()
    fork: bool = False
    template: bool = False
    archived: bool = False
    stars: int | None = None
    forks: int | None = None
    subscribers: int | None = None
    open_issues: int | None = None
    created_at: str = ""
    updated_at: str = ""
    pushed_at: str = ""
    gone: bool = False
    ministry: str = ""
    """Of its owner."""
    community: dict[str, str] = Field(default_factory=dict)
    """readme, license, contributing, changelog, publiccode… → path, from the tree at the default branch."""
    licence: LicenceEntry | None = None
    modules: tuple[ModuleEntry, ...] = ()
    points: tuple[PointEntry, ...] = ()
    """What the priorities policy sees in this code, place by place."""
    scanned_at: str = ""
    commit: str = ""
    partial: bool = False
    """The scan left something aside."""
    degree: str = ""
    """Degree of openness that its files show: A, B or C; "" when it can't be told."""
    degree_declared: bool = False
    """Whether its README declares that degree, by code.gouv.fr's badge; else it is proposed by the four questions."""
    publiccode: PubliccodeEntry | None = None
    clones: tuple[CloneEntry, ...] = ()
    releases: tuple[ReleaseEntry, ...] = ()
    """The newest, the last first."""
    earlier_releases: bool = False
    """Whether it has older ones too."""
    previous_names: tuple[str, ...] = ()
    """Full names that it bore while it was public: its old addresses lead to it."""
    opened_on: str = ""
    """Day when it was seen to become public; "" when it always was, or isn't."""
    findings: tuple[FindingGroup, ...] = ()


class RankedEntry(Frozen):
    """A closed repository to open, with its place and its reasons."""

    rank: int
    host: str
    full_name: str
    name: str
    owner: str
    ministry: str = ""
    """Of its owner."""
    visibility: Visibility
    purpose: str = ""
    purpose_en: str = ""
    transparency: float
    """0 to 100."""
    reusability: float
    """0 to 100."""
    front: int
    """Pareto front, from 1."""
    degree: str = ""
    """Proposed degree of openness: A, B, C, D or "" when it can't be proposed."""
    points: tuple[PointEntry, ...] = ()
    blockers: tuple[str, ...] = ()
    """Internal view only."""
    secrets_checked: str = ""
    """Date of the last complete reading of the history, or ""."""
    exempted_until: str = ""
    """Last day of the exemption that keeps it closed; "" when there is none."""
    exempted_by: str = ""
    """The article of that exemption."""
    declared_open_on: str = ""
    """Day since when the administration declares it to be open, though it is still seen closed; "" if it doesn't."""
    declared_elsewhere: bool = False
    """Whether it declares that it is open in another repository."""


class CoverageEntry(Frozen):
    """One source of the last crawl: what it announced, what was seen. The public view leaves internal ones out."""

    source: str
    finished_at: str
    expected: int | None
    seen: int
    skipped: int
    outcome: str


class NewsKind(StrEnum):
    """What may be told of a repository, in the words of the site."""

    OPENED = "opened"
    RELICENSED = "relicensed"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    MOVED = "moved"
    GONE = "gone"
    BACK = "back"


class NewsEntry(Frozen):
    """One thing that happened to a repository that this audience may see, or could while it was there."""

    at: str
    kind: NewsKind
    host: str
    full_name: str
    name: str
    owner: str
    before: str = ""
    """Name or licence before; "" where there is none."""
    after: str = ""
    key: str = ""
    """What tells it from all others, for ever; it says nothing by itself."""


class OpeningEntry(Frozen):
    """An opening that was announced, done, or both: a row of the quarterly table that the note of 2021 asks for."""

    name: str
    repository: str = ""
    """``host/owner/name``; public view: only when it may be named."""
    quarter: str = ""
    """The quarter announced, ``2021-T4``; "" when nothing was."""
    announced_on: str = ""
    effective: bool = False
    """The code is open, since a day that may be unknown."""
    effective_on: str = ""
    effective_quarter: str = ""
    source: str = ""
    public_repository: str = ""
    """Address of the code once open."""
    late: bool = False
    recognised: bool = False
    """Seen to be open by ourselves, though nobody declared it."""


class DueEntry(Due):
    """Internal view only: one thing to do, and the ministry of the owner that it falls to."""

    ministry: str = ""


class View(Frozen):
    """Everything one audience may see, sorted and stable: the same store gives the same view."""

    audience: Audience
    date: str
    """Date of the data: that of the last crawl or scan, never of the build."""
    forges: tuple[ForgeEntry, ...]
    owners: tuple[OwnerEntry, ...]
    repositories: tuple[RepositoryEntry, ...]
    """Public view: open repositories only."""
    to_open: tuple[RankedEntry, ...]
    withheld: int
    """Closed repositories left out of this view by the policy."""
    coverage: tuple[CoverageEntry, ...]
    ospos: tuple[OspoEntry, ...] = ()
    """The open source programme offices, owners or not."""
    algorithms: tuple[Sheet, ...] = ()
    """The inventory of algorithms; public view: of open code, and those declared as publishable."""
    news: tuple[NewsEntry, ...] = ()
    """The last first."""
    openings: tuple[OpeningEntry, ...] = ()
    """By quarter, then by name."""
    unnamed_openings: dict[str, tuple[int, int]] = Field(default_factory=dict)
    """Public view: quarter → openings announced and effective that can't be named here, so that totals hold."""
    services: tuple[bytes, ...] = ()
    """Records of the State's directory, as `catalog.services` packs them; empty when no directory was given."""
    due: tuple[DueEntry, ...] = ()
