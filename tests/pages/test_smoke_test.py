import pytest

from lifecycle import history, promotion, smoke
from lifecycle.records import Actor, Smoke, SmokeState
from tests.pages.conftest import english_in, text_of, ways_of

APP, PRODUCTION = "support-bot", "production"
WRONG = ("smoke.wrong", {"case": "c-<b>7", "scorers": ["contains"]})


def keep_test(bench, state, code="", params=None):
    """Keep what came of a test of what production holds."""
    with bench.ledger.read() as tx:
        move = history.moves(tx, APP, PRODUCTION)[-1]
    done = Smoke(
        id=bench.new_id(),
        app=APP,
        environment=PRODUCTION,
        version=move.after,
        event=move.number,
        questions=3,
        state=state,
        code=code,
        params=params or {},
        asked_by="mei",
        created_at=bench.now(),
        done_at=None if state is SmokeState.WAITING else bench.now(),
    )
    with bench.ledger.write() as tx:
        tx.add(done)


@pytest.mark.parametrize("screen", ["home", "datasets", "history", "release"])
def test_a_failed_test_stands_on_every_screen_with_the_way_back(full, open_page, screen):
    keep_test(full, SmokeState.FAILED, *WRONG)
    at = open_page(screen, person="mei")
    said = text_of(at)
    assert "v2 failed its smoke test in production." in said
    assert "The answer to c-&lt;b&gt;7, a critical case, is wrong (contains)." in said
    assert ways_of(at)["Go to the way back"] == "version=2&to=production"


def test_the_band_goes_with_the_rollback(full, open_page):
    keep_test(full, SmokeState.FAILED, *WRONG)
    promotion.roll_back(full, APP, PRODUCTION, by=Actor(person="mei"), expecting=2, reason="wrong")
    assert "failed its smoke test" not in text_of(open_page("home"))


def test_a_test_under_way_says_so(full, open_page):
    keep_test(full, SmokeState.WAITING)
    said = text_of(open_page("release", version=2))
    assert "v2 is about to be asked 3 questions." in said
    assert "No worker is running." in said
    assert "Repeat the test" not in said


def test_a_test_that_passed_says_how_much_was_asked(full, open_page):
    keep_test(full, SmokeState.PASSED)
    said = text_of(open_page("release", version=2))
    assert "3 questions were asked and answered." in said
    assert "Repeat the test" not in said


def test_a_test_that_could_not_be_carried_out_says_so_and_is_repeated(full, open_page):
    keep_test(full, SmokeState.ERROR, "chat.no_key", {"endpoint": "gateway", "key_env": "LLM_KEY"})
    at = open_page("home", person="ken")
    said = text_of(at)
    assert "The smoke test of v2 in production could not be carried out." in said
    assert "That says nothing about v2." in said
    assert ways_of(at)["Repeat it on Release"] == "version=2&to=production"

    at = open_page("release", person="ken", version=2)
    next(button for button in at.button if button.label == "Repeat the test").click().run()
    assert smoke.latest(full, APP, PRODUCTION).state is SmokeState.WAITING
    assert "The questions are put again." in text_of(at)


@pytest.mark.parametrize("then", [SmokeState.WAITING, SmokeState.ERROR])
def test_a_failure_stays_told_until_a_repetition_has_passed(full, open_page, then):
    silent = ("chat.no_key", {"endpoint": "gateway", "key_env": "LLM_KEY"})
    keep_test(full, SmokeState.FAILED, *WRONG)
    keep_test(full, then, *(silent if then is SmokeState.ERROR else ()))
    at = open_page("home", person="mei")
    assert "v2 failed its smoke test in production." in text_of(at)
    assert ("could not be carried out" in text_of(at)) == (then is SmokeState.ERROR)
    assert ways_of(at)["Go to the way back"] == "version=2&to=production"
    said = text_of(open_page("release", person="mei", version=2))
    assert said.count("The answer to c-&lt;b&gt;7, a critical case, is wrong") == 2, "band and card"
    assert ("v2 is about to be asked 3 questions." in said) == (then is SmokeState.WAITING)
    for line in ("That says nothing about v2.", "Repeat the test"):
        assert (line in said) == (then is SmokeState.ERROR)
    keep_test(full, SmokeState.PASSED)
    assert "is wrong" not in text_of(open_page("release", person="mei", version=2))


def test_whoever_may_not_repeat_a_test_reads_why(full, open_page):
    keep_test(full, SmokeState.FAILED, *WRONG)
    at = open_page("release", person="aki", version=2)
    assert next(button for button in at.button if button.label == "Repeat the test").disabled
    assert "This needs the role editor or higher." in text_of(at)


@pytest.mark.parametrize("state", list(SmokeState))
def test_the_test_is_japanese_too(full, japanese, open_page, state):
    keep_test(full, state, *(() if state in {SmokeState.WAITING, SmokeState.PASSED} else WRONG))
    for screen in ("home", "release"):
        assert english_in(text_of(open_page(screen, person="mei", version=2))) == []


def test_an_error_is_no_failure_to_the_eye(full, open_page):
    keep_test(full, SmokeState.ERROR, "chat.no_key", {"endpoint": "gateway", "key_env": "LLM_KEY"})
    said = text_of(open_page("release", version=2))
    assert 'k-chip k-unsure"><span class="k-sign" aria-hidden="true">!</span> not carried out' in said
