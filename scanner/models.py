# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The nouns: what a forge lists, what Git holds, what detectors say.

Everything here is a frozen value. Paths are text made by `scanner.git.path_text`: valid UTF-8, with bytes that
aren't, and control characters, written as backslash escapes, so that they can be stored and printed anywhere.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

UNKNOWN_PSO = "00000000-0000-0000-0000-000000000000"


class Frozen(BaseModel):
    """A value that is checked when made, and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- what forges list ------------------------------------------------------------------------------------------------


class ForgeKind(StrEnum):
    """The software (or layout) that lists repositories. All but the last two are words of the sources file."""

    GITHUB = "github"
    GITLAB = "gitlab"
    SOURCEHUT = "sourcehut"
    GITEA = "gitea"
    GOGS = "gogs"
    FORGEJO = "forgejo"
    BITBUCKET = "bitbucket"
    FOLDER = "folder"
    GIT = "git"
    """A list of addresses of Git repositories: no API tells more of them."""


class Visibility(StrEnum):
    """Who may see a repository on its forge. Anything but `public` is closed code."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"


class OwnerKind(StrEnum):
    """A group of people, or one person."""

    ORGANIZATION = "organization"
    USER = "user"
    UNKNOWN = "unknown"


class Forge(Frozen):
    """A host that serves repositories. `host` is its FQDN, or `folder` for folders of this machine."""

    host: str
    kind: ForgeKind
    url: str
    pso_id: str = ""
    floss_policy: str = ""
    ospo_url: str = ""
    declared_by: str = ""
    """File and line of the sources file that says so, or ""."""
    guarded: bool = False
    """Whether only a list that may come from anywhere names it: it is never reached at a private address."""


class Owner(Frozen):
    """An account or (sub)group of a forge, as the forge describes it plus what the sources file says of it."""

    host: str
    login: str
    kind: OwnerKind = OwnerKind.UNKNOWN
    forge_id: str = ""
    name: str = ""
    html_url: str = ""
    description: str = ""
    website: str = ""
    email: str = ""
    location: str = ""
    icon_url: str = ""
    followers: int | None = None
    is_verified: bool | None = None
    created_at: datetime | None = None
    pso_id: str = ""
    floss_policy: str = ""
    ospo_url: str = ""
    declared_by: str = ""
    """File and line of the sources file that says so of it, or of the group or forge above it, or ""."""


class Repository(Frozen):
    """A repository as its forge describes it. None or "" means that the forge did not say."""

    host: str
    owner: str
    """Login of the owner; for nested GitLab groups the whole path (`group/sub`)."""
    name: str
    """Last segment of the path."""
    full_name: str
    forge_id: str = ""
    """The forge's own identifier, which survives renames; for a folder, the resolved path."""
    html_url: str
    clone_url: str
    """http(s) URL without credentials, or the resolved path of a local Git directory."""
    visibility: Visibility
    description: str = ""
    homepage: str = ""
    default_branch: str = ""
    language: str = ""
    license_key: str = ""
    """The forge's lower-case key (`mit`, `agpl-3.0`, `other`) or ""."""
    topics: tuple[str, ...] = ()
    fork: bool | None = None
    template: bool | None = None
    archived: bool | None = None
    stars: int | None = None
    forks: int | None = None
    subscribers: int | None = None
    open_issues: int | None = None
    size_kb: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    pushed_at: datetime | None = None
    languages: tuple[str, ...] | None = None
    """The forge's names of its languages, the largest first."""
    community: dict[str, str] | None = None
    """Community files that the forge told of: kind (readme, license, contributing…) → path."""


class Skipped(Frozen):
    """Something that was there and was not taken, and why: never a None."""

    what: str
    reason: str


class Problem(Frozen):
    """A line or key of an input file that isn't understood. `line` counts from 1; 0 = the whole file."""

    file: str
    line: int = 0
    reason: str


class SourceEntry(Frozen):
    """One thing to crawl: a whole forge (`owners` empty), some of its owners, or a folder."""

    source: str
    """An address as the user named it, the real path of a folder; for a sources file, `path:line`."""
    forge: Forge
    owners: tuple[Owner, ...] = ()
    path: str = ""
    """The folder, for `ForgeKind.FOLDER`."""
    urls: tuple[str, ...] = ()
    """The addresses, for `ForgeKind.GIT`."""
    trusted: bool = True
    """Whether the user named this host; a file that lists hosts may come from anywhere."""
    visibility: Visibility = Visibility.PRIVATE
    """What folder repositories are unless told otherwise."""
    ignored_since: date | None = None


# --- what Git holds --------------------------------------------------------------------------------------------------


