# guideline-claims: `make help` lists every target. Everything lives in .venv and is pinned in requirements/.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test check gate golden bench stress clean

help:  ## list every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.done  ## build .venv from pinned requirements
.venv/.done: pyproject.toml requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.bench: .venv/.done requirements/bench.txt
	$(BIN)/pip install -q --disable-pip-version-check -r requirements/bench.txt
	@touch $@

run: setup  ## the main job: every page in raw/ -> documents, claims, changes in extracted/
	$(BIN)/guideline-claims run; status=$$?; [ $$status -eq 3 ] || exit $$status  # 3: done, some pages in quarantine

test: setup  ## the tests
	$(BIN)/python -m pytest -n 2

check: setup  ## format, lint, strict types, import contract and the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

gate: setup  ## score the figures on the gold paragraphs against tests/gate/floors.json
	$(BIN)/python tests/gate/gate.py

golden: setup  ## rewrite tests/golden/ from what the program gives now
	$(BIN)/python -m pytest tests/test_golden.py --rewrite-golden

bench: .venv/.bench  ## speed and accuracy beside peers, measured in one run
	$(BIN)/python -m tests.bench

stress: setup  ## the long suites: mutations, crash storms, fuzzing
	$(BIN)/python -m pytest -n 2 -m stress

clean:  ## remove what `make run` wrote (the tracked files of extracted/ stay)
	rm -rf extracted/* .pytest_cache .mypy_cache .ruff_cache
