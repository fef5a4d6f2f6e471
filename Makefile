# Everything needs only make and Python 3.11 or newer; each target sets up what it uses.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup sandbox test torture attack bench check format pictures lock clean

help:  ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: .venv/ready  ## Make .venv with everything that is pinned in requirements.lock

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Glos needs Python 3.11 or newer; name one like this: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@# setuptools warns of folders beside the checkout, which are the project itself
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

sandbox: setup  ## Try the bot in a Telegram on this machine (Ctrl-C ends it)
	$(BIN)/glos sandbox

test: setup  ## Run all tests
	$(BIN)/python -m pytest -q -n 2

# As in `make test`, but with twelve interleavings of talks in place of one.
attack: setup  ## Try to find out who talks with whom, and to get words into a wrong chat
	ATTACK=1 ATTACK_SEEDS=12 $(BIN)/python -m pytest -q -n 2 \
	  tests/whole/test_identity.py tests/whole/test_case_privacy.py tests/whole/test_wrong_chat.py \
	  tests/whole/test_crash.py tests/whole/test_memory.py

bench: setup  ## Measure how long a message is on its way (two minutes, on a quiet machine)
	$(BIN)/python -m benchmarks.room

torture: setup  ## Fifty talks at a time in bad weather, and a bot that is killed again and again (minutes)
	$(BIN)/python -m pytest -q -s tests/whole/torture.py

check: setup  ## Look at form, types, imports, questionnaires, catalogues and rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m locales.check
	$(BIN)/glos check --offline
	$(BIN)/python tests/check_rules.py

format: setup  ## Put the code into form
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

pictures: setup  ## Take the pictures of the sandbox anew (needs Chromium)
	$(BIN)/python -m tests.pictures

lock:  ## Pin the newest allowed versions anew (uv, in an environment that is thrown away)
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra translation --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml
	rm -r build/lock

clean:  ## Remove what was made, the sandbox's data too
	rm -rf .venv build sandbox-data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
