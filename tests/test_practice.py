import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import checks, practice, scorers
from lifecycle.records import Block, ScorerSpec
from tests.builders import a_row

RULES = """You work for an online shop. あなたはお店の担当者です。

# Returns
- You can return an item within 14 days after it arrived.
- The refund is made within 5 business days.
- Delivery costs 550 yen.

# 返品
・返品は、商品が届いてから14日以内に承ります。
・返金は5営業日以内に行います。
・送料は全国一律550円です。
"""


def ask(question: str, rules: str = RULES) -> str:
    said, _, _ = practice.answer([Block(role="system", text=rules), Block(role="user", text=question)])
    return said


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "How many days do I have to return an item?",
            "You can return an item within 14 days after it arrived.",
        ),
        ("what does delivery cost", "Delivery costs 550 yen."),
        ("返品は何日以内ですか？", "返品は、商品が届いてから14日以内に承ります。"),
        ("送料を教えてください", "送料は全国一律550円です。"),
        ("送料ヲ教エテ", "送料は全国一律550円です。"),
    ],
)
def test_the_sentence_that_fits_is_quoted_in_the_language_of_the_question(question: str, answer: str) -> None:
    assert ask(question) == answer


@pytest.mark.parametrize(
    ("question", "language"), [("Sing me a song!", "en"), ("明日の天気は？", "ja"), ("?", "en")]
)
def test_what_no_sentence_speaks_of_is_not_known(question: str, language: str) -> None:
    assert ask(question) == practice.UNKNOWN[language]


def test_without_rules_nothing_is_known() -> None:
    assert ask("How much is delivery?", rules="") == practice.UNKNOWN["en"]


def test_a_deleted_sentence_can_no_longer_be_quoted() -> None:
    assert "550" in ask("送料はいくらですか？")
    assert "550" not in ask("送料はいくらですか？", RULES.replace("・送料は全国一律550円です。\n", ""))


def test_rules_in_one_language_answer_questions_in_the_other_as_far_as_they_can() -> None:
    assert ask("PayPayは使えますか？", "We take PayPay.\nWe are open on Monday.") == "We take PayPay."


def test_headings_are_never_an_answer() -> None:
    assert ask("Returns", "# Returns\nReturns:\n- Delivery costs 550 yen.") == practice.UNKNOWN["en"]


def test_two_sentences_that_fit_about_equally_are_both_quoted_once() -> None:
    rules = "- Delivery to Okinawa costs 1200 yen.\n- Delivery to Honshu costs 550 yen.\n- Ask us.\n- Ask us."
    assert ask("What does delivery cost?", rules).splitlines() == [
        "Delivery to Honshu costs 550 yen.",
        "Delivery to Okinawa costs 1200 yen.",
    ]


def test_earlier_messages_are_known_and_the_last_user_message_is_the_question() -> None:
    said, _, _ = practice.answer(
        [
            Block(role="user", text="My order number is 4711."),
            Block(role="assistant", text="Thank you, I have found the parcel."),
            Block(role="user", text="What was my order number?"),
        ]
    )
    assert said == "My order number is 4711."


def test_tokens_are_one_for_a_japanese_character_and_one_for_four_others() -> None:
    assert practice.count_tokens("送料は550円です") == 6 + 1
    assert practice.count_tokens("Delivery") == 2
    assert practice.count_tokens("") == 0


@given(rules=st.text(max_size=200), question=st.text(max_size=80))
def test_every_answer_is_quoted_or_says_that_it_does_not_know(rules: str, question: str) -> None:
    said = ask(question, rules)
    assert said == ask(question, rules)
    assert said in practice.UNKNOWN.values() or all(line in rules for line in said.splitlines())


EXAMPLES = Path(practice.__file__).parents[1] / "examples"
BATTERY = "- バッテリーが膨らむ"


def missed(prompt: str) -> set[str]:
    """The cases of the example's golden set that a prompt makes the model answer wrongly."""
    cases = checks.read_cases((EXAMPLES / "golden.jsonl").read_bytes())
    quality = scorers.build_all(ScorerSpec(name=name) for name in ("contains", "declines", "excludes"))
    rows = ((case, a_row(case.id, answer=ask(case.question, prompt))) for case in cases)
    return {case.id for case, row in rows if min(scorers.score_row(quality, case, row)[0].values()) < 1}


