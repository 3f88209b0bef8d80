# Three commands are enough to begin: `make run`, `make demo` and `make test`. Each sets everything up first.
SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN := .venv/bin
READY := .venv/.ready

# The first interpreter that starts and is one of 3.11, 3.12, 3.13. Looked up only when a virtual environment is made.
find_python = for candidate in python3 python3.13 python3.12 python3.11; do \
	  if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then echo "$$candidate"; exit; fi; done; \
	  echo "shenbao needs Python 3.11, 3.12 or 3.13; none was found" >&2; exit 1

# uv does not read pip's configuration: an index that the machine has set for pip is handed on to it.
pip_index = $${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true)}}}

.PHONY: help setup run demo test test-long chaos check lint types layers generated format bench lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(READY) ## make .venv and install what requirements.lock names
	@echo "ready: .venv/bin/shenbao --help"

run: $(READY) ## set up, then run the service: http://127.0.0.1:8000, or SHENBAO_PORT
	@exec $(BIN)/shenbao run

demo: $(READY) ## set up, then rehearse whole rounds of all six programmes on a virtual clock
	@$(BIN)/shenbao rehearse standard guiyang_bigdata_bases shandong_digital_clusters_2025 yunnan_bigdata_zones_2023 guangdong_pilot_zones_2019 shiyan_digital_measures_2022 --cases 200 --seed 1

test: $(READY) ## set up, then run all tests that are not marked long; installs a font for them where it may
	@tests/programs.sh font
	@$(BIN)/pytest -n 2 -m "not long"

test-long: $(READY) ## run the tests marked long; installs a browser and PostgreSQL for them where it may
	@tests/programs.sh
	@$(BIN)/pytest -n 2 -m long

chaos: $(READY) ## kill processes 200 times at random instants, on both databases: nothing lost, nothing twice
	@$(BIN)/pytest -q -p no:xdist tests/chaos --kills 200 -rP

check: lint types layers generated ## lint, types, import layers, generated files

lint: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

layers: $(READY)
	@$(BIN)/lint-imports --no-logo

generated: $(READY)
	@$(BIN)/shenbao programme schema --check
	@$(BIN)/shenbao programme pages --check

format: $(READY) ## format the code and mend what ruff can mend by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY) ## measure; prints a table and writes benchmarks/results.json
	@$(BIN)/python -m benchmarks

lock: $(READY) ## write requirements.lock anew from pyproject.toml, keeping versions that still fit
	@index="$(pip_index)" && { [ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; } && \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml \
	    --no-annotate --custom-compile-command "make lock" --output-file requirements.lock

clean: ## remove .venv and everything the tools wrote
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis benchmarks/results.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip brings only uv, in the locked version and checked against its hashes; uv brings the rest in seconds.
$(READY): requirements.lock pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  python=$$($(find_python)) && echo "making .venv with $$("$$python" --version)" && \
	  rm -rf .venv && "$$python" -m venv .venv; }
	@test -x $(BIN)/uv || { \
	  awk '/^[a-z0-9]/ { wanted = /^uv==/ } wanted' requirements.lock > .venv/uv.txt && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt; }
	@echo "installing what requirements.lock names"
	@index="$(pip_index)" && { [ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; } && \
	  export VIRTUAL_ENV="$(CURDIR)/.venv" && \
	  $(BIN)/uv pip sync --quiet requirements.lock && \
	  $(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --editable .
	@touch $@
