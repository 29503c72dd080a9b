# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0

PYTHON ?= python3

.PHONY: demo test lint setup lock clean
demo lint setup lock clean:
	@$(PYTHON) make.py $@
test:
	@$(PYTHON) make.py test $(ARGS)
