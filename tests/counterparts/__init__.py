# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What other people wrote, made to run here: servers, emulators, recorded answers, published descriptions.

Each module tells its start command. What isn't installed is skipped by name; `.ci/run` installs all of it.
"""
