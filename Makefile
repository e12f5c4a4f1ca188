# Artist Portal, by one word each: make run, test, check, bench, reset, lock.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
STATIC := .venv/.collected-static
UV := $(shell command -v uv 2>/dev/null)
JOBS ?= 4
TEMPLATES = $(shell find templates -name '*.html' 2>/dev/null)
# What runs on PostgreSQL too: whatever speaks to the database in its own words.
ON_POSTGRESQL = $(wildcard tests/artistportal/test_append_only.py tests/artistportal/test_background.py tests/*/models tests/*/services tests/*/queries)

# Without .pyc files every start takes four times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-postgresql check lint bench reset lock

help:
	@echo "make run    the site with its demo on http://127.0.0.1:$(PORT)/  (PORT=8010 for another port)"
	@echo "make test   all tests, on SQLite and, where it is found, on PostgreSQL"
	@echo "make check  format, lint, types, imports, templates, migrations, deployment, tests"
	@echo "make bench  the benchmarks"
	@echo "make reset  throws the demo's data away"
	@echo "make lock   writes requirements.txt and requirements-dev.txt anew (needs uv)"

# A trial on this machine: what production leaves off. The demo is made by two processes of many
# small sums: threads within each would only wait for each other.
run: export DEBUG = 1
run: export DEMO = 1
run: export HASHED_STATIC = 1
run: export LOG_LEVEL ?= WARNING
run: $(RUN) $(STATIC)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createcachetable --verbosity 0
	@POLARS_MAX_THREADS=1 $(BIN)/python manage.py seed_demo --if-empty
	@exec $(BIN)/python manage.py site --port $(PORT)

test: $(DEV)
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder
	@$(MAKE) --no-print-directory test-postgresql

# A database of the tests' own; where there is no server, says how to get one.
test-postgresql: $(DEV)
	@if url=$$($(BIN)/python -m tests.parts postgresql); then \
		echo "The same on PostgreSQL: $(ON_POSTGRESQL)"; \
		DATABASE_URL=$$url $(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ON_POSTGRESQL); \
	else test "$$ARTISTPORTAL_CI" != 1; fi

check: lint test

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/bandit --quiet -ll --recursive artistportal consent earnings --configfile pyproject.toml
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		ALLOWED_HOSTS=portal.example $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(DEV)
	@failed=0; for each in "bench" "bench.clearances --works 200000 --artists 10000 --decisions 40000" "bench.pages" "bench.statements"; do \
		$(BIN)/python -m $$each || failed=1; \
	done; exit $$failed

reset:
	@if [ "$(SURE)" != yes ]; then \
		printf 'This throws away all data under var/: database, files, mail. Type "reset" to go on: '; \
		read answer; [ "$$answer" = reset ] || { echo "Nothing was touched."; exit 1; }; \
	fi
	@rm -rf var $(STATIC)
	@echo "var/ is gone; make run lays the demo anew."

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements-dev.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Artist Portal needs Python 3.11 or newer, and '$(PYTHON)' is not one: name another with PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make virtual environments: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in .venv ..."
	@rm -rf .venv
	@$(PYTHON) -m venv .venv

$(RUN): requirements.txt | $(BIN)/python
	@test -e $(DEV) -a $(DEV) -nt requirements.txt || $(call install,requirements.txt)
	@touch $@

$(DEV): requirements-dev.txt | $(BIN)/python
	@$(call install,requirements-dev.txt)
	@touch $@

$(STATIC): $(RUN) $(shell find static -type f 2>/dev/null)
	@echo "Collecting static files ..."
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

define install
{ echo "Installing the packages of $(1) ..." && $(if $(UV),$(UV) pip install --python $(BIN)/python --compile-bytecode --require-hashes -r $(1),$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r $(1)); }
endef
