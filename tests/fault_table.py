# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The fault table: every kind of forge × every fault, and what a crawl makes of it; `bench.faults` writes it down."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from catalog.crawl import crawl, exit_code
from catalog.database import open_store
from catalog.source_crawl import SourceReport
from scanner.forges.access import variable_of
from scanner.forges.interface import Limits, Settings
from scanner.sources import read_sources
from tests import fault_strikes as strikes
from tests.fault_proxy import FaultProxy, Rule, Strike
from tests.forge_simulator import ForgeSimulator
from tests.forge_simulator.samples import Json

COUNT = 205
"""Repositories of the one owner: three pages."""
LIMITS = Limits(connect=2, read=0.5, answer=1.5, attempts=3, backoff=0.01, max_wait=2.5)
ENDLESS = 30
"""Requests after which a reader should have noticed that a listing doesn't advance."""
BOUND = 20
"""Seconds that no case may take, whatever the machine is busy with."""


class Kind(NamedTuple):
    """A kind of forge, with one owner whose repositories the simulator holds."""

    name: str
    word: str
    """The SOURCE of the command line."""
    listing: str
    """What the address (or body) of a request for a page of repositories holds."""
    part: str
    """The simulator's part that plays it."""
    counts: bool = True
    """Whether the forge announces how many repositories there are."""
    token: bool = True

    def fill(self, simulator: ForgeSimulator) -> None:
        """Have the simulator hold one owner with `COUNT` open repositories."""
        kinds = {"github": {"kind": "Organization"}, "gitlab": {"kind": "group"}}.get(self.part, {})
        simulator.gitea.is_gogs = self.name == "gogs"
        getattr(simulator, self.part).add(OWNER, public=COUNT, private=0, **kinds)

    def held(self, simulator: ForgeSimulator) -> list[Json]:
        """Return the simulator's own list of repositories, which faults may change."""
        part = getattr(simulator, self.part)
        found: list[Json] = part.projects if self.part == "gitlab" else part.repositories
        return found


OWNER = "etalab"
KINDS = (
    Kind("github", "https://github.com/etalab", "/repos?", "github"),
    Kind("gitlab", "https://gitlab.com/etalab", "/projects?", "gitlab"),
    Kind("gitlab, whole", "gitlab+https://gitlab.example.fr", "pagination=keyset", "gitlab"),
    Kind("gitea", "gitea+https://gitea.example.fr/etalab", "/repos/search?", "gitea"),
    Kind("forgejo, whole", "forgejo+https://forgejo.example.fr", "/repos/search?", "gitea"),
    Kind("gogs", "gogs+https://gogs.example.fr/etalab", "/repos/search?", "gitea", counts=False, token=False),
    Kind("bitbucket cloud", "bitbucket+https://bitbucket.org/etalab", "/2.0/repositories/", "bitbucket"),
    Kind("bitbucket server", "bitbucket+https://bit.example.fr/etalab", "/repos?", "bitbucket_server", counts=False),
    Kind("sourcehut", "https://git.sr.ht/~etalab", "repositories(", "sourcehut", counts=False),
)


class Stage(NamedTuple):
    """What a fault is played on."""

    kind: Kind
    simulator: ForgeSimulator
    elsewhere: str
    """Address of a server on another origin, which nobody should ever ask anything."""

    def lose(self) -> None:
        """Have the repository that was listed first deleted: the one added, or created, before all others."""
        held = self.kind.held(self.simulator)
        held.remove(min(held, key=lambda one: str(one.get("created_on", ""))))

    def gain(self) -> None:
        """Have a repository created, with an id and dates of its own, at the end of the simulator's list."""
        held = self.kind.held(self.simulator)
        text = json.dumps(held[-1]).replace(str(held[-1]["name"]), "zzz-nouveau")
        new: Json = json.loads(text.replace(str(held[-1]["name"]).lower(), "zzz-nouveau"))
        for key, value in _OF_ITS_OWN.items():
            if key in new:
                new[key] = value
        held.append(new)


_LATER = "2026-11-24T12:00:00Z"
_OF_ITS_OWN = {
    "id": 999_999,
    "rid": "r99999999",
    "uuid": "{00000000-0000-4000-8000-999999999999}",
    "slug": "zzz-nouveau",
    "created_at": _LATER,
    "created_on": _LATER,
    "updated": _LATER,
    "updated_on": _LATER,
    "updated_at": _LATER,
    "last_activity_at": _LATER,
}


