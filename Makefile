# The chores of this project, one word each. `make` alone lists them: what follows ## is the help.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --root-user-action=ignore
# One more at once than there are processors, since many a test waits; each process has a PostgreSQL of its own.
JOBS ?= $(shell expr $$(nproc 2>/dev/null || echo 1) + 1)
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run install test test-external lint docs pictures contact-sheet bench prove bench-million faults fuzz mutants replay test-two lock lock-peer clean

help: ## Lists these chores
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/ready-to-run ## Starts the service with demo data on port 8000; Ctrl-C stops all of it
	@$(BIN)/club serve --demo

install: $(VENV)/ready-to-run ## Installs what it needs into .venv, and starts nothing

test: $(VENV)/ready-to-test ## Runs every test on an embedded PostgreSQL of its own
	@env -u CLUB_TEST_DATABASE_URL $(PYTEST)

test-external: $(VENV)/ready-to-test ## Runs every test on CLUB_TEST_DATABASE_URL (PostgreSQL 15 or later)
	@test -n "$$CLUB_TEST_DATABASE_URL" || { \
		echo "Set CLUB_TEST_DATABASE_URL to a PostgreSQL where databases may be made," \
			"such as postgresql://me:secret@localhost/postgres" >&2; exit 2; }
	@$(PYTEST)

lint: $(VENV)/ready-to-test ## Checks style, types, layers and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/house

docs: $(VENV)/ready-to-run ## Writes the reference and the guide as a static site into build/docs
	@$(BIN)/python docs/build.py build/docs

pictures: $(VENV)/ready-to-run ## Takes the pictures of the guide anew in a real browser (Debian's Chromium)
	@$(BIN)/python docs/pictures.py

contact-sheet: $(VENV)/ready-to-run ## Draws the guide's sheet of demo pictures in every size that is served
	@$(BIN)/python docs/contact_sheet.py

# Both runs are made whether or not the first one missed a promise.
bench: $(VENV)/ready-to-test ## Measures CPU a request among 100,000 people, beside a static handler and its rivals
	@$(BIN)/python -m bench --json build/bench/small.json; kept=$$?; \
		$(BIN)/python -m bench rivals --workers 2 --json build/bench/two.json && exit $$kept

prove: $(VENV)/ready-to-test ## Proves that the bench's rivals say what we say, and leave nothing behind
	@CLUB_PEERS=1 $(BIN)/python -m pytest tests/peers/test_rivals.py

bench-million: $(VENV)/ready-to-test ## People, work and talk among a million; builds them first, 15 minutes and 30 GB
	@$(BIN)/python -m bench --users 1000000 people jobs talk searches named \
		--smaller build/bench/small.json --json build/bench/large.json

faults: $(VENV)/ready-to-test ## Kills API, worker and database 100 times each under load, and counts what is lost
	@CLUB_FAULTS=100 $(BIN)/python -m pytest tests/faults -s
	@CLUB_FAULTS=100 $(BIN)/python -m pytest tests/features/test_circles.py \
		tests/features/profiles/test_freshness.py tests/features/gallery/test_freshness.py \
		tests/features/search/test_remembered.py tests/features/recommended/test_remembered.py

fuzz: $(VENV)/ready-to-test ## Sends 100,000 hostile requests made from our own OpenAPI, and looks at every answer
	@CLUB_FUZZ=100000 $(BIN)/python -m pytest tests/fuzz -s

replay: $(VENV)/ready-to-test ## Sends all that the reference shows by cURL and requests, in eight formats, and counts
	@CLUB_REPLAY=all $(BIN)/python -m pytest -s tests/replay

test-two: $(VENV)/ready-to-test ## Runs the contract's tests against two services on one database, by turns
	@CLUB_TEST_SERVICES=2 $(BIN)/python -m pytest tests/contract

mutants: $(VENV)/ready-to-test ## Makes small mistakes in pure code, each of which its tests have to notice
	@$(BIN)/python -m mutants

# The locks name hashes, but no host and no folder: they install from whatever registry pip is set up for.
lock: $(VENV)/ready-to-test ## Remakes requirements*.txt from pyproject.toml, with the newest versions
	@$(INSTALL) uv
	@echo "$(BUILD)" | $(LOCK) --custom-compile-command "make lock" --output-file requirements.txt pyproject.toml -
	@echo "$(BUILD)" | $(LOCK) --custom-compile-command "make lock" --output-file requirements-dev.txt \
		--constraints requirements.txt --extra dev pyproject.toml -

lock-peer: $(VENV)/ready-to-test ## Remakes the locks of what runs beside us: the bench's peers, and a test's S3 server
	@$(INSTALL) uv
	@for peer in bench/peers/django bench/peers/fastapi tests/peers/moto; do (cd $$peer && $(CURDIR)/$(LOCK) \
		--custom-compile-command "make lock-peer" --output-file requirements.txt requirements.in) || exit 1; done

BUILD = $(shell sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml)
LOCK = $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links

clean: ## Removes what the chores made, but not ./data
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp a set of packages: remade when the lock or the package's own declaration changes.
$(VENV)/ready-to-run: requirements.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what it needs into $(VENV) …"
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-to-test: requirements-dev.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what the tests need into $(VENV) …"
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/ready-to-run

# pip is what a virtual environment gets last.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "This needs Python 3.11 or later: install it, or name one as in make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>$(VENV).log || { rm -rf $(VENV); cat $(VENV).log >&2; rm -f $(VENV).log; \
		echo "No virtual environment can be made: on Debian, run apt-get install python3-venv first" >&2; exit 2; }
	@rm -f $(VENV).log
