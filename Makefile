# Everything starts here. `make` lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PORT ?= 8000
TESTS ?= tests
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard client/locale/*/LC_MESSAGES/client.po))

export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help env demo serve test lint types imports tests format bench soak fuzz pictures docs translations golden lock clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

env: $(INSTALLED) $(CATALOGUES) ## make the environment in .venv from the lock file

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Evenhand needs Python 3.11 or later; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' comes without venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock names into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(CATALOGUES): %.mo: %.po | $(INSTALLED)
	@$(BIN)/python hatch_build.py

demo: env ## from checklists to a draft statement, on this machine; stays up on PORT
	@$(BIN)/evenhand-server demo --home demo-home --port $(PORT) $(DEMO)

serve: env ## run the server on the home in EVENHAND_HOME
	@$(BIN)/evenhand-server serve --port $(PORT)

test: env ## linters, types, import contracts and all tests
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint types imports tests

lint: env ## style
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format" >&2; exit 1; }
	@$(BIN)/ruff check --quiet . && echo "lint: clean"

types: env ## types, strictly
	@$(BIN)/basedpyright --level error > $(VENV)/types.log || { cat $(VENV)/types.log; exit 1; }
	@echo "types: clean"

imports: env ## who may import whom
	@$(BIN)/lint-imports --no-cache > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@echo "imports: every contract kept"

tests: env ## the tests alone; TESTS=tests/client for some of them
	@$(BIN)/python -m pytest -n 2 -q $(TESTS)

format: env ## put the code into its form
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

bench: env ## measure, as ratios in one run
	@$(BIN)/python -m benchmarks

soak: env ## schedules of misfortunes: N=10000 for as many, SEED=4711 for one; KILLS=all kills at every step
ifdef KILLS
	@EVENHAND_KILLS=$(KILLS) $(BIN)/python -m pytest -n 2 -q tests/system/test_killed_laptop.py tests/system/test_killed_at_every_step.py
else
	@$(BIN)/python -m benchmarks.soak $(if $(SEED),--seed $(SEED),-n $(or $(N),1000) --first $(or $(FIRST),1))
endif

fuzz: env ## throw N generated requests, reports and files (default 1000) at every address
	@EVENHAND_FUZZ_EXAMPLES=$(or $(N),1000) $(BIN)/python -m pytest -n 2 -q --timeout 3600 tests/hostile

pictures: env ## the README's two pictures, made by the programs themselves (needs Chromium)
	@$(BIN)/python docs/pictures/make.py

docs: env ## write the generated pages: problems, access, mission file, translations to confirm
	@$(BIN)/python docs/write_problems.py
	@$(BIN)/python docs/write_access.py
	@$(BIN)/python docs/write_mission_file.py
	@$(BIN)/python docs/write_translations.py

translations: env ## bring the interface's catalogues up to date with the code
	@$(BIN)/python docs/write_catalogues.py
	@$(BIN)/python hatch_build.py

golden: env ## ask JavaRosa anew what the expression tests hold us to (needs Java)
	@$(BIN)/python -m tests.oracle.write_golden

lock: env ## write the lock files anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --all-extras --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra server -c requirements.lock pyproject.toml -o requirements-server.lock

clean: ## remove what was made
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis $(CATALOGUES)
