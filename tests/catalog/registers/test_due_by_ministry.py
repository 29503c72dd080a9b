# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is due falls to the ministry of the owner that it names, and the public isn't told of it."""

from datetime import date

import pytest

from catalog.database import Store
from catalog.registers import Exemption, Registers
from catalog.registers.due import Due, DueKind
from catalog.view import Audience
from catalog.view_builder import build_view
from catalog.viewing.due import due_entries
from scanner.models import Visibility
from tests.catalog import filling as f
from tests.catalog.views import owner

TODAY = date(2026, 11, 25)
OWNERS = (
    owner("dgfip", ministry="Finances"),
    owner("numerique/outils", f.HOST, ministry="Premier ministre"),
    owner("partage", ministry="Finances"),
    owner("partage", f.HOST, ministry="Culture"),
)


@pytest.mark.parametrize(
    ("repository", "ministry"),
    [
        ("github.com/DGFiP/impots", "Finances"),
        ("https://github.com/dgfip/impots.git", "Finances"),
        ("dgfip/impots", "Finances"),
        (f"{f.HOST}/numerique/outils/deep/down/tableau", "Premier ministre"),
        (f"{f.HOST}/partage/x", "Culture"),
        ("partage/x", ""),
        ("github.com/inconnu/x", ""),
        ("", ""),
    ],
)
def test_the_ministry_is_that_of_the_nearest_owner_that_is_named(repository: str, ministry: str) -> None:
    due = Due(kind=DueKind.OPENING_LATE, name="Une ouverture", repository=repository)

    (entry,) = due_entries([due], OWNERS)

    assert entry.ministry == ministry


def test_an_owner_without_referent_is_due_by_its_own_ministry() -> None:
    (entry,) = due_entries([Due(kind=DueKind.REFERENT_MISSING, name="github.com/dgfip", number=3)], OWNERS)

    assert (entry.ministry, entry.number) == ("Finances", 3)


def test_the_public_view_says_nothing_of_what_is_due(store: Store) -> None:
    f.repository(store, "dgfip/ferme", Visibility.PRIVATE)
    lapsed = Exemption(
        file="x.yml", line=1, repository="dgfip/ferme", ground="g", article="L311-5", owner="D", expires_on=TODAY
    )
    registers = Registers(today=TODAY, exemptions=(lapsed,))

    internal, public = (build_view(store, audience, registers=registers) for audience in reversed(Audience))

    assert {each.kind for each in internal.due} == {DueKind.EXEMPTION_LAPSING, DueKind.REFERENT_MISSING}
    assert public.due == ()
