# `make help` lists what can be done here.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# What a person adds, as in: make test ARGS="-k receipts"
ARGS ?=
# Which long experiments, as in: make drills DRILL="faults backup"
DRILL ?=
# Which faults, whether they have passed already or not, as in: make drills FAULT="redis-away poison"
FAULT ?=
DRILLS := $(patsubst tests/drills/test_%.py,%,$(wildcard tests/drills/test_*.py))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-postgresql test-worker test-browser drills lint bench bench-screening

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.installed ## Prepare the environment that the site runs in (.venv)

run: install ## Start the whole site on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/python manage.py run

test: $(VENV)/.installed-dev ## Run the tests: SQLite, and a Redis that the tests start themselves
	@$(PYTEST) -n 2 $(ARGS)

test-postgresql: $(VENV)/.installed-dev ## Run the tests on the PostgreSQL server in TEST_DATABASE_URL
	@$(PYTEST) -n 2 -m "not worker and not browser and not benchmark and not drill" $(ARGS)

test-worker: $(VENV)/.installed-dev ## Run the tests that start real workers and kill them
	@$(PYTEST) -m worker $(ARGS)

test-browser: $(VENV)/.installed-dev ## Run the tests that drive a Chromium
	@$(PYTEST) -m browser $(ARGS)

drills: $(VENV)/.installed-dev ## Run the long experiments, or some: make drills DRILL=faults, make drills FAULT=redis-away
	@$(if $(filter-out $(DRILLS),$(DRILL)),echo "There are these drills: $(DRILLS)" >&2; exit 2)
	@FAULT="$(FAULT)" $(PYTEST) -m drill -s \
		$(patsubst %,tests/drills/test_%.py,$(or $(DRILL),$(if $(FAULT),faults,$(DRILLS)))) $(ARGS)

lint: $(VENV)/.installed-dev ## Check style, types, templates and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --check templates
	@$(BIN)/lint-imports

bench: $(VENV)/.installed-dev ## Measure how fast it is; asserts nothing
	@$(PYTEST) -m benchmark -s --ignore tests/benchmarks/test_screening.py --ignore tests/benchmarks/test_profanity.py $(ARGS)

bench-screening: $(VENV)/.installed-dev ## Measure how well spam and strong language are told
	@$(PYTEST) -m benchmark -s -q tests/benchmarks/test_screening.py tests/benchmarks/test_profanity.py $(ARGS)

# An environment whose Python is gone, say after an upgrade of the system, is made anew.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) lacks its venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.txt
	@echo "Installing what the site needs …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@echo "Installing what tests and linters need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@
