# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""publiccode.yml, the European standard that describes public software: read and validated with line and column."""

from scanner.publiccode.files import files_on_disk, missing_files
from scanner.publiccode.models import FileReference, Problem, Severity, Validation
from scanner.publiccode.validation import validate

__all__ = ["FileReference", "Problem", "Severity", "Validation", "files_on_disk", "missing_files", "validate"]
