# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The judges, one a rule of `policies/opening.yml`, under the rule's id."""

from collections.abc import Mapping

from catalog.check.rules.community import judge_contributing, judge_security_contact
from catalog.check.rules.exclusions import without_reason
from catalog.check.rules.files import judge_binary_files, judge_file_sizes
from catalog.check.rules.generated import judge_generated_files
from catalog.check.rules.internal import judge_internal_addresses
from catalog.check.rules.new import new_repository_closed
from catalog.check.rules.personal import judge_personal_data
from catalog.check.rules.publiccode import judge_publiccode_present, judge_publiccode_valid
from catalog.check.rules.readme import judge_degree_badge, judge_readme_present, judge_readme_sections
from catalog.check.rules.secrets import judge_secrets
from catalog.check.side import Judge

JUDGES: Mapping[str, Judge] = {
    "secret": judge_secrets,
    "personal-data": judge_personal_data,
    "internal-address": judge_internal_addresses,
    "readme-present": judge_readme_present,
    "readme-sections": judge_readme_sections,
    "contributing": judge_contributing,
    "security-contact": judge_security_contact,
    "publiccode-present": judge_publiccode_present,
    "publiccode-valid": judge_publiccode_valid,
    "degree-badge": judge_degree_badge,
    "generated-file": judge_generated_files,
    "binary-file": judge_binary_files,
    "file-size": judge_file_sizes,
    "new-repository-closed": new_repository_closed,
    "exclusion-without-reason": without_reason,
}
