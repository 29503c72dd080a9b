# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The judges, one a rule of `policies/opening.yml`, under the rule's id."""

from collections.abc import Mapping

from catalog.check.rules.new import new_repository_closed
from catalog.check.side import Judge

JUDGES: Mapping[str, Judge] = {
    "new-repository-closed": new_repository_closed,
}
