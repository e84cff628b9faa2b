"""A check in a process of its own tells the same, and how far it is."""

import os
import signal

import pytest

from lifecycle import checks
from lifecycle.checks.beside import Beside
from lifecycle.errors import Unavailable

LOGS = "質問,回答\n".encode("cp932") + "返品は,はい\n".encode("cp932") * 40_000
MAPPING = {"user_query": "質問", "ideal_response": "回答"}


def test_it_tells_what_a_check_at_hand_tells_and_that_it_has_read_everything():
    beside = Beside(LOGS, profile="logs-csv", filename="logs.csv", mapping=MAPPING)

    assert beside.report() == checks.check(LOGS, profile="logs-csv", filename="logs.csv", mapping=MAPPING)
    assert beside.is_over
    assert beside.progress == 1


def test_one_that_was_ended_says_so():
    beside = Beside(LOGS, profile="logs-csv", mapping=MAPPING)
    os.kill(beside.process.pid, signal.SIGKILL)
    with pytest.raises(Unavailable) as refused:
        beside.report()

    assert refused.value.code == "checks.cut_off"


def test_it_ends_with_whoever_asked():
    beside = Beside(LOGS * 50, profile="logs-csv", mapping=MAPPING)
    beside.process.stdin.close()

    assert beside.process.wait(30) == 1


def test_without_room_for_a_copy_it_does_not_begin(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(Unavailable) as refused:
        Beside(LOGS, profile="logs-csv")

    assert refused.value.code == "checks.no_room"
