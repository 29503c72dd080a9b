# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`annuaire_sup.json`: the State's directory with who is above whom; an empty list when no crawl was given it."""

from collections.abc import Iterable

from catalog.services import lines
from catalog.view import View


def files(view: View) -> Iterable[tuple[str, bytes]]:
    """Yield the file, by identifier of services."""
    records = [record for part in view.services for record in lines(part)]
    yield "annuaire_sup.json", b"[" + b",\n".join(records) + b"]\n"