class Fault(NamedTuple):
    """What goes wrong, and how the crawl should end."""

    name: str
    rules: Callable[[Stage], list[Rule]]
    exits: frozenset[int]


@dataclass(frozen=True)
class Row:
    """How one case ended."""

    fault: str
    kind: str
    expected: int | None
    """What the forge announced."""
    obtained: int
    """Rows of the store."""
    missing: int
    """Repositories that the forge holds at the end and the store doesn't."""
    report: SourceReport
    exit: int
    requests: int
    seconds: float
    told: str
    """All that was said."""
    asked_elsewhere: int
    token: str

    @property
    def reported(self) -> int | str:
        """Return how many repositories the report says are missing; « all » when it says that of the whole source."""
        if self.exit == 0:
            return 0
        if self.expected is None or self.report.outcome == "unreached":
            return "all"
        return max(0, self.expected - self.report.seen)

    @property
    def outcome(self) -> str:
        """Return the row of the table, without what may vary: how often it was asked."""
        expected = "–" if self.expected is None else self.expected
        return f"| {self.fault} | {self.kind} | {expected} | {self.obtained} | {self.reported} | {self.exit} |"


def _once(strike: Strike) -> Callable[[Stage], list[Rule]]:
    return lambda stage: [Rule(strike, stage.kind.listing, first=2, times=1)]


def _from_page_two(strike: Strike) -> Callable[[Stage], list[Rule]]:
    return lambda stage: [Rule(strike, stage.kind.listing, first=2)]


def _always(strike: Strike) -> Callable[[Stage], list[Rule]]:
    return lambda _: [Rule(strike)]


def _endless(stage: Stage) -> list[Rule]:
    """Give one page for ever; a reader who doesn't notice meets a closed door after a while."""
    return [Rule(strikes.drops, first=ENDLESS), Rule(strikes.repeats(), stage.kind.listing)]


def _renamed(status: int) -> Callable[[Stage], list[Rule]]:
    """Redirect once, on the same origin; what follows is let through."""
    return lambda stage: [Rule(strikes.moves(status), stage.kind.listing, first=2, times=1)]


def _changing(*happenings: Callable[[Stage], None]) -> Callable[[Stage], list[Rule]]:
    def happens(stage: Stage) -> None:
        for happening in happenings:
            happening(stage)

    return lambda stage: [Rule(strikes.meanwhile(lambda: happens(stage)), stage.kind.listing, first=2, times=1)]


_WHOLE, _PARTIAL, _NOTHING = frozenset({0}), frozenset({3}), frozenset({4})
_EITHER = _WHOLE | _PARTIAL

