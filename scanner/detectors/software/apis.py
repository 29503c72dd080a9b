# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Descriptions of APIs, told by their own first words: OpenAPI and Swagger, AsyncAPI, GraphQL schemas, WSDL.

They are read by simple patterns, never parsed: a file of megabytes, or one that isn't quite YAML, costs the same.
"""

import re
from typing import Any

_KINDS = (
    ("OpenAPI", re.compile(r"^\s{0,4}[\"']?openapi[\"']?\s*:\s*[\"']?(3[\d.]{0,8})", re.MULTILINE)),
    ("Swagger", re.compile(r"^\s{0,4}[\"']?swagger[\"']?\s*:\s*[\"']?(2[\d.]{0,8})", re.MULTILINE)),
    ("AsyncAPI", re.compile(r"^\s{0,4}[\"']?asyncapi[\"']?\s*:\s*[\"']?([\d.]{1,8})", re.MULTILINE)),
)
_HEAD = 4000
"""Characters within which a description says what it is."""
_INFO = re.compile(r"[\"']?\binfo[\"']?\s*:\s*\{?([^\0]{0,2000})")
_TITLE = re.compile(r"^\s*[\"']?title[\"']?\s*:\s*[\"']?([^\"'\n]{1,200})", re.MULTILINE)
_VERSION = re.compile(r"^\s*[\"']?version[\"']?\s*:\s*[\"']?([^\"'\n,]{1,40})", re.MULTILINE)
_OPERATION = re.compile(r"^\s+[\"']?(?:get|post|put|patch|delete|publish|subscribe)[\"']?\s*:\s*\{?\s*$", re.MULTILINE)
_WSDL = re.compile(r"<(?:\w+:)?definitions\b[^>]{0,2000}?\bname=\"([^\"]{1,200})\"")
_WSDL_OPERATION = re.compile(r"<(?:\w+:)?operation\b")
_GRAPHQL = re.compile(r"^\s*(?:extend\s+)?type\s+(?:Query|Mutation)\b|^\s*schema\s*\{", re.MULTILINE)
_GRAPHQL_FIELD = re.compile(r"^\s+\w+\s*(?:\([^)\n]*\))?\s*:", re.MULTILINE)


def read_api(text: str, extension: str) -> dict[str, Any]:
    """Return `{kind, title, version, operations}` of a description; {} for what isn't one."""
    if extension == "wsdl":
        found = _WSDL.search(text)
        return _told("WSDL", found[1], "", len(_WSDL_OPERATION.findall(text))) if found else {}
    if extension in {"graphql", "graphqls", "gql"}:
        return _told("GraphQL", "", "", len(_GRAPHQL_FIELD.findall(text))) if _GRAPHQL.search(text) else {}
    kind = next((name for name, pattern in _KINDS if pattern.search(text[:_HEAD])), "")
    info = _INFO.search(text) if kind else None
    if not kind:
        return {}
    about = info[1] if info else ""
    return _told(kind, _first(_TITLE, about), _first(_VERSION, about), len(_OPERATION.findall(text)))


def _told(kind: str, title: str, version: str, operations: int) -> dict[str, Any]:
    return {"kind": kind, "title": " ".join(title.split()), "version": version.strip(), "operations": operations}


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1].strip(" ,}") if found else ""
