# Two commands: `make proof` writes the checked proof to build/, `make test` runs the tests.
# Needed: Python >= 3.11 with venv, and make.  Everything else is detected.
PY ?= python3
V := .venv
RUN := $(V)/bin/python
# Says what it fetches as it goes.
PIP := $(RUN) -m pip install --disable-pip-version-check --progress-bar off -c constraints.txt
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: proof test slow fuzz check clean benchmark drift docs

proof: $(V)/.ready
	$(V)/bin/hardlimit proof --output build

# What Python has compiled is kept: else each of the many processes of the tests compiles it anew.
test slow fuzz: export PYTHONDONTWRITEBYTECODE :=

test: $(V)/.test
	$(RUN) -m pytest -q -n auto --dist loadgroup -m 'not slow'
	@echo 'left out: the tests that take long (make slow)'

slow: $(V)/.test
	$(RUN) -m pytest -q -n auto --dist loadgroup -m slow

# The random tests once more, by a fresh seed and with more draws; `make fuzz SEED=…` repeats it.
ifndef SEED
SEED := $(shell $(PY) -c 'import secrets; print(secrets.randbelow(10**6))')
endif
DRAWS ?= 3

fuzz: $(V)/.test
	@echo 'repeat this run with: make fuzz SEED=$(SEED) DRAWS=$(DRAWS)'
	HARDLIMIT_SEED=$(SEED) HARDLIMIT_DRAWS=$(DRAWS) $(RUN) -m pytest -q -n auto --dist loadgroup \
		--hypothesis-seed=$(SEED) tests/fuzz tests/numeric/oracles tests/numeric/test_*.py \
		tests/exchange/test_hostile.py

check: $(V)/.dev
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy -p hardlimit.derivations -p hardlimit.proofs -p hardlimit.numeric
	$(V)/bin/mypy tests benchmarks

# What the newest SymPy answers where the pinned one is known to be wrong, or right.
drift:
	$(PY) -m venv --clear $(V)-drift
	$(V)-drift/bin/python -m pip install --quiet --disable-pip-version-check --upgrade sympy
	$(V)-drift/bin/python tests/rules/drift.py

benchmark: $(V)/.test
	$(RUN) benchmarks/measure.py
	HARDLIMIT_QUIET=1 $(RUN) -m pytest -q -s tests/report/test_browser.py \
		tests/report/test_gentle_book.py -k quick

$(V)/.ready: pyproject.toml constraints.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hardlimit needs Python 3.11 or newer; say PY=/path/to/python")'
	@echo 'setting up: a Python environment in $(V), with what hardlimit needs'
	$(PY) -m venv --clear $(V)
	$(PIP) -e .
	@touch $@

$(V)/.test: $(V)/.ready
	@echo 'setting up: what the tests need'
	$(PIP) -e '.[test]'
	@touch $@

$(V)/.dev: $(V)/.test
	@echo 'setting up: ruff and mypy'
	$(PIP) -e '.[test,dev]'
	@touch $@

# The site of the documentation, to be read from build/docs/index.html without a network.
docs: $(V)/.ready
	$(PIP) -e '.[docs]'
	$(V)/bin/sphinx-build -q -W --keep-going -b html docs build/docs
	@echo 'wrote build/docs/index.html'

clean:
	rm -rf $(V) $(V)-drift build docs/made *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
