# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Us and a peer, side by side in one run, as ratios; each bench's last line is JSON."""
