# The two commands of a newcomer are `make run` and `make test`; CONTRIBUTING.md tells of the others.
PYTHON ?= python3
PORT ?= 8501
DEMO ?= 1

BIN := .venv/bin
RUN_STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
PYTEST := $(BIN)/python -m pytest
ENGINE := evaluation worker reuse limits chaos
RELEASE := access applications bypasses evidence history overrides projection promotion reconcile \
	registry requests review smoke suggestions
ON_POSTGRESQL := $(foreach part,$(ENGINE) $(RELEASE),tests/test_$(part).py)

.PHONY: run test check slow interop bench lint format browser install clean

run: $(RUN_STAMP)  ## start the console, with the demo unless DEMO=0
ifneq ($(DEMO),0)
	@$(BIN)/kanmon demo
endif
	@$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(DEV_STAMP) browser  ## every test but the slow ones
	$(PYTEST) -m "not slow and not interop and not browser" -n 2 --dist loadfile -q
	$(PYTEST) -m "browser and not slow and not interop" -q

check: $(DEV_STAMP) lint  ## what to run before a commit
	$(PYTEST) -m "not slow and not interop and not browser and not whole" -n 2 --dist loadfile -q

slow: $(DEV_STAMP)  ## calibration, soak, fuzz, and engine and release on PostgreSQL
	$(PYTEST) -m slow --hypothesis-profile=exploring
	$(PYTEST) -m "not slow and not interop and not browser" -n 2 --dist loadfile -q --hypothesis-profile=exploring
	KANMON_TEST_LEDGER=postgresql $(PYTEST) -m "not slow" -q $(ON_POSTGRESQL)

interop: $(DEV_STAMP)  ## servers and peers
	$(PYTEST) -m interop

bench: $(DEV_STAMP)  ## figures: medians and ratios of one run
	$(BIN)/python -m benchmarks

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: $(RUN_STAMP)

browser:  ## finds Chromium or Chrome; as root on Debian installs Debian's
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } \
	|| { echo "The browser tests need Chromium: install the package chromium (or Google Chrome)."; exit 1; }

$(RUN_STAMP): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
