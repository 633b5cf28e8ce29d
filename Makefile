.POSIX:
.DELETE_ON_ERROR:
.PHONY: setup demo test check bench lock clean

PYTHON ?= python3
BIN = .venv/bin
# Compiled at install: without byte code every start of Prefect costs two seconds more.
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode

setup: .venv/ready ## a private environment with everything in it

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip --quiet --disable-pip-version-check install uv
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --editable .
	touch $@

demo: setup ## 1,000 fictional people, from a file to outcomes, on the sandbox
	$(BIN)/outbound demo

test: setup ## the tests (what takes minutes is marked slow, and left to .ci/run)
	$(BIN)/pytest -n auto --dist worksteal -m "not slow"

check: setup ## format, lint, types, import directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## how fast it is, beside a bare script and a naive flow
	$(BIN)/python -m benchmarks.launching
	$(BIN)/python -m benchmarks.planning
	$(BIN)/python -m benchmarks.sandbox

lock: setup ## renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --group dev --custom-compile-command "make lock" \
	    pyproject.toml --output-file requirements.lock

clean: ## forget the environment and the caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
