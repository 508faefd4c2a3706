# RAF Studio: make setup | demo | test | bench | check | clean
#
# PYTHON=/path/to/python3.12 chooses the interpreter; without it the first Python 3.11 or 3.12 found is taken.
# EXTRAS=dev,bench,synthesis chooses the optional parts that are installed.

VENV   ?= .venv
EXTRAS ?= dev
PYTHON ?=
BIN    := $(VENV)/bin
OUT    := out/demo

FIND_PYTHON = for p in "$(PYTHON)" "$(BIN)/python" python3 python3.12 python3.11 /usr/bin/python3.12 /usr/bin/python3.11; do \
	if [ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' >/dev/null 2>&1; \
	then echo "$$p"; exit 0; fi; done; \
	echo "No Python 3.11 or 3.12 was found. Install one, or run: make $@ PYTHON=/path/to/python3.12" >&2; exit 1

.PHONY: setup demo test bench check evidence evidence-smoke format assets translations clean help

help:
	@echo "make setup   create $(VENV) and install everything"
	@echo "make demo    train a quick avatar from the demo clip and open it (without a display: files in $(OUT))"
	@echo "make test    run the tests"
	@echo "make check   formatting, lint, types, import contracts and tests"
	@echo "make bench   measure this machine and write docs/benchmarks.md"
	@echo "make screenshots  render every page in its states into out/screenshots"
	@echo "make evidence  run the experiment on whether retrieval helps (hours; evidence-smoke: a minute)"
	@echo "make translations  find the window's texts, merge them into the .ts file, compile it"
	@echo "make clean   remove what was made"

setup:
	@python=$$($(FIND_PYTHON)) && "$$python" packaging/setup_env.py --venv "$(VENV)" --extras "$(EXTRAS)"

demo: setup
	@$(BIN)/raf-studio demo --out $(OUT)

test: setup
	$(BIN)/python -m pytest

bench: setup
	$(BIN)/raf-studio bench all --write docs/benchmarks.md

screenshots: setup
	$(BIN)/python packaging/make_screenshots.py

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest

# these need the optional parts that draw plots and make synthetic people
evidence evidence-smoke assets: EXTRAS = dev,bench,synthesis

# evidence: FACES=folder of the real clips, REAL_BANK and PEOPLE_BANK the banks (docs/evidence.md); stops and goes on
evidence-smoke: setup
	$(BIN)/raf-studio evidence run smoke --folder out/evidence-smoke
	$(BIN)/raf-studio evidence report --folder out/evidence-smoke --write out/evidence-smoke/results.md

evidence: setup
	$(BIN)/raf-studio evidence run main develop seeds variants bank dense wide longer field \
		--cells docs/evidence_cells --workers 2 $(if $(FACES),--faces "$(FACES)") \
		$(if $(REAL_BANK),--real-bank "$(REAL_BANK)") $(if $(PEOPLE_BANK),--synthetic-bank "$(PEOPLE_BANK)")
	$(BIN)/raf-studio evidence report --cells docs/evidence_cells \
		--write docs/evidence_results.md --enclose assets/evidence.json

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: setup
	$(BIN)/python packaging/translations.py

assets: setup
	$(BIN)/python packaging/make_assets.py

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache core/splats/_native
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
