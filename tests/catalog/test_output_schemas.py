# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What commands print as JSON is what the schemas in policies/schemas/output say: those made of a model are its own."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from catalog.clones.holder import Holder
from catalog.database import Store
from catalog.dossiers import Summary
from catalog.policy_preview.preview import Preview
from catalog.priority_policy import Words
from catalog.reports.clones import holders_json
from catalog.reports.quality import quality_json
from catalog.status import Status, read_status
from catalog.verdict.models import Quality, QualityPoint, Value, Verdict
from scanner.models import Visibility
from scanner.resources import resource_dir

SCHEMAS = resource_dir("policies") / "schemas" / "output"
UNTOLD = ("title", "default")


def plain(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a schema of pydantic's without what it repeats, closed to keys that aren't there."""
    if isinstance(schema, list):
        return [plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: {name: plain(each) for name, each in value.items()} if key in ("properties", "$defs") else plain(value)
        for key, value in schema.items()
        if key not in UNTOLD
    }
    return kept | ({"additionalProperties": False} if "properties" in kept else {})


def of_model(model: type[BaseModel]) -> dict[str, Any]:
    made: dict[str, Any] = plain(model.model_json_schema(mode="serialization"))
    return made


def kept(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


@pytest.mark.parametrize(
    ("name", "model"),
    [("status", Status), ("dossier", Summary), ("verdict", Verdict), ("policy-preview", Preview)],
)
def test_a_schema_that_is_a_model_s_follows_it(name: str, model: type[BaseModel]) -> None:
    schema, made = kept(name), of_model(model)
    assert {key: value for key, value in schema.items() if key in made} == made


@pytest.mark.parametrize(("name", "part", "model"), [("quality", "Quality", Quality), ("clones", "Holder", Holder)])
def test_a_schema_that_lists_a_model_follows_it(name: str, part: str, model: type[BaseModel]) -> None:
    definitions, made = kept(name)["$defs"], of_model(model)
    nested = made.pop("$defs", {})
    if part == "Holder":
        made["properties"]["independent"] = {"type": "boolean"}
        made["required"].append("independent")
    assert definitions == nested | {part: made}


def test_what_is_printed_is_valid(store: Store) -> None:
    point = QualityPoint(id="tests", title=Words(fr="Tests", en="Tests"), met=None)
    quality = Quality(repository="github.com/a/b", value=Value.HIGH, met=0, preconditions=(), points=(point,))
    holder = Holder(
        repository="github.com/a/b",
        owner="a",
        group="github.com/a",
        visibility=Visibility.PUBLIC,
        public=True,
        path="src",
        equal_files=2,
        containment=0.5,
        files=(("x", "src/x"),),
    )
    printed = {
        "status": read_status(store, with_repositories=True).model_dump_json(),
        "quality": quality_json([quality]),
        "clones": holders_json([holder]),
    }
    for name, text in printed.items():
        jsonschema.Draft202012Validator(kept(name)).validate(json.loads(text))


def test_every_json_of_a_command_has_its_schema() -> None:
    commands = (
        "run",
        "crawl-plan",
        "rank",
        "explain",
        "findings",
        "status",
        "quality",
        "clones",
        "extract",
        "verdict",
        "check",
    )
    listing = ("to-open", "openings", "algorithms", "figures", "publiccode", "dossier")
    assert {path.name.removesuffix(".schema.json") for path in Path(SCHEMAS).glob("*.json")} >= {*commands, *listing}
