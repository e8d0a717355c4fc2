# What people and CI type. Needs Python >= 3.11, make and a C library; the rest is installed into
# .venv and client/node_modules. Every recipe is a line that could be typed by hand.

PYTHON ?= python3
ARGS ?=

# Tools of this tree come first; a company's certificate authority in the system store is trusted.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_SYSTEM_CERTS := 1
export NODE_USE_SYSTEM_CA := 1
export UV_CUSTOM_COMPILE_COMMAND := make lock

LOCK := uv pip compile --quiet --universal --generate-hashes --fork-strategy fewest
NPM := npm --prefix client

CLIENT_FILES := $(shell find client -name node_modules -prune -o -type f -path '*/packages/*' -print)
PAGE := $(if $(wildcard client/packages/shell/index.html),src/instar/static/index.html)

.DEFAULT_GOAL := help
.PHONY: help setup run dev test test-fast soak check check-server check-protocol check-page fix wheel lock upgrade bench screenshot clean distclean

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/.python .venv/.node client/node_modules/.installed $(PAGE) ## Install everything and build the page

run: setup ## Start the server, e.g. make run ARGS="--port 9000"
	@exec instar serve $(ARGS)

dev: setup ## Start the server and the page, both reloading; Ctrl-C ends both
	@exec python tools/dev.py $(ARGS)

test: setup ## Run every test, in a browser too
	python tools/browser.py --install
	$(NPM) test
	pytest -n auto --dist loadgroup $(ARGS)

test-fast: setup ## Run the tests that need no browser and little time
	$(NPM) test
	pytest -n auto --dist loadgroup -m "not slow and not browser" $(ARGS)

soak: setup ## Let two thousand clients come and go for five minutes, twice
	INSTAR_SOAK=full pytest -s tests/soak

check: setup check-server check-protocol check-page ## Look at format, lint, types, imports, dead code and drift

check-server:
	ruff format --check --quiet
	ruff check --quiet
	ty check --output-format concise
	lint-imports --no-logo
	python tools/dead_code.py

check-protocol:
	python tools/generate_protocol.py --check
	python -m tools.generate_docs --check

check-page:
	$(NPM) run check

fix: setup ## Repair what a tool can repair
	ruff check --fix-only --quiet
	ruff format
	$(NPM) run fix

wheel: setup ## Build dist/instar-*.whl with the page inside
	uv build --quiet --wheel --no-build-isolation --out-dir dist
	@ls dist/*.whl

lock: .venv/.node ## Write the lock files again, keeping versions that still fit
	$(LOCK) locks/uv.in --output-file locks/uv.txt $(ARGS)
	$(LOCK) locks/node.in --output-file locks/node.txt $(ARGS)
	$(LOCK) pyproject.toml --output-file locks/runtime.txt $(ARGS)
	$(LOCK) pyproject.toml --group dev --constraints locks/runtime.txt --output-file locks/dev.txt $(ARGS)
	$(NPM) install --package-lock-only
	python tools/complete_npm_lock.py client/package-lock.json
	$(NPM) install --package-lock-only

upgrade: ## Write the lock files again with the newest Python versions that fit
	$(MAKE) lock ARGS=--upgrade

bench: setup ## Measure Instar beside its peers, e.g. BENCH_PEERS=all make bench ARGS="turn --quick"
	python tools/browser.py --install
	python -m bench $(ARGS)

screenshot: setup ## Draw the page into test-results/
	python tools/browser.py --install
	python -m tools.screenshot $(ARGS)

clean: ## Remove what was built, keep what was installed
	rm -rf dist src/instar/static test-results .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage*
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## Remove what was installed too
	rm -rf .venv .cache client/node_modules

# What setup makes. Each is done again only when its lock or source changed.

.venv/bin/uv: locks/uv.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Instar needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
	@touch $@

.venv/.python: .venv/bin/uv locks/dev.txt pyproject.toml
	uv pip sync --quiet --require-hashes --compile-bytecode locks/dev.txt
	uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.node: .venv/.python locks/node.txt tools/setup_node.py
	python tools/setup_node.py
	@touch $@

client/node_modules/.installed: client/package-lock.json | .venv/.node
	$(NPM) ci --no-audit --no-fund --loglevel error
	@touch $@

src/instar/static/index.html: client/node_modules/.installed client/vite.config.ts $(CLIENT_FILES)
	$(NPM) run build
	@touch $@
