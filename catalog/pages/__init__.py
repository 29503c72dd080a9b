# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of the site say and where they are; `catalog.website` renders them."""
