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

# ATTACK=full is the one variable by which the attacks of `make test` become long: 500 people in place of 45, twelve
# interleavings of talks in place of one. What was measured is printed at the end, as tables with the date.
ATTACKS := tests/attack $(wildcard $(addprefix tests/whole/test_,$(addsuffix .py, \
  identity case_privacy wrong_chat memory crash phases ending_ways))) \
  $(wildcard tests/storage/register/scrub/test_disguises.py)

attack: setup  ## Try to find out who wrote what and who talks with whom; prints figures (half an hour)
	ATTACK=full $(BIN)/python -m pytest -q -n 2 $(ATTACKS)

bench: setup build/peers/ready  ## Measure the scrubber beside its peers, then a message on its way (minutes, on a quiet machine)
	$(BIN)/python -m benchmarks.scrub dev
	$(BIN)/python -m benchmarks.scrub_peers dev
	$(BIN)/python -m benchmarks.room

# 700 MB that Glos itself has no use for
build/peers/ready: benchmarks/peers.lock
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

torture: setup  ## Fifty talks at a time in bad weather, and a bot that is killed again and again (minutes)
	$(BIN)/python -m pytest -q -s tests/whole/torture.py

check: setup  ## Look at form, types, imports, questionnaires, catalogues, rules and claims
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m locales.check
	$(BIN)/glos check --offline
	$(BIN)/python tests/check_rules.py
	$(BIN)/python -m tests.check_claims
	@# the tests that keep what people are told (docs/privacy.md)
	$(BIN)/python -m pytest -q -n 2 $$($(BIN)/python -m tests.check_claims --tests)

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
	build/lock/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --output-file benchmarks/peers.lock benchmarks/peers.txt
	rm -r build/lock

clean:  ## Remove what was made, the sandbox's data too
	rm -rf .venv build sandbox-data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