FAULTS = (
    Fault("none", lambda _: [], _WHOLE),
    Fault("HTTP 500, once", _once(strikes.says(500)), _WHOLE),
    Fault("HTTP 502, once", _once(strikes.says(502)), _WHOLE),
    Fault("HTTP 500, from the second page on", _from_page_two(strikes.says(500)), _PARTIAL),
    Fault("HTTP 500, always", _always(strikes.says(500)), _NOTHING),
    Fault("429, Retry-After in seconds", _once(strikes.asks_to_wait(1)), _WHOLE),
    Fault("429, Retry-After as a date", _once(strikes.asks_to_wait(1, as_date=True)), _WHOLE),
    Fault("429, longer than --max-wait", _from_page_two(strikes.asks_to_wait(3600)), _PARTIAL),
    Fault("403, secondary limit, Retry-After", _once(strikes.secondary_limit("1")), _WHOLE),
    Fault("403, secondary limit, no header", _from_page_two(strikes.secondary_limit()), _PARTIAL),
    Fault("connection dropped, once", _once(strikes.drops), _WHOLE),
    Fault("connection dropped, from the second page on", _from_page_two(strikes.drops), _PARTIAL),
    Fault("connection dropped, always", _always(strikes.drops), _NOTHING),
    Fault("stalled before the headers, once", _once(strikes.stalls), _WHOLE),
    Fault("stalled in the body, once", _once(strikes.stalls_in_the_body), _WHOLE),
    Fault("stalled in the body, from the second page on", _from_page_two(strikes.stalls_in_the_body), _PARTIAL),
    Fault("dripped byte by byte, once", _once(strikes.drips(0.1)), _WHOLE),
    Fault("401 in the middle", _from_page_two(strikes.says(401, "Bad credentials")), _PARTIAL),
    Fault("404 in the middle", _from_page_two(strikes.says(404, "Not Found")), _PARTIAL),
    Fault("HTML for JSON in the middle", _from_page_two(strikes.gives_a_page_for_people), _PARTIAL),
    Fault("HTML for JSON, always", _always(strikes.gives_a_page_for_people), _NOTHING),
    Fault("truncated JSON, right Content-Length, once", _once(strikes.truncates(honest=True)), _WHOLE),
    Fault("truncated JSON, wrong Content-Length, once", _once(strikes.truncates(honest=False)), _WHOLE),
    Fault("truncated JSON, from the second page on", _from_page_two(strikes.truncates(honest=True)), _PARTIAL),
    Fault("empty page in the middle", _from_page_two(strikes.gives_an_empty_page), _PARTIAL),
    Fault("the first page again and again", _endless, _PARTIAL),
    Fault("301 on the same origin", _renamed(301), _WHOLE),
    Fault("307 on the same origin", _renamed(307), _WHOLE),
    Fault(
        "301 to another origin",
        lambda stage: [Rule(strikes.moves(301, origin=stage.elsewhere), stage.kind.listing, first=2)],
        _PARTIAL,
    ),
    Fault("307 to another origin, always", lambda s: [Rule(strikes.moves(307, origin=s.elsewhere))], _NOTHING),
    Fault("a repository created during the listing", _changing(Stage.gain), _EITHER),
    Fault("a repository deleted during the listing", _changing(Stage.lose), _EITHER),
    Fault("one deleted and one created during the listing", _changing(Stage.lose, Stage.gain), _EITHER),
    Fault("count too high by 5", _always(strikes.lies_by(5)), _PARTIAL),
    Fault("count too low by 5", _always(strikes.lies_by(-5)), _EITHER),
)
NEEDS_A_COUNT = ("empty page in the middle", "count too high by 5", "count too low by 5")
"""Faults that only a forge that announces a count can show."""


def cases() -> list[tuple[Fault, Kind]]:
    """Return every fault with every kind that can have it."""
    return [(fault, kind) for kind in KINDS for fault in FAULTS if kind.counts or fault.name not in NEEDS_A_COUNT]


def play(fault: Fault, kind: Kind, folder: Path) -> Row:
    """Crawl a simulated forge through the proxy with this fault, into a new store below `folder`."""
    with ForgeSimulator() as simulator, FaultProxy("http://127.0.0.1:9", Rule(strikes.drops)) as elsewhere:
        kind.fill(simulator)
        rules = fault.rules(Stage(kind, simulator, elsewhere.url))
        with FaultProxy(simulator.url, *rules) as proxy:
            started = time.monotonic()
            report, names, told = _crawl(kind, proxy.url, simulator.token if kind.token else "", folder)
            seconds = time.monotonic() - started
            held = {_path(one) for one in kind.held(simulator)}
            return Row(
                fault=fault.name,
                kind=kind.name,
                expected=report.expected,
                obtained=len(names),
                missing=len(held - names),
                report=report,
                exit=exit_code([report]),
                requests=len(proxy.requests),
                seconds=seconds,
                told=told + report.model_dump_json(),
                asked_elsewhere=len(elsewhere.requests),
                token=simulator.token,
            )


def _crawl(kind: Kind, api: str, token: str, folder: Path) -> tuple[SourceReport, set[str], str]:
    host = urlsplit(kind.word.rpartition("+")[2]).netloc
    environ = {variable_of("API", host): api, variable_of("TOKEN", host): token, "NO_PROXY": "127.0.0.1"}
    said: list[str] = []
    entries = read_sources([kind.word], today=date(2026, 11, 22)).entries
    with open_store(folder / "ouvrage.db") as store:
        (report,) = crawl(store, entries, Settings(environ=environ, notify=said.append, limits=LIMITS))
        rows = store.rows("SELECT full_name FROM repositories WHERE gone_at IS NULL")
        dump = [str(store.rows(f"SELECT * FROM {table}")) for table in ("crawls", "skipped", "forges", "owners")]  # noqa: S608
    return report, {row["full_name"] for row in rows}, "\n".join([*said, *dump])


def _path(raw: Json) -> str:
    """Return the full name of a repository of any kind."""
    if "rid" in raw:
        return f"~{raw['account']}/{raw['name']}"
    if "hierarchyId" in raw:
        return f"{raw['project']['key']}/{raw['slug']}"
    return str(raw.get("path_with_namespace") or raw["full_name"])
