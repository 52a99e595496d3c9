# make demo and make test do all of their own set-up; Python 3.11+ with venv is all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= auto

.PHONY: help setup spark demo test lint measure bench bench-audit bench-batch parity clean office twin bench-documents serve bench-web storm

help:
	@echo "make demo | test | lint | bench | bench-audit | bench-batch | parity | spark | measure | office | twin | bench-documents | serve | bench-web | storm | clean"

setup: $(READY)

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) tools/setup.py $(VENV)
	@touch $(READY)

demo: $(READY)
	@$(BIN)/hengji demo

test: $(READY)
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

serve: $(READY)
	@$(BIN)/hengji serve --sample $(ARGS)

lint: $(READY)
	$(BIN)/ruff format --check src tests tools bench
	$(BIN)/ruff check src tests tools bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hengji rulebook check

measure: $(READY)
	@$(BIN)/python tools/measure.py

bench: $(READY)
	@$(BIN)/python -m bench.run

bench-audit: $(READY)
	@$(BIN)/python -m bench.audit.run $(ARGS)

bench-batch: $(READY)
	@$(BIN)/python -m bench.batch.run $(ARGS)

bench-web: $(READY)
	@$(BIN)/python -m bench.web.run $(ARGS)

# kill -9 at 200 random instants of saving, importing and publishing; the seed is printed, `make storm ARGS="--seed 7"` repeats it.
storm: $(READY)
	@$(BIN)/python -m bench.web.storm $(ARGS)

# PySpark (43 s, 500 MB) from its own lock, where there is Java; what is left out is said by name.
spark: $(READY)
	@$(PYTHON) tools/spark.py $(VENV)

bench-documents: $(READY)
	@$(BIN)/python -m bench.documents.run $(ARGS)

parity: spark
	@$(BIN)/python -m bench.batch.parity $(ARGS)

# An office program, a PDF reader and Chinese faces, for looking at the rendered pages; nothing above needs them.
office:
	@$(PYTHON) tools/office.py

# The public twins of the examples in a standard XBRL processor: no objection, and every covered figure changed once is reported.
twin: $(READY)
	@$(BIN)/python tools/twin.py

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
