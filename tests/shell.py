"""The command line without a process of its own, for tests that have a house already."""

import json
import sys
from typing import Any

import pytest

from lifecycle import cli
from lifecycle.workbench import Workbench


def lead_to(bench: Workbench, monkeypatch: pytest.MonkeyPatch, user: str) -> None:
    """Let whatever reads the environment find this house, and who acts there."""
    for name, value in {
        "KANMON_HOME": bench.settings.home,
        "KANMON_POLICIES": bench.settings.policies,
        "KANMON_LEDGER_URL": bench.settings.ledger_url,
        "MLFLOW_TRACKING_URI": bench.settings.tracking_uri,
        "KANMON_USER": user,
    }.items():
        monkeypatch.setenv(name, str(value))


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Any, Any]:
    """Run `kanmon … --json`; give its exit code and its document."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "argv", ["kanmon", *words, "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code, json.loads(capsys.readouterr().out)
