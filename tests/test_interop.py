import functools
import json
import logging
import shutil
import subprocess
import urllib.request
from collections import Counter
from dataclasses import dataclass

import pytest

from lifecycle import chat, evaluation
from lifecycle.chat import Patience
from lifecycle.chat.langchain import LangChainClient
from lifecycle.chat.patience import USUAL
from tests.evaluating import run, set_the_stage, some_cases, start
from tests.test_chaos import assert_whole

pytestmark = pytest.mark.interop

log = logging.getLogger(__name__)

AIMOCK = "@copilotkit/aimock@1.43.0"
CHAOS = {"ratelimit": 0.1, "drop": 0.02, "malformed": 0.01, "disconnect": 0.02}
SEED = 5
"""Of the draws of chaos: the same for each run of the same Node. Whatever is drawn, the tests hold."""
NAMES = {
    "rateLimit": "chat.rate_limited",
    "drop": "chat.server_error",
    "malformed": "chat.malformed",
    "disconnect": "chat.broken",
}
"""What aimock calls what it did to a call → what we call it."""
COUNT = 200
QUESTIONS = [case.inputs["question"] for case in some_cases(COUNT)]
HANGING = QUESTIONS[COUNT // 2]
"""Its first call gets no answer in time."""
ONCE = Patience(deadline_s=0)


@pytest.fixture(scope="session")
def llmock(request):
    """The script of aimock's server, installed by npm when it is not there."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.fail("aimock needs Node: install the packages nodejs (20.15 or newer) and npm.", pytrace=False)
    folder = request.config.cache.mkdir(AIMOCK.rpartition("/")[2])
    modules = folder / "node_modules"
    if not (modules / ".package-lock.json").exists():  # npm writes it last
        options = ("--engine-strict", "--ignore-scripts", "--no-audit", "--no-fund")
        line = ["npm", "install", "--prefix", str(folder), *options, AIMOCK]
        done = subprocess.run(line, capture_output=True, text=True)
        if done.returncode:
            pytest.fail(f"npm could not install {AIMOCK}:\n{done.stderr}", pytrace=False)
    return modules / ".bin" / "llmock"


def script():
    """To each question its own answer; the first fixture that is contained in a question counts."""
    answers = [{"match": {"userMessage": q}, "response": {"content": f"はい {q}"}} for q in QUESTIONS]
    hanging = {"match": {"userMessage": HANGING, "sequenceIndex": 0}, "chaos": {"latencyMs": 30_000}}
    return {"fixtures": [{**hanging, "response": {"content": "too late"}}, *reversed(answers)]}


@dataclass(frozen=True)
class Aimock:
    address: str

    @property
    def url(self):
        return f"{self.address}/v1"

    def calls(self):
        """Every call that it answered, or let down: what was asked, and what it did."""
        with urllib.request.urlopen(f"{self.address}/__aimock/journal") as journal:
            return json.load(journal)


@pytest.fixture
def aimock(llmock, tmp_path):
    """An endpoint that lets calls down at random."""
    fixtures = tmp_path / "fixtures.json"
    fixtures.write_text(json.dumps(script()), encoding="utf-8")
    chaos = [f"--chaos-{fault}={rate}" for fault, rate in CHAOS.items()]
    options = ["--port=0", "--strict", "--journal-max=0", f"--fixtures={fixtures}", *chaos]
    line = ["node", f"--random-seed={SEED}", str(llmock), *options]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        said = []
        for each in process.stdout:
            said.append(each)
            if " listening on " in each:
                break
        else:
            pytest.fail(f"aimock did not start:\n{''.join(said)}", pytrace=False)
        yield Aimock(said[-1].split()[-1])
        process.kill()


@pytest.fixture
def weather(bench, aimock, monkeypatch):
    """Evaluate through ChatOpenAI; gives the progress at the end, and what was done to the calls."""

    def evaluate(patience):
        langchain = functools.partial(chat.open_chat, client=LangChainClient, patience=patience)
        monkeypatch.setattr(chat, "open_chat", langchain)
        set_the_stage(bench, aimock.url, cases=COUNT, concurrency=16)
        done = run(bench, start(bench))
        rows = assert_whole(bench, done, COUNT)
        assert all(row.error_code or row.answer == f"はい {QUESTIONS[row.position]}" for row in rows)
        calls = aimock.calls()
        assert {call["headers"]["x-stainless-lang"] for call in calls} == {"python"}
        asked = Counter(call["body"]["messages"][-1]["content"] for call in calls)
        asked[HANGING] += 1  # of a call that nobody waits for any more aimock tells nothing
        assert {QUESTIONS[row.position]: row.attempts for row in rows} == asked
        chaos = Counter(call["response"].get("chaosAction", "none") for call in calls)
        log.info("%d calls, %s; %s", len(calls) + 1, chaos, Counter(row.error_code for row in rows))
        del chaos["none"]
        return evaluation.progress(bench, done.id), chaos

    return evaluate


def test_through_the_chaos_of_aimock_chat_openai_gets_every_case_answered(weather):
    progress, chaos = weather(USUAL)
    assert (progress.answered, progress.failed) == (COUNT, 0)
    assert chaos["rateLimit"]


def test_every_call_that_aimock_lets_down_for_good_is_a_failure_of_its_own_name(weather):
    progress, chaos = weather(ONCE)
    kinds = {code: count for code, (count, _) in progress.error_kinds.items()}
    assert kinds == {NAMES[fault]: count for fault, count in chaos.items()} | {"chat.timeout": 1}
    assert chaos["rateLimit"]