def test_each_example_prompt_is_better_than_the_one_before_though_the_third_loses_english_exchanges() -> None:
    first, second, third = (
        missed((EXAMPLES / f"prompts/support-reply-{n}.txt").read_text()) for n in (1, 2, 3)
    )
    assert len(first) > len(second) > len(third)
    assert sum("en-exchanges" in id for id in third) > sum("en-exchanges" in id for id in second)


def test_one_deleted_sentence_of_the_shop_rules_fails_critical_cases() -> None:
    rules = (EXAMPLES / "prompts/support-reply-2.txt").read_text()
    shortened = "\n".join(line for line in rules.splitlines() if not line.startswith(BATTERY))
    critical = {
        case.id for case in checks.read_cases((EXAMPLES / "golden.jsonl").read_bytes()) if case.critical
    }
    assert not missed(rules) & critical
    assert missed(shortened) & critical


def test_an_answer_costs_a_few_milliseconds() -> None:
    rules = "\n".join(
        f"- Rule {n} of the shop says that article {n * 7} costs {n * 11} yen." for n in range(150)
    )
    ask("warm up", rules)
    start = time.process_time()
    for n in range(50):
        ask(f"How much is article {n * 7}?", rules)
    assert (time.process_time() - start) / 50 < 0.01


@pytest.fixture(scope="module")
def server() -> Iterator[practice.Server]:
    with closing(practice.start()) as started:
        yield started


@pytest.fixture
def client(server: practice.Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server.base_url, api_key="none", max_retries=0) as opened:
        yield opened


MESSAGES = [{"role": "system", "content": RULES}, {"role": "user", "content": "送料はいくらですか？"}]


def test_a_chat_client_gets_the_answer_and_its_usage(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model=practice.MODEL, messages=MESSAGES, temperature=0)
    assert reply.choices[0].message.content == "送料は全国一律550円です。"
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage
    assert reply.usage.prompt_tokens == sum(practice.count_tokens(m["content"]) for m in MESSAGES)
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


def test_a_streamed_answer_joins_to_the_same_text(client: openai.OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model=practice.MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == "送料は全国一律550円です。"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens == practice.count_tokens(text)


def test_a_message_may_come_in_parts(client: openai.OpenAI) -> None:
    parts = [{"type": "text", "text": "送料は"}, {"type": "text", "text": "いくらですか？"}]
    reply = client.chat.completions.create(
        model=practice.MODEL, messages=[MESSAGES[0], {"role": "user", "content": parts}]
    )
    assert reply.choices[0].message.content == "送料は全国一律550円です。"


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [practice.MODEL]


def test_an_unknown_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="gpt-9", messages=MESSAGES)
    assert caught.value.code == "model_not_found"
    assert "gpt-9" in caught.value.message


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (b"{", None),
        (b"[]", None),
        (b'{"messages": [{"role": "user", "content": "hi"}]}', "model"),
        (b'{"model": "practice-1"}', "messages"),
        (b'{"model": "practice-1", "messages": []}', "messages"),
        (b'{"model": "practice-1", "messages": [{"role": "pirate", "content": "hi"}]}', "messages.0.role"),
        (b'{"model": "practice-1", "messages": [{"role": "system", "content": "hi"}]}', "messages"),
    ],
)
def test_a_malformed_request_is_refused_in_the_error_format(
    server: practice.Server, body: bytes, param: str | None
) -> None:
    reply = httpx.post(f"{server.base_url}/chat/completions", content=body)
    assert reply.status_code == 400
    assert reply.json()["error"]["type"] == "invalid_request_error"
    assert reply.json()["error"]["param"] == param


def test_a_closed_server_is_gone_and_closing_twice_does_nothing() -> None:
    server = practice.start()
    with httpx.Client() as client:
        assert client.get(f"{server.base_url}/models").status_code == 200
        server.close()
        server.close()
        assert server.process.returncode == 0
        with pytest.raises(httpx.ConnectError):
            client.get(f"{server.base_url}/models")


PARENT = """
import time
from lifecycle import practice
server = practice.start()
print(server.base_url, flush=True)
time.sleep(60)
"""


def test_the_server_goes_when_its_parent_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(practice.__file__).parents[1],
    ) as parent:
        assert parent.stdout
        url = f"{parent.stdout.readline().strip()}/models"
        assert httpx.get(url).status_code == 200
        os.kill(parent.pid, signal.SIGKILL)
    assert is_gone(url)


def is_gone(url: str) -> bool:
    """Wait until nobody answers, 10 s at most."""
    for _ in range(100):
        try:
            httpx.get(url)
        except httpx.TransportError:
            return True
        time.sleep(0.1)
    return False
