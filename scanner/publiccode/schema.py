# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The keys of publiccode.yml 0.7 as data: what each holds, whether it must be there, what replaces it.

Source: the standard, https://docs.publiccode.eu (docs/standard/schema.core.rst and schema.it.rst of publiccodeyml),
where it and its reference parser differ, see `docs/publiccode.md`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from scanner.publiccode import checks, vocabularies
from scanner.publiccode.checks import Check
from scanner.publiccode.languages import is_language

# --- what a value may be ---------------------------------------------------------------------------------------------


class Text(NamedTuple):
    """A text, with what it must look like and how long it may be, in grapheme clusters."""

    checks: tuple[Check, ...] = ()
    at_least: int = 0
    at_most: int = 0
    file: bool = False
    """Whether it may name a file of the repository."""
    notices: tuple[Check, ...] = ()
    """What only deserves a warning."""
    may_be_empty: bool = True
    """Whether an empty text stands for a key that isn't there, so that it isn't checked."""


class Choice(NamedTuple):
    """One of a closed list of texts."""

    values: tuple[str, ...]
    listed_at: str = ""
    """Where a list too long to be told is published."""


class Flag(NamedTuple):
    """true or false."""


class Items(NamedTuple):
    """A list."""

    each: "Rule"
    not_empty: bool = False
    or_one: bool = False
    """Whether one value may stand without its list."""


class Section(NamedTuple):
    """A mapping whose keys are known."""

    keys: Mapping[str, "Key"]


class Languages(NamedTuple):
    """A mapping from languages to sections."""

    each: Section


Rule = Text | Choice | Flag | Items | Section | Languages


class Key(NamedTuple):
    """One key of a section."""

    rule: Rule
    needed: bool = False
    deprecated: str = ""
    """What is said of a document that still has it."""


# --- what texts look like --------------------------------------------------------------------------------------------

_WEB = Check(checks.is_web_url, message="this must be an http or https address")
_URL = Check(checks.is_url, message="this must be an absolute address, such as https://…")
_DATE = Check(checks.is_date, message="this must be a day written YYYY-MM-DD")
_EMAIL = Check(checks.is_email, message="this is not an e-mail address")
_MEDIA = Check(checks.is_media_type, message="{value} is not a media type, such as text/plain")
_COUNTRY = Check(checks.is_country, message="{value} is not a country code of two letters (ISO 3166-1), such as FR")
_CAPITALS = Check(str.isupper, message="country codes in small letters are deprecated: write them in capitals")
_LANGUAGE = Check(is_language, message="{value} is not a language tag (BCP 47), such as fr or en-GB")
_SPDX = Check(
    checks.is_licence, message="{value} is not an SPDX expression: take identifiers of https://spdx.org/licenses"
)
_URI = Check(checks.is_organisation_uri, message="{value} is not the URI of an organisation: an address or a URN")
_IPA = Check(checks.is_ipa_code, message="{value} is not the code of an Italian administration")
_SUPPORT = Check(checks.is_support, message="{value} is neither a known alias (alias:gdpr…), nor an address, nor a URN")
_INSIDE = Check(
    checks.is_inside, message="this must be a path from the root of the repository, without a leading /, or an address"
)
_LOGO = Check(checks.is_logo, message="a logo must be an SVG, SVGZ or PNG file")
_SCREENSHOT = Check(checks.is_screenshot, message="a screenshot must be a PNG or JPG file")
_VIDEO = Check(
    checks.is_video, message="this is not the address of a video on a site that speaks oEmbed (PeerTube, YouTube…)"
)


# --- what is deprecated ----------------------------------------------------------------------------------------------

_MESSAGES = {
    "drop": "this key is deprecated: it can be dropped",
    "logo": "this key is deprecated: use logo",
    "owner": "this key is deprecated: use organisation.name",
    "ipa": "this key is deprecated: use organisation.uri, with urn:x-italian-pa: before the code",
    "lower": "country sections in small letters are deprecated: write IT",
}

# --- the document ----------------------------------------------------------------------------------------------------

_LISTS = "https://github.com/publiccodeyml/publiccode.yml/blob/main/docs/standard"
_TEXT = Key(Text())
_NAME = Key(Text(), needed=True)
_ADDRESS = Key(Text((_WEB,), may_be_empty=False))
_FLAG = Key(Flag())
_TEXTS = Key(Items(Text()))
_PICTURE = Text((_INSIDE, _LOGO), file=True)
_ORGANISATION = Section({"name": _TEXT, "uri": Key(Text((_URI,)), needed=True)})
_COUNTRIES = Key(Items(Text((_COUNTRY,), notices=(_CAPITALS,), may_be_empty=False)))
_TYPES = Key(Items(Text((_MEDIA,), may_be_empty=False)), deprecated=_MESSAGES["drop"])
_DEPENDENCIES = Key(
    Items(
        Section({"name": _NAME, "versionMin": _TEXT, "versionMax": _TEXT, "version": _TEXT, "optional": _FLAG}),
    )
)
_CONTRACTOR = Section(
    {"name": _NAME, "until": Key(Text((_DATE,)), needed=True), "email": Key(Text((_EMAIL,))), "website": _ADDRESS}
)
_CONTACT = Section({"name": _NAME, "email": Key(Text((_EMAIL,))), "affiliation": _TEXT, "phone": _TEXT})

