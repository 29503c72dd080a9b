# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The words of the inventory of algorithms: its fields, as Etalab's guide calls them, and their values."""

from catalog.i18n import Translator, noted

FIELDS = {
    "administration": noted("Administration"),
    "service": noted("Service in charge"),
    "contact": noted("Contact"),
    "updated_on": noted("Date of update"),
    "name": noted("Name of the algorithm"),
    "context": noted("Context"),
    "purpose": noted("Purpose"),
    "moment": noted("When it acts in the decision"),
    "automation": noted("Degree of automation"),
    "legal_basis": noted("Legal basis"),
    "resources": noted("Resources"),
    "decisions_per_year": noted("Decisions a year"),
    "scope": noted("Internal or external scope"),
    "persons": noted("Persons concerned"),
    "data": noted("Data processed"),
    "data_sources": noted("Source of the data"),
    "data_collection": noted("Collection of the data"),
    "kind": noted("Kind (rules or machine learning)"),
    "operations": noted("Operations"),
    "repositories": noted("Source repositories"),
    "repository": noted("Repository"),
    "paths": noted("Files"),
    "status": noted("Status of the sheet"),
}
"""Fields of the guide, in its order, then those that tie a sheet to its code."""
_VALUES = {
    "full": noted("wholly automated decision"),
    "partial": noted("partly automated decision"),
    "support": noted("help to the decision"),
    "rules": noted("rules written by people"),
    "machine-learning": noted("machine learning"),
    "both": noted("rules and machine learning"),
    "internal": noted("internal"),
    "external": noted("external"),
    "proposed": noted("proposed by the machine, to be examined"),
    "declared": noted("declared by the administration"),
}
_CODED = ("automation", "kind", "scope", "status")


def field_title(field: str, t: Translator) -> str:
    """Return what the guide calls a field."""
    return t(FIELDS.get(field, field))


def value_words(field: str, value: str, t: Translator) -> str:
    """Return the words for a value that is one of a list; others are text of the administration's own."""
    return t(_VALUES.get(value, value)) if field in _CODED and value else value