class TreeFile(NamedTuple):
    """A file of the tree at the default branch. `size` in bytes; `mode` as Git writes it (`100644`)."""

    path: str
    blob: str
    size: int
    mode: str

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link, whose content is where it leads."""
        return self.mode == "120000"


class HistoryBlob(NamedTuple):
    """A blob reachable from some ref, with one of the paths it had."""

    blob: str
    size: int
    path: str
    first: int = -1
    """Position, in the history's commits, of the first that holds it; -1 when it isn't known."""


class Place(NamedTuple):
    """Where and when a blob first appeared, and whether the default branch still has it."""

    blob: str
    path: str
    commit: str
    date: str
    at_head: bool


class Accepted(NamedTuple):
    """A finding that its own repository says it accepts; it stays a finding."""

    blob: str
    path: str
    rule: str
    line: int
    fingerprint: str
    accepted_by: str
    """`path:line` of what says so, at the default branch, or beside the finding."""
    reason: str


class Release(NamedTuple):
    """A version that a repository marks with a Git tag."""

    tag: str
    name: str
    """First line of the tag's own message; "" when it has none, or one that isn't to be shown."""
    published_at: str
    """UTC, ISO 8601: the date of the tag, else that of its commit."""
    commit: str


class Change(NamedTuple):
    """One commit: its id, ISO date, the paths it touched and who wrote it."""

    commit: str
    date: str
    paths: tuple[str, ...]
    author: str = ""
    """The author's e-mail address, in lower case. Personal: no fact may hold it, only counts made from it."""


class Snapshot(NamedTuple):
    """A repository as detectors conclude on it: the tree at the default branch and how it got there."""

    commit: str
    files: tuple[TreeFile, ...]
    changes: tuple[Change, ...]
    """Newest first, merges left out, bounded in number (`scanner.changes.MAX_CHANGES`)."""
    roots: tuple[str, ...] = ()
    """The history's commits without a parent; none when the history was cut short."""


# --- what detectors say ----------------------------------------------------------------------------------------------


class Confidence(StrEnum):
    """How sure a detector is of one finding."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Finding(Frozen):
    """Something in one blob. Lines count from 1; 0 = the whole file. `data` never holds a secret's value."""

    rule: str
    """Stable id, kebab-case, prefixed by family (`secret-…`, `licence-…`, `module-…`, `algorithm-…`)."""
    line: int = 0
    end_line: int = 0
    confidence: Confidence = Confidence.MEDIUM
    message: str = ""
    """A short English sentence; translated where shown."""
    fingerprint: str = ""
    """Groups equal findings across blobs (keyed hash for secrets)."""
    data: dict[str, Any] = Field(default_factory=dict)


class Outcome(StrEnum):
    """How the reading of a blob, or of a repository, ended."""

    READ = "read"
    BOUNDED = "bounded"
    FAILED = "failed"


class BlobKey(NamedTuple):
    """What makes a reading reusable: the content, and what of its path matters to the detector."""

    blob: str
    path_class: str


class Reading(Frozen):
    """All that one detector says of one blob."""

    blob: str
    path_class: str
    detector: str
    version: str
    outcome: Outcome = Outcome.READ
    reason: str = ""
    """Why the reading is bounded or failed."""
    findings: tuple[Finding, ...] = ()
    summary: dict[str, Any] = Field(default_factory=dict)
    """What the detector needs to conclude on a repository without reading the blob again (JSON values)."""

    @property
    def key(self) -> BlobKey:
        """The part of the cache key that varies within one detector version."""
        return BlobKey(self.blob, self.path_class)


class Fact(Frozen):
    """Something a detector concludes about a whole repository, with its place at the default branch."""

    detector: str
    rule: str
    path: str = ""
    line: int = 0
    end_line: int = 0
    confidence: Confidence = Confidence.MEDIUM
    message: str = ""
    data: dict[str, Any] = Field(default_factory=dict)


class Bounded(Frozen):
    """A blob that a detector did not wholly read, and why; listed in every report."""

    blob: str
    path: str
    detector: str
    reason: str


class Known(NamedTuple):
    """What is remembered of an earlier reading without recalling it whole."""

    reason: str
    """Why the reading was bounded, or ""."""
    has_findings: bool


class Report(Frozen):
    """How the scan of one repository went. Counts are of (blob, detector) readings."""

    commit: str
    """Commit of the default branch that was read; "" for a repository without commits."""
    branch: str = ""
    committed_at: str = ""
    """Date of that commit, ISO 8601."""
    refs_digest: str
    """Hash of all refs: equal digest, equal history."""
    detectors: dict[str, str]
    """Name → version of the detectors that concluded."""
    files: int = 0
    history_blobs: int = 0
    blobs_read: int = 0
    """Distinct blobs whose content was read in this run."""
    blobs_cached: int = 0
    """Distinct blobs of interest that needed no reading."""
    bounded: tuple[Bounded, ...] = ()
    failed: int = 0
    """Those of the bounded that a later scan tries again."""
    missing: int = 0
    """Objects that the repository names but doesn't hold."""
    shallow: bool = False
    problems: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Whether all that was to be read has been read."""
        return Outcome.BOUNDED if self.bounded or self.missing or self.problems else Outcome.READ
