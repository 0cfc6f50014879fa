# Two commands do everything: `make demo` and `make test`. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := .ci/constraints.txt
READY := $(VENV)/.ready

.PHONY: demo test check bench bench-million screens torture wheel-test format clean

$(READY): pyproject.toml $(CONSTRAINTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "mailer needs Python 3.11 or newer; this is `$(PYTHON) --version`. Name another: make PYTHON=python3.12 …"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "This Python cannot make a virtual environment. On Debian: apt install python3-venv"; exit 2; }
	@echo "Setting up $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[dev]'
	@$(BIN)/python -m compileall -q mailer
	@touch $@

demo: $(READY)
	@$(BIN)/mailer demo --keep demo-output

test: $(READY)
	@$(BIN)/python -m compileall -q mailer
	@$(BIN)/python -m pytest -q -n 3 --dist worksteal $(ARGS)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_tidy.py

bench: $(READY)
	@$(BIN)/python tests/bench/run.py
	@$(BIN)/python tests/bench/lists.py
	@$(BIN)/python tests/bench/embargo.py

# Takes the golden images of all templates anew; look at them (tests/golden/screens) before you commit.
screens: $(READY)
	@MAILER_UPDATE_SCREENS=1 $(BIN)/python -m pytest -q tests/browser/test_screens.py

bench-million: $(READY)
	@$(BIN)/python tests/bench/run.py whole --million

torture: $(READY)
	@$(BIN)/python tests/torture.py $(ARGS)

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

wheel-test: $(READY)
	@$(BIN)/python tests/wheel.py

clean:
	rm -rf $(VENV) build dist *.egg-info demo-output
