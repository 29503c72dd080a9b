# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the administration says of its site: its name, who answers for it, how accessible it is, how it is dressed."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from catalog.links import is_web
from scanner.errors import UsageError
from scanner.models import Frozen

HALF, ALL = 50.0, 100.0
"""Shares of the criteria met from which a site is partially, then fully compliant (RGAA 4.1, "Obligations")."""
VALID_YEARS = 3
"""How long a statement stands on one audit (order of 20 September 2019 that brings the RGAA into force)."""


class Compliance(StrEnum):
    """What the accessibility statement of a site says first; without an audit, never more than the first."""

    NOT = "not-compliant"
    PARTIAL = "partially-compliant"
    FULL = "fully-compliant"


class Audit(Frozen):
    """An accessibility audit that the administration had made, and declares."""

    compliance: Compliance
    day: date
    rate: float
    """Share of the criteria of the RGAA that are met, 0 to 100."""
    auditor: str
    """Who made it."""
    report: str = ""
    """Web address of the audit, where what isn't accessible is listed."""

    def lapsed_on(self, today: date) -> bool:
        """Tell whether the audit is too old, on that day, for a statement to stand on it."""
        return (today.year - self.day.year, today.month, today.day) > (VALID_YEARS, self.day.month, self.day.day)


class Theme(StrEnum):
    """How the site is dressed."""

    NEUTRAL = "neutral"
    """Our own style, system fonts, no mark of the State."""
    DSFR = "dsfr"
    """The State's design system, for sites of .gouv.fr alone."""


class SiteSettings(Frozen):
    """What the administration says of its site; everything may be left out."""

    name: str = ""
    """The site's name, in the header and in titles."""
    publisher: str = ""
    """The administration that publishes."""
    director: str = ""
    """Who is its publication director (French law of 29 July 1982 on audiovisual communication, article 93-2)."""
    hosting: str = ""
    """Who hosts it: name, address, telephone (French law no. 2004-575 of 21 June 2004, article 1-1)."""
    contact: str = ""
    """An e-mail address or a web address."""
    corrections: str = ""
    """Where to have an entry corrected, likewise; "" = the contact."""
    base_url: str = ""
    """Where the site is served, for absolute addresses (`https://codes.exemple.gouv.fr/`)."""
    audit: Audit | None = None
    theme: Theme = Theme.NEUTRAL
    dsfr_dir: Path | None = None
    """Where the deployer put the files of the State's design system."""

    def compliance_on(self, day: str) -> Compliance:
        """Return what the site may say of its accessibility on a day (ISO 8601; "" when unknown)."""
        if self.audit is None or (day and self.audit.lapsed_on(date.fromisoformat(day[:10]))):
            return Compliance.NOT
        return self.audit.compliance

    def inside(self) -> "SiteSettings":
        """Return what the internal site says: it is served elsewhere, and so may not be dressed as a State's one."""
        return self.model_copy(update={"base_url": "", "theme": Theme.NEUTRAL, "dsfr_dir": None})


Address = dict[str, str]
"""A link: its `text` and its `url`."""


def as_link(address: str) -> Address | None:
    """Return an e-mail or web address as a link, or None when it is neither."""
    text = address.strip()
    if is_web(text):
        return {"text": text, "url": text}
    return {"text": text, "url": f"mailto:{quote(text, safe='@')}"} if "@" in text else None


def declared_audit(
    compliance: Compliance | None, day: str = "", rate: float | None = None, auditor: str = "", report: str = ""
) -> Audit | None:
    """Return the audit that the options declare, or None when none is declared.

    Raises:
        UsageError: it lacks its date, its rate or its auditor; the rate isn't that of the compliance; a bad address.
    """
    if compliance is None and not (day or auditor or report) and rate is None:
        return None
    if compliance is None or rate is None or not (day and auditor.strip()):
        raise UsageError(
            "an accessibility audit is declared with its outcome, its date, its rate and its auditor",
            mend="give all of --accessibility, --accessibility-date, --accessibility-rate, --accessibility-auditor",
        )
    if _compliance(rate) is not compliance:
        raise UsageError(
            "a rate of {rate} % isn't that of a site said to be {compliance}",
            mend="fully-compliant is 100 %, partially-compliant 50 % and more, not-compliant less",
            rate=f"{rate:g}",
            compliance=compliance.value,
        )
    if report and not is_web(report):
        raise UsageError("not a web address: {url}", mend="give one that begins with https://", url=report)
    return Audit(compliance=compliance, day=_day(day), rate=rate, auditor=auditor.strip(), report=report)


def _compliance(rate: float) -> Compliance | None:
    if not 0 <= rate <= ALL:
        return None
    if rate == ALL:
        return Compliance.FULL
    return Compliance.PARTIAL if rate >= HALF else Compliance.NOT


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("not a date: {text}", mend="write it as 2026-11-03", text=text) from None
