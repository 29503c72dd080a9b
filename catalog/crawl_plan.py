# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a crawl would ask of which forge, and at what cost: told without opening a socket."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scanner.errors import OuvrageError
from scanner.forges.access import access_to
from scanner.models import Forge, ForgeKind, Frozen, Problem, Skipped, SourceEntry

SCHEMA_VERSION = 1
LOCAL = frozenset({ForgeKind.FOLDER})
"""Kinds that are read without a network."""


class Cost(NamedTuple):
    """Fewest requests of a first crawl: of an owner with up to a page of repositories, of a whole forge."""

    owner: int
    whole: int


COSTS: Mapping[ForgeKind, Cost] = {
    ForgeKind.GITHUB: Cost(owner=2, whole=1),
    ForgeKind.GITLAB: Cost(owner=2, whole=3),
    ForgeKind.GITEA: Cost(owner=2, whole=2),
    ForgeKind.FORGEJO: Cost(owner=2, whole=2),
    ForgeKind.GOGS: Cost(owner=2, whole=1),
    ForgeKind.SOURCEHUT: Cost(owner=1, whole=1),
    ForgeKind.BITBUCKET: Cost(owner=2, whole=1),
    ForgeKind.GIT: Cost(owner=1, whole=1),
}


class ForgePlan(Frozen):
    """What would be asked of one host."""

    host: str
    kind: ForgeKind
    owners: int
    """Owners that would be listed; 0 = the whole forge."""
    urls: int
    """Addresses of repositories that would be looked up."""
    token: bool
    """Whether there is a token for this host."""
    requests_at_least: int


class DryRun(Frozen):
    """What a crawl would ask, told without opening a socket (``policies/schemas/output/crawl-plan.schema.json``)."""

    schema_version: int = SCHEMA_VERSION
    forges: int
    """Hosts that the sources name, those ignored included; a folder is none."""
    owners: int
    """Owners that the sources name, those ignored included."""
    ignored: int
    """Forges and owners left aside by `ignored_since`."""
    requests_known: int | None
    """How many requests it takes, when that can be told; else None."""
    requests_at_least: int
    problems: tuple[Problem, ...]
    plans: tuple[ForgePlan, ...] = ()
    """What would be asked of each host, the dearest first."""


def dry_run(
    entries: Sequence[SourceEntry],
    problems: Sequence[Problem],
    skipped: Sequence[Skipped] = (),
    environ: Mapping[str, str] | None = None,
) -> DryRun:
    """Say what `crawl` would ask.

    Args:
        entries: what `read_sources` gave, with its `problems` and with what it `skipped` (`host` or `host/owner`).
        environ: where tokens are, to tell which hosts have one.
    """
    remote = [entry for entry in entries if entry.forge.kind not in LOCAL]
    hosts = {entry.forge.host for entry in remote} | {one.what.partition("/")[0] for one in skipped}
    owners = {(owner.host, owner.login.lower()) for entry in remote for owner in entry.owners}
    plans = [_plan(host, [e for e in remote if e.forge.host == host], environ or {}) for host in _hosts(remote)]
    least = sum(plan.requests_at_least for plan in plans)
    listed = sum(not plan.urls for plan in plans)
    return DryRun(
        forges=len(hosts),
        owners=len(owners) + sum("/" in one.what for one in skipped),
        ignored=len(skipped),
        requests_known=None if listed else least,
        requests_at_least=least,
        problems=tuple(problems),
        plans=tuple(sorted(plans, key=lambda plan: (-plan.requests_at_least, plan.host))),
    )


def without_token(entries: Sequence[SourceEntry], environ: Mapping[str, str]) -> list[str]:
    """Return the hosts whose API would be asked without a token, in the order of the sources."""
    forges = {e.forge.host: e.forge for e in entries if e.forge.kind not in LOCAL | {ForgeKind.GIT}}
    return [forge.host for forge in forges.values() if not _has_token(forge, environ)]


def _has_token(forge: Forge, environ: Mapping[str, str]) -> bool:
    """Tell whether there is a token for a forge; one that can't be used is told when the forge is crawled."""
    try:
        return not access_to(forge, environ).anonymous
    except OuvrageError:
        return True


def _hosts(entries: Sequence[SourceEntry]) -> list[str]:
    return list(dict.fromkeys(entry.forge.host for entry in entries))


def _plan(host: str, entries: Sequence[SourceEntry], environ: Mapping[str, str]) -> ForgePlan:
    logins = {owner.login.lower() for entry in entries for owner in entry.owners}
    urls = {url for entry in entries for url in entry.urls}
    kind = entries[0].forge.kind
    whole = any(not entry.owners and not entry.urls for entry in entries)
    cost = COSTS[kind]
    return ForgePlan(
        host=host,
        kind=kind,
        owners=len(logins),
        urls=len(urls),
        token=_has_token(entries[0].forge, environ),
        requests_at_least=len(urls) or (cost.whole if whole else cost.owner * len(logins)),
    )
