# Two commands do everything on a machine with Python and make: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
EVALUATE := $(VENV)/.installed-evaluate

.PHONY: demo test faults mutations fuzz lint format bench evaluate fit schemas lock clean help

help:            ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(STAMP): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(EVALUATE): $(STAMP) requirements-evaluate.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-evaluate.lock
	@touch $@

demo: $(STAMP)   ## the main job, on a real Kafka that it brings along
	$(BIN)/copytaster demo

test: $(STAMP)   ## every test; the header says which Kafka they ran on
	$(BIN)/python -m pytest

faults: $(STAMP) ## kill, stop and freeze workers and broker for minutes, then prove that nothing is lost; SEED="1 2"
	$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED))

mutations: $(STAMP) ## take each guarantee of the workers away in turn, and see that a fault scene notices
	$(BIN)/python -m tests.faults.mutations

fuzz: $(STAMP)   ## 10,000 damaged and hostile inputs through both workers' work; SEED=2
	$(BIN)/python -m tests.fuzz $(if $(SEED),--seed $(SEED))

lint: $(STAMP)   ## ruff, mypy, import-linter, generated files in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.generate --check

format: $(STAMP) ## let ruff put things in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## throughput beside bare Faust and bare aiokafka, in one run
	$(BIN)/python -m tests.benchmarks

evaluate: $(EVALUATE) ## every figure and plot of docs/detection.md, ours and the baselines', in one run
	$(BIN)/python -m tests.evaluation page

fit: $(STAMP)    ## fit the detection model again; prints weights and scores
	$(BIN)/python -m tests.evaluation.fit

schemas: $(STAMP) ## write the JSON Schemas and the AsyncAPI document again
	$(BIN)/python -m schemas.generate

lock: $(STAMP)   ## resolve the dependencies again, with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --extra local --group dev -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --extra local --group dev --group evaluate -c requirements-dev.lock -o requirements-evaluate.lock

clean:           ## remove what make made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
