# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What each owner belongs to, who says so, and who answers for it: the facts of the store, joined by rules.

The ministry is that of formats of code.gouv.fr: the owner's own body when it is a top organization, else the first
above it that is. An owner is vouched for by a sources file that gives it (itself, the group or the forge above) an
identifier other than the unknown one, by an open source programme office that lists its account, or by a referent.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum

from catalog.bodies import chain
from catalog.database import Row, Store
from catalog.ospos import Ospo, Referent, load_ospos, load_referents, place_of, places_of
from scanner.models import UNKNOWN_PSO, Frozen


class VoucherKind(StrEnum):
    """What may say that an owner is of the public sector."""

    SOURCES = "sources"
    OSPO = "ospo"
    REFERENT = "referent"


class Voucher(Frozen):
    """One thing that says so."""

    kind: VoucherKind
    where: str
    """File and line, or the address of the office; "" when it isn't known."""


class Attachment(Frozen):
    """What an owner belongs to; "" and None are what nobody says."""

    organization: str = ""
    ministry: str = ""
    ospo_url: str = ""
    floss_policy: str = ""
    ospo: Ospo | None = None
    referent: Referent | None = None
    vouchers: tuple[Voucher, ...] = ()

    @property
    def vouched(self) -> bool:
        """Whether anybody vouches for the owner."""
        return bool(self.vouchers)


_OWNERS = """
SELECT o.id, o.host, o.login, o.pso_id, o.floss_policy, o.ospo_url, o.declared_by, w.organization, w.ministry
FROM owners o JOIN owner_organizations w ON w.owner_id = o.id
"""


def read_attachments(
    store: Store, referents: Iterable[Referent] = (), only: Collection[int] | None = None
) -> dict[int, Attachment]:
    """Return the attachment of owners of the store by their row.

    Args:
        store: the store.
        referents: those that win over what the store knows.
        only: rows of the owners that are asked for; None = all of them.
    """
    rules = _Rules(store, referents)
    rows = store.rows(_OWNERS)
    return {row["id"]: rules.attach(row) for row in rows if only is None or row["id"] in only}


class _Rules:
    """Everything that owners are joined to, indexed."""

    def __init__(self, store: Store, referents: Iterable[Referent]) -> None:
        bodies = store.rows("SELECT pso_id, parent, is_top FROM organizations")
        self.parents: Mapping[str, str] = {row["pso_id"]: row["parent"] for row in bodies}
        self.tops = {row["pso_id"] for row in bodies if row["is_top"]}
        self.referents = load_referents(store) | {referent.scope: referent for referent in referents}
        self.by_url: dict[str, Ospo] = {}
        self.by_body: dict[str, Ospo] = {}
        self.by_place: dict[str, Ospo] = {}
        for ospo in load_ospos(store):
            self.by_url.setdefault(_same(ospo.url), ospo)
            self.by_body.setdefault(ospo.pso_id, ospo)
            for place in filter(None, map(place_of, ospo.code)):
                self.by_place.setdefault(place, ospo)

    def attach(self, row: Row) -> Attachment:
        """Return the attachment of one owner."""
        places = list(places_of(row["host"], row["login"]))
        bodies = list(self._bodies(row["pso_id"]))
        ospo = self._ospo(row["ospo_url"], places, bodies)
        return Attachment(
            organization=row["organization"],
            ministry=row["ministry"],
            ospo_url=row["ospo_url"] or (ospo.url if ospo else ""),
            floss_policy=row["floss_policy"] or (ospo.floss_policy if ospo else ""),
            ospo=ospo,
            referent=self._referent(places, bodies),
            vouchers=tuple(self._vouchers(row, places, bodies)),
        )

    def _bodies(self, pso_id: str) -> Iterator[str]:
        """Yield the body that an owner belongs to and those above it, up to a top organization."""
        if pso_id != UNKNOWN_PSO:
            yield from chain(pso_id, self.parents, self.tops)

    def _ospo(self, declared: str, places: list[str], bodies: list[str]) -> Ospo | None:
        """Return the office that the owner names; else that which lists its account; else that of its body."""
        if declared:
            return self.by_url.get(_same(declared))
        listed = (self.by_place[place] for place in places if place in self.by_place)
        above = (self.by_body[body] for body in bodies if body in self.by_body)
        return next(listed, None) or next(above, None)

    def _referent(self, places: list[str], bodies: list[str]) -> Referent | None:
        """Return the nearest referent: of the account, its groups, its body, its forge, then the bodies above."""
        forge = [place for place in places if "/" not in place]
        near = [*(place for place in places if "/" in place), *bodies[:1], *forge, *bodies[1:]]
        return next((self.referents[scope] for scope in near if scope in self.referents), None)

    def _vouchers(self, row: Row, places: list[str], bodies: list[str]) -> Iterator[Voucher]:
        if bodies:
            yield Voucher(kind=VoucherKind.SOURCES, where=row["declared_by"])
        for place in places:
            if place in self.by_place:
                yield Voucher(kind=VoucherKind.OSPO, where=self.by_place[place].url)
        for scope in (*places, *bodies[:1]):
            if scope in self.referents:
                yield Voucher(kind=VoucherKind.REFERENT, where=self.referents[scope].declared_by)


def _same(url: str) -> str:
    return url.rstrip("/").casefold()
