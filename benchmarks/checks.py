"""How fast a file of chat rows is searched for personal data, for golden questions and for what is alike."""

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from benchmarks.figure import Figure
from lifecycle import checks, text
from lifecycle.checks.passes import census, leakage, near, privacy
from lifecycle.checks.profiles import OPENAI_CHAT

ROWS, CASES = 100_000, 500
SEED = 1
SYSTEM = "あなたは丁寧なカスタマーサポート担当です。お客様の質問に、店の規則に従って答えてください。"
LOGS = Path(__file__).parents[1] / "examples" / "logs.csv"
ANSWER = (
    "商品到着後、未使用でタグが付いたままのものであれば、期限内に返品を承ります。送料はお客様のご負担です。"
)


def measure() -> list[Figure]:
    """Pass over 100,000 rows for each; seconds are of the CPU."""
    golden = b"".join(
        json.dumps({"id": str(n), "inputs": {"question": ask}}).encode() + b"\n"
        for n, ask in enumerate(questions(CASES, SEED))
    )
    with rows() as file:
        personal = cpu_s(lambda: list(privacy.find(file, OPENAI_CHAT)))
        leaks = cpu_s(lambda: leakage.leaked(file, OPENAI_CHAT, golden))
        alike = cpu_s(lambda: near.clusters(file, OPENAI_CHAT))
        counted = cpu_s(lambda: census.take(file, OPENAI_CHAT))
    return [
        Figure("personal data: clean chat rows a second", f"{ROWS / personal:,.0f}", "≥ 150,000"),
        Figure(f"{CASES} golden cases against {ROWS:,} rows", f"{leaks:.1f} s", "≤ 5 s"),
        Figure(f"near duplicates among {ROWS:,} rows", f"{alike:.1f} s"),
        Figure(f"tokens, turns and languages of {ROWS:,} rows", f"{counted:.1f} s"),
    ]


def cpu_s(act: Callable[[], object]) -> float:
    """Tell how many seconds of CPU something takes."""
    before = time.process_time()
    act()
    return time.process_time() - before


@contextmanager
def rows() -> Iterator[BinaryIO]:
    """Write chat rows of some 500 bytes each to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        with path.open("wb") as written:
            for ask in questions(ROWS, SEED + 1):
                said = {"system": SYSTEM, "user": ask, "assistant": ANSWER}
                row = {"messages": [{"role": role, "content": content} for role, content in said.items()]}
                written.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        with path.open("rb") as file:
            yield file


def questions(n: int, seed: int) -> Iterator[str]:
    """Make questions of a shop's customers, of one to three sentences, half of them with an order number."""
    logs = checks.values(LOGS.read_bytes(), "logs-csv")
    queries = (row["user_query"] for _, row in logs)
    sentences = [said.strip() for query in queries for said in text.sentences(query) if said.strip()]
    some = random.Random(seed)
    for _ in range(n):
        order = f"注文番号は {some.randrange(10**6)} です。" if some.random() < 0.5 else ""
        yield "".join(some.sample(sentences, some.choice((1, 2, 2, 3)))) + order