DESCRIPTION = Section(
    {
        "localisedName": _TEXT,
        "genericName": Key(Text(at_most=35), deprecated=_MESSAGES["drop"]),
        "shortDescription": Key(Text(at_most=150), needed=True),
        "longDescription": Key(Text(at_least=150, at_most=10_000)),
        "documentation": _ADDRESS,
        "apiDocumentation": _ADDRESS,
        "features": Key(Items(Text(), not_empty=True)),
        "screenshots": Key(Items(Text((_INSIDE, _SCREENSHOT), file=True))),
        "videos": Key(Items(Text((_VIDEO,), may_be_empty=False))),
        "awards": _TEXTS,
    }
)
IN_SOME_LANGUAGE = ("longDescription", "features")
"""Keys that one language at least must have."""

ITALY = Section(
    {
        "countryExtensionVersion": Key(Choice(vocabularies.ITALIAN_VERSIONS)),
        "conforme": Key(
            Section(
                dict.fromkeys(("lineeGuidaDesign", "modelloInteroperabilita", "misureMinimeSicurezza", "gdpr"), _FLAG)
            ),
            deprecated=_MESSAGES["drop"],
        ),
        "riuso": Key(Section({"codiceIPA": Key(Text((_IPA,)), deprecated=_MESSAGES["ipa"])})),
        "piattaforme": Key(Section(dict.fromkeys(("spid", "pagopa", "cie", "anpr", "io"), _FLAG))),
    }
)

DOCUMENT = Section(
    {
        "publiccodeYmlVersion": Key(Text(), needed=True),
        "name": _NAME,
        "applicationSuite": _TEXT,
        "url": Key(Text((_URL,)), needed=True),
        "landingURL": _ADDRESS,
        "isBasedOn": Key(Items(Text((_URL,), may_be_empty=False), or_one=True)),
        "softwareVersion": _TEXT,
        "releaseDate": Key(Text((_DATE,), may_be_empty=False)),
        "logo": Key(_PICTURE),
        "monochromeLogo": Key(_PICTURE, deprecated=_MESSAGES["logo"]),
        "organisation": Key(_ORGANISATION),
        "inputTypes": _TYPES,
        "outputTypes": _TYPES,
        "platforms": Key(Items(Text(), not_empty=True), needed=True),
        "categories": Key(Items(Choice(vocabularies.CATEGORIES, f"{_LISTS}/categories-list.rst"))),
        "usedBy": _TEXTS,
        "fundedBy": Key(Items(_ORGANISATION)),
        "roadmap": _ADDRESS,
        "developmentStatus": Key(Choice(vocabularies.STATUSES), needed=True),
        "softwareType": Key(Choice(vocabularies.SOFTWARE_TYPES), needed=True),
        "supports": Key(Items(Section({"id": Key(Text((_SUPPORT,)), needed=True)}))),
        "intendedAudience": Key(
            Section(
                {
                    "scope": Key(Items(Choice(vocabularies.SCOPES, f"{_LISTS}/scope-list.rst"))),
                    "countries": _COUNTRIES,
                    "unsupportedCountries": _COUNTRIES,
                }
            )
        ),
        "description": Key(Languages(DESCRIPTION), needed=True),
        "legal": Key(
            Section(
                {
                    "license": Key(Text((_SPDX,)), needed=True),
                    "mainCopyrightOwner": _TEXT,
                    "repoOwner": Key(Text(), deprecated=_MESSAGES["owner"]),
                    "authorsFile": Key(Text((_INSIDE,), file=True), deprecated=_MESSAGES["drop"]),
                }
            ),
            needed=True,
        ),
        "maintenance": Key(
            Section(
                {
                    "type": Key(Choice(vocabularies.MAINTENANCE_TYPES), needed=True),
                    "contractors": Key(Items(_CONTRACTOR)),
                    "contacts": Key(Items(_CONTACT)),
                }
            ),
            needed=True,
        ),
        "localisation": Key(
            Section(
                {
                    "localisationReady": Key(Flag(), needed=True),
                    "availableLanguages": Key(
                        Items(Text((_LANGUAGE,), may_be_empty=False), not_empty=True), needed=True
                    ),
                }
            ),
            needed=True,
        ),
        "dependsOn": Key(Section(dict.fromkeys(("open", "proprietary", "hardware"), _DEPENDENCIES))),
        "IT": Key(ITALY),
        "it": Key(ITALY, deprecated=_MESSAGES["lower"]),
    }
)

FORMER = {
    "publiccode-yaml-version": "publiccodeYmlVersion",
    "tags": "categories",
    "onlyFor": "scope",
    "accessibile": "lineeGuidaDesign",
    "interoperabile": "modelloInteroperabilita",
    "sicuro": "misureMinimeSicurezza",
    "privacy": "gdpr",
    "latestRelease": "softwareVersion",
    "version": "softwareVersion",
}
"""Names of earlier drafts of the standard (its changelog, 0.1 to 0.2), or of French files → those of today."""


def home_of(name: str) -> str:
    """Return the section right under the root that has a key, as `legal` has `license`; "" when none has."""
    for section, key in DOCUMENT.keys.items():
        rule = key.rule.each if isinstance(key.rule, Languages) else key.rule
        if isinstance(rule, Section) and name in rule.keys:
            return f"{section}.fr" if isinstance(key.rule, Languages) else section
    return ""
