PYTHON ?= python3
BIN = .venv/bin

PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: install install-dev demo test lint check lock vendor screenshots model clean

install: .venv/installed

install-dev: .venv/installed-dev

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("kg needs Python 3.11 or newer; try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(PIP_INSTALL) --require-hashes --requirement requirements.txt
	$(PIP_INSTALL) --no-deps --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PIP_INSTALL) --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: install
	$(BIN)/kg demo

test: install-dev
	$(BIN)/python -m pytest

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--python-version 3.11 pyproject.toml

lock:
	$(PIP_INSTALL) uv
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

# libraries of the explorer: whole files of a release, as npm has it; the sums say that nobody has changed them
VENDOR = server/explorer/vendor
CODEMIRROR = 5.65.21
CODEMIRROR_FILES = LICENSE lib/codemirror.js lib/codemirror.css mode/cypher/cypher.js addon/edit/matchbrackets.js \
	addon/hint/show-hint.js addon/hint/show-hint.css

vendor:
	rm -rf build/vendor $(VENDOR)/codemirror
	mkdir -p build/vendor $(VENDOR)/codemirror
	npm pack --silent --pack-destination build/vendor codemirror@$(CODEMIRROR)
	tar -xzf build/vendor/codemirror-$(CODEMIRROR).tgz -C build/vendor
	cd build/vendor/package && cp $(CODEMIRROR_FILES) $(CURDIR)/$(VENDOR)/codemirror
	cd $(VENDOR) && sha256sum --check --quiet SHA256SUMS

# the extractor anew, into build/model: GOLD has the gold records, CORPUS the abstracts, ENCODER the published encoder
TRAINING = kg/extract/training
GOLD = ../shared/gold
CORPUS = ../shared/corpora/conferences.jsonl.gz
ENCODER = bge-small-en-v1.5
LATER = --corpus $(CORPUS) --annotated $(TRAINING)/annotated-early.jsonl.gz

model: install
	$(PIP_INSTALL) --editable '.[train]'
	$(BIN)/kg train extractor --gold $(GOLD)/train.gold.jsonl --papers $(GOLD)/train.papers.jsonl --corpus $(CORPUS) \
		--annotated $(TRAINING)/annotated.jsonl.gz --measured $(TRAINING)/unseen.jsonl.gz --encoder $(ENCODER) \
		--out build/model/a
	$(BIN)/kg train further --model build/model/a $(LATER) --rounds 2 --out build/model/b
	$(BIN)/kg train further --model build/model/a $(LATER) --again $(TRAINING)/annotated.jsonl.gz --rounds 1 --seed 2 \
		--out build/model/c
	$(BIN)/kg train average build/model/a build/model/b build/model/c --corpus $(CORPUS) \
		--measured $(TRAINING)/unseen.jsonl.gz --out build/model

screenshots: install-dev
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build
