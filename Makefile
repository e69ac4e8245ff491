# The commands of Callsheet.  Each sets up what it needs first, once; see harness/setup.sh.

PYTHON     := .venv/bin/python
ASSIGNMENT := first-message

.PHONY: help grade grade-all test test-all modes hostile faults fuzz test-kits mutants soak bench bench-clock bench-cluster bench-large setup format clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1@\2/p' Makefile | awk -F@ '{ printf "%-19s %s\n", $$1, $$2 }'

grade: ## grade a sample class: submissions/first-message, or ASSIGNMENT=another
	@harness/setup.sh grade
	@# 1: points were lost, 2: something could not be judged.  Neither is a failure of grading.
	@$(PYTHON) grade.py batch $(ASSIGNMENT) submissions/$(ASSIGNMENT) --out reports/$(ASSIGNMENT) \
		|| { code=$$?; [ $$code -le 2 ] || exit $$code; }

grade-all: ## grade the sample class of every assignment
	@for class in $(notdir $(patsubst %/,%,$(wildcard submissions/*/))); do \
		echo "$$class:"; $(MAKE) --no-print-directory grade ASSIGNMENT=$$class || exit; done

test: ## run every check: format, lint, types, layers, tests
	@harness/setup.sh test
	@.ci/check

test-all: ## grade every mistake of every assignment (half an hour)
	@harness/setup.sh test
	@$(PYTHON) -m pytest --numprocesses 2 --dist loadgroup -m "not desk" tests/test_assignments.py

modes: ## grade every mistake in the modes that see less, as root (two hours)
	@harness/setup.sh test
	@$(PYTHON) -m bench.modes $(BENCH)

mutants: ## change every reference in hundreds of small ways and grade them (an hour)
	@harness/setup.sh test
	@mkdir -p reports
	@code=0; for each in $(notdir $(patsubst %/,%,$(wildcard assignments/*/))); do \
		$(PYTHON) grade.py audit $$each --mutants --keep reports/$$each.mutants || code=1; done; exit $$code

soak: ## look for a verdict that load can change (takes about 40 minutes)
	@harness/setup.sh test
	@$(PYTHON) -m bench.soak quiet
	@$(PYTHON) -m bench.soak verdicts

hostile: ## play every attack of the corpus in every mode, as both users (ten minutes)
	@harness/setup.sh test
	@$(PYTHON) -m pytest -m hostile tests/hostile

fuzz: ## look for bytes that a reader of specs or hand-ins cannot take, by atheris (FUZZ=60 s each)
	@harness/setup.sh grade
	@.venv-fuzz/bin/python -c 'import atheris, yaml' 2>/dev/null || { $(PYTHON) -m venv .venv-fuzz && \
		.venv-fuzz/bin/pip install --quiet atheris PyYAML; }
	@for each in spec story stream segments archive archive_of; do \
		.venv-fuzz/bin/python -m tests.fuzz.run $$each $(or $(FUZZ),60) .venv-fuzz/found/$$each || exit; done

faults: ## kill each kind of process at every moment of a scene, 20 times (hours)
	@harness/setup.sh test
	@$(PYTHON) -m tests.faults.everywhere $(FAULTS)

test-kits: ## use the windows of the kits as people do (half a minute; waits by the clock)
	@harness/setup.sh test
	@$(PYTHON) -m pytest -m desk tests/assignments

bench: ## compare with other tools on the same scenes (about five minutes)
	@harness/setup.sh bench
	@$(PYTHON) -m bench.run $(BENCH)

bench-clock: ## measure what sleeping and ticking programs cost (some minutes)
	@harness/setup.sh test
	@$(PYTHON) -m bench.pace $(BENCH)

bench-large: ## measure a class of 300: played, killed, marked again (a quarter of an hour)
	@harness/setup.sh test
	@$(PYTHON) -m bench.large $(BENCH)

bench-cluster: ## measure what many machines cost, by Dask workers on this one (some minutes)
	@harness/setup.sh test
	@$(PYTHON) -m bench.cluster $(BENCH)

setup: ## fetch all that grading and the tests need, whatever was fetched before
	@rm -f .venv/.setup-*
	@harness/setup.sh test

format: ## put the sources into shape
	@harness/setup.sh test
	@$(PYTHON) -m ruff format
	@$(PYTHON) -m ruff check --fix

clean: ## remove what was fetched and cached; reports stay
	rm -rf .venv .venv-bench .venv-fuzz .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
