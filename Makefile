# The menu. `make run` and `make test` set up whatever they need; both may be repeated at any time.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python

.PHONY: help run test check bench lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/.ready-run  ## set up, load the demonstration records once, serve http://127.0.0.1:8000
	@$(PY) -m minewarden serve --demo

test: .venv/.ready-test  ## set up and run all tests; ARGS="-k words" narrows them
	@$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

check: .venv/.ready-test  ## style, types, import direction, licences, missing migrations
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports
	@$(PY) tools/licences.py && $(PY) -m minewarden manage makemigrations --check --dry-run

bench: .venv/.ready-bench  ## measure what the issues name, beside the peers; ARGS="visits" narrows it
	@$(PY) -m tests.bench $(ARGS)

lock: .venv/.ready-run  ## resolve the dependencies anew into uv.lock
	@tools/lock

clean:  ## remove the environment and the local records
	rm -rf .venv var build dist

.venv/.ready-run .venv/.ready-test .venv/.ready-bench: uv.lock pyproject.toml tools/setup
	@tools/setup $(patsubst .venv/.ready-%,%,$@)
	@touch $@
