# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The pages that the law asks of an administration's site: legal notice and accessibility statement."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from catalog.links import is_web
from catalog.pages.edition import Edition
from catalog.pages.page import Page
from catalog.pages.settings import Compliance

DEFENDER = "https://formulaire.defenseurdesdroits.fr/"
DELEGATES = "https://www.defenseurdesdroits.fr/saisir/delegues"


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the legal notice and the accessibility statement."""
    settings = edition.settings
    yield Page("legal", "index", "legal.html", partial(_legal, edition), (settings.director, settings.hosting))
    yield Page("accessibility", "index", "accessibility.html", partial(_accessibility, edition), (settings.audit,))


def _legal(edition: Edition) -> dict[str, Any]:
    return {"director": edition.settings.director.strip(), "hosting": edition.settings.hosting.strip()}


def _accessibility(edition: Edition) -> dict[str, Any]:
    """Return what the statement says, in the order of the model that the RGAA's site publishes."""
    _, audit = edition.translate, edition.settings.audit
    return {
        "state": _state(edition),
        "audit": audit,
        "audited_on": edition.day(audit.day.isoformat()) if audit else "",
        "rate": edition.number(audit.rate) if audit else "",
        "report": audit.report if audit and is_web(audit.report) else "",
        "defender": DEFENDER,
        "delegates": DELEGATES,
    }


def _state(edition: Edition) -> str:
    _, settings, site = edition.translate, edition.settings, edition.site()["name"]
    compliance = settings.compliance_on(edition.index.view.date)
    if compliance is Compliance.FULL:
        return _("“{site}” is fully compliant with the RGAA, version 4.1.", site=site)
    if compliance is Compliance.PARTIAL:
        return _("“{site}” is partially compliant with the RGAA, version 4.1.", site=site)
    if settings.audit is None:
        why = _("no audit has been carried out yet.")
    elif settings.audit.compliance is Compliance.NOT:
        why = _("less than half of its criteria are met.")
    else:
        why = _("its last audit is more than three years old.")
    return _("“{site}” is not compliant with the RGAA, version 4.1: {why}", site=site, why=why)
