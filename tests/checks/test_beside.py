"""Work in a process of its own finds the same, and tells how far it is."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from lifecycle import checks
from lifecycle.checks.beside import Beside
from lifecycle.checks.passes import survey
from lifecycle.errors import Unavailable

LOGS = "質問,回答\n".encode("cp932") + "返品は,はい\n".encode("cp932") * 40_000
MAPPING = {"user_query": "質問", "ideal_response": "回答"}
CHECK = partial(checks.check, profile="logs-csv", filename="logs.csv", mapping=MAPPING)


def test_it_tells_what_a_check_at_hand_tells_and_that_it_has_read_everything():
    beside = Beside(CHECK, LOGS)

    assert beside.found() == CHECK(LOGS)
    assert beside.is_over
    assert beside.progress == 1


def test_a_survey_has_read_everything_only_after_its_last_reading():
    file = (
        b'{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}\n' * 9_000
    )
    report = checks.check(file, profile="openai-chat")
    beside = Beside(partial(survey.take, report), file, readings=survey.READINGS)

    assert beside.found() == survey.take(report, file)
    assert beside.progress == 1


def test_one_that_was_ended_says_so():
    beside = Beside(CHECK, LOGS)
    os.kill(beside.process.pid, signal.SIGKILL)
    with pytest.raises(Unavailable) as refused:
        beside.found()

    assert refused.value.code == "checks.cut_off"


def test_it_ends_with_whoever_asked():
    beside = Beside(CHECK, LOGS * 50)
    beside.process.stdin.close()

    assert beside.process.wait(30) == 1


def test_without_room_for_a_copy_it_does_not_begin(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(Unavailable) as refused:
        Beside(CHECK, LOGS)

    assert refused.value.code == "checks.no_room"


def test_many_can_ask_for_what_was_found_at_once():
    beside = Beside(CHECK, LOGS)
    wanted = beside.found()
    with ThreadPoolExecutor(4) as sessions:
        told = [each.result() for each in [sessions.submit(beside.found) for _ in range(80)]]

    assert told == [wanted] * 80
