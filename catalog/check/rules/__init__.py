# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The judges, one a rule of `policies/opening.yml`, under the rule's id."""

from collections.abc import Mapping

from catalog.check.rules.community import judge_contributing, judge_security_contact
from catalog.check.rules.exclusions import without_reason
from catalog.check.rules.files import judge_binary_files, judge_file_sizes
from catalog.check.rules.generated import judge_generated_files
from catalog.check.rules.headers import judge_spdx_headers
from catalog.check.rules.internal import judge_internal_addresses
from catalog.check.rules.licences import judge_licence_embedded, judge_licence_legal, judge_licence_present
from catalog.check.rules.new import new_repository_closed
from catalog.check.rules.personal import judge_personal_data
from catalog.check.rules.publiccode import judge_publiccode_present, judge_publiccode_valid
from catalog.check.rules.readme import judge_degree_badge, judge_readme_present, judge_readme_sections
from catalog.check.rules.rights import judge_rights_notices, judge_third_party
from catalog.check.rules.secrets import judge_secrets
from catalog.check.rules.state_design import judge_state_design
from catalog.check.side import Judge

JUDGES: Mapping[str, Judge] = {
    "licence-present": judge_licence_present,
    "licence-legal": judge_licence_legal,
    "licence-embedded": judge_licence_embedded,
    "third-party-licence": judge_third_party,
    "rights-notice": judge_rights_notices,
    "spdx-headers": judge_spdx_headers,
    "dsfr-outside-gouv": judge_state_design,
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
