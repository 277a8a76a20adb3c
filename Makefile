# `make run` and `make test` do all the set-up on a machine with python3 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all:

# The databases on which `make prove` runs each proof: SQLite, and PostgreSQL at this address.
PROVE_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
PROOFS := $(patsubst tests/proofs/test_%.py,%,$(wildcard tests/proofs/test_*.py))

.PHONY: run test browser screens prove check bench-names bench-audit messages clean

run: $(VENV)/.base
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createcachetable
	@$(BIN)/python manage.py demo --unless-filled
	@DEBUG=off $(BIN)/python manage.py serve --port $(PORT)

test: $(VENV)/.dev
	@$(BIN)/pytest -q

browser: $(VENV)/.dev
	@$(BIN)/pytest -q -n0 -m browser tests

screens: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.main_screens

# The only one whose questions are so many that several processes share them.
PROCESSES_access := auto
# In Chromium it is asked of a site with a database of its own, whatever that of the proof: once is enough.
SECOND_xss := not prove

prove: $(PROOFS:%=prove-%)

prove-%: $(VENV)/.dev
	@$(BIN)/pytest -q -n$(or $(PROCESSES_$*),0) -m "" --full tests/proofs/test_$*.py
	@DATABASE_URL=$(PROVE_DATABASE_URL) $(BIN)/pytest -q -n$(or $(PROCESSES_$*),0) -m "$(SECOND_$*)" --full tests/proofs/test_$*.py

check: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py status_diagrams --check

bench-names: $(VENV)/.dev
	@$(BIN)/python -m tests.benchmarks.bench_names --trigrams $(PROVE_DATABASE_URL) $(if $(FULL),--sizes 20000 100000 1000000)

bench-audit: $(VENV)/.dev
	@DATABASE_URL=$(PROVE_DATABASE_URL) DEBUG=off $(BIN)/python -m tests.benchmarks.bench_audit

messages: $(VENV)/.dev
	@$(BIN)/python manage.py makemessages -l uk --no-obsolete --no-location --ignore .venv --ignore var -v 0
	@$(BIN)/python manage.py compilemessages -v 0

$(VENV)/.base: requirements/base.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@$(PIP) -r requirements/dev.txt
	@touch $@

clean:
	rm -rf $(VENV) casework.sqlite3* staticfiles .pytest_cache .mypy_cache .ruff_cache
