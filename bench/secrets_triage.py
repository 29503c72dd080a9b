# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Find the weights of the triage of generic hits: `python -m bench.secrets_triage SET… [--write]`.

Logistic regression on the tuning half of each labelled set (halves by a hash of the repository's name), a repository
weighing as the square root of its hits. It prints how the half held out does, which it never learns from; `--write`
puts the weights in `policies/secrets.yml`. Deterministic.
"""

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.secrets import half
from bench.secrets_sets import Label, read
from bench.secrets_tools import contents
from scanner.detectors.secrets import secrets_detector
from scanner.detectors.secrets.paths import PathClass
from scanner.detectors.secrets.text import to_utf8
from scanner.policies import load_policy

POLICY = Path("policies/secrets.yml")
PENALTY = 3.0
"""Of the squared weights; chosen by leaving repositories of the tuning half out."""
LEAST_WEIGHT = 0.1
"""Signs that weigh less are left out of the policy."""
UNLABELLED = 0.6
"""What a hit that nobody labelled counts as a false one: most are, some were overlooked."""

Array = npt.NDArray[np.float64]


class Hit(NamedTuple):
    """A generic hit: where, what people say of it (T, F or "" for nothing), and its signs."""

    repository: str
    label: str
    signs: tuple[str, ...]


def main() -> None:
    """Fit, judge, and write if asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.secrets_triage", description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help=f"put the weights in {POLICY}")
    options = parser.parse_args()
    tuning, held_out = (
        [hit for folder in options.sets for hit in hits(folder, half(read(folder), which))] for which in (0, 1)
    )
    bias, weights = fit(tuning)
    print(f"{len(tuning)} hits to learn from, {len(weights)} weights")
    _judge(held_out, bias, weights)
    if options.write:
        _write(bias, weights)


def hits(folder: Path, labels: Sequence[Label]) -> Iterator[Hit]:
    """Yield the generic hits in the files of some labels; those that can't be told (X) are left out."""
    by_file: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_file[f"{label.repository}/{label.path}"].append(label)
    detector = secrets_detector(load_policy("secrets"), b"the key of the bench")
    signs_seen = detector.record_signs()
    for path, data in contents(folder / "files"):
        repository, _, inside = path.partition("/")
        where, text = detector.path_class(inside, len(data)), to_utf8(data)
        if path not in by_file or where is None or text is None:
            continue
        signs_seen.clear()
        detector.candidates(text, PathClass.parse(where), Counter())
        for line, end_line, signs in signs_seen:
            said = _label(by_file[path], line, end_line)
            if said != "X":
                yield Hit(repository, said, signs)


def _label(labels: Iterable[Label], line: int, end_line: int) -> str:
    near = {label.label for label in labels if line <= label.last and label.first <= end_line}
    return next((label for label in "TXF" if label in near), "")


def fit(found: Sequence[Hit]) -> tuple[float, dict[str, float]]:
    """Return bias and weights by Newton's method."""
    names = sorted({sign for hit in found for sign in hit.signs})
    signs, shares = _matrix(found, names), _shares(found)
    true = np.array([hit.label == "T" for hit in found], dtype=np.float64)
    weights = np.zeros(len(names) + 1)
    penalty = np.full(len(names) + 1, PENALTY)
    penalty[-1] = 0.0
    for _ in range(25):
        likely = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (shares * (likely - true)) + penalty * weights
        curve = (signs * (shares * likely * (1 - likely))[:, None]).T @ signs + np.diag(penalty + 1e-9)
        weights -= np.linalg.solve(curve, slope)
    kept = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=False)}
    return round(float(weights[-1]), 2), {name: weight for name, weight in kept.items() if abs(weight) >= LEAST_WEIGHT}


def _matrix(found: Sequence[Hit], names: Sequence[str]) -> Array:
    column = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(found), len(names) + 1))
    matrix[:, -1] = 1.0
    for row, hit in enumerate(found):
        matrix[row, [column[sign] for sign in hit.signs]] = 1.0
    return matrix


def _shares(found: Sequence[Hit]) -> Array:
    of_repository = Counter(hit.repository for hit in found)
    shares: Array = np.array(
        [(1.0 if hit.label else UNLABELLED) / math.sqrt(of_repository[hit.repository]) for hit in found]
    )
    shares /= shares.mean()
    return shares


def _judge(found: Sequence[Hit], bias: float, weights: dict[str, float]) -> None:
    """Print what each bound on the likelihood would keep."""
    totals = [bias + sum(weights.get(sign, 0.0) for sign in set(hit.signs)) for hit in found]
    likely = [(1 / (1 + math.exp(-total)), hit) for total, hit in zip(totals, found, strict=True)]
    true = sum(hit.label == "T" for hit in found)
    print("bound  kept  true kept  precision  among labelled")
    for bound in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = [hit.label for likelihood, hit in likely if likelihood >= bound]
        right, wrong = kept.count("T"), kept.count("F")
        shares = (right / max(1, true), right / max(1, len(kept)), right / max(1, right + wrong))
        print(f"{bound:>5} {len(kept):>5} " + "".join(f"{share:>11.3f}" for share in shares))


def _write(bias: float, weights: dict[str, float]) -> None:
    text = POLICY.read_text(encoding="utf-8")
    listed = "".join(f"    {json.dumps(name)}: {weight}\n" for name, weight in sorted(weights.items()))
    text = re.sub(r"  bias: .*\n  weights:.*\Z", "", text, flags=re.DOTALL)
    POLICY.write_text(f"{text}  bias: {bias}\n  weights:\n{listed}", encoding="utf-8")


if __name__ == "__main__":
    main()
