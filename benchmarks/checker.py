"""How fast a million chat rows are checked, against bare parsing of their lines, and in how much memory."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure

ROWS, ROUNDS = 1_000_000, 3
SYSTEM = {
    "ja": "あなたはオンラインショップのカスタマーサポート担当です。丁寧に、店の規則に従って答えてください。",
    "en": "You are the customer service of an online shop. Be polite, and keep to the rules of the shop.",
}
PHRASES = {
    "ja": (
        "ご注文の商品は本日発送いたしました。",
        "到着後三十日以内であれば、送料無料で返品を承ります。",
        "お届け先の変更は、発送前に限り承ります。",
        "ポイントは次回のお買い物からご利用いただけます。",
    ),
    "en": (
        "Your order has left our warehouse today. ",
        "You can send it back free of charge within thirty days. ",
        "The address can be changed until the parcel leaves us. ",
        "The refund reaches your card in three to five working days. ",
    ),
}
PARSE = """
import orjson
for line in file:
    orjson.loads(line)
"""
CHECK = """
from lifecycle import checks
report = checks.check(file, profile="openai-chat", limit=1 << 40, repeats={repeats})
assert report.valid and report.rows == {rows}, report.counts
"""
HARNESS = """
import resource, sys, time
sys.path.insert(0, {root!r})
with open({path!r}, "rb") as file:
    exec(compile({before!r}, "before", "exec"))
    begun = time.process_time(), time.perf_counter()
    exec(compile({work!r}, "work", "exec"))
    own = time.process_time() - begun[0]
    parts = resource.getrusage(resource.RUSAGE_CHILDREN)
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peak = max(int(status["VmHWM"].split()[0]), parts.ru_maxrss)  # ru_maxrss of its own is its starter's
    print(own + parts.ru_utime + parts.ru_stime, time.perf_counter() - begun[1], peak / 1024)
"""


def measure() -> list[Figure]:
    """Check a million rows, taking turns with a bare parser; ratios are of CPU time, medians of three."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.jsonl"
        with path.open("wb") as file:
            file.writelines(lines(ROWS))
        works = {
            "parse": PARSE,
            "plain": CHECK.format(repeats=False, rows=ROWS),
            "repeats": CHECK.format(repeats=True, rows=ROWS),
        }
        runs = [{name: run(path, work) for name, work in works.items()} for _ in range(ROUNDS)]
        megabytes = path.stat().st_size / 2**20
    bare = median(each["parse"][0] for each in runs)

    def times(name: str) -> str:
        return f"{median(each[name][0] for each in runs) / bare:.2f}"

    return [
        Figure(f"check of {ROWS:,} rows ({megabytes:.0f} MB) ÷ bare orjson, CPU", times("plain"), "≤ 2.0"),
        Figure("the same with exact duplicates ÷ bare orjson, CPU", times("repeats"), "≤ 2.6"),
        Figure("the same from begin to end", f"{median(each['repeats'][1] for each in runs):.1f} s"),
        Figure("memory of a process that checks", f"{max(each['plain'][2] for each in runs):.0f} MB", "≤ 64"),
        Figure("with exact duplicates", f"{max(each['repeats'][2] for each in runs):.0f} MB", "≤ 150"),
    ]


def run(path: Path, work: str) -> tuple[float, float, float]:
    """Do some work on a file in a process of its own; give seconds of CPU, seconds, and peak memory in MB."""
    before = "\n".join(line for line in work.splitlines() if line.startswith(("import ", "from ")))
    root = str(Path(__file__).parents[1])
    code = HARNESS.format(root=root, path=str(path), before=before, work=work)
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    cpu_s, seconds, peak = map(float, told.split())
    return cpu_s, seconds, peak


def lines(rows: int) -> Iterator[bytes]:
    """Write rows of customer service, six in ten Japanese, some 500 to 600 bytes each."""
    dice = random.Random(5)
    for number in range(rows):
        language = "ja" if dice.random() < 0.6 else "en"
        phrases = PHRASES[language]
        asked = dice.choice(phrases) + f"({number})"
        said = "".join(dice.choices(phrases, k=3))
        texts = {"system": SYSTEM[language], "user": asked, "assistant": said}
        row = {"messages": [{"role": role, "content": text} for role, text in texts.items()]}
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"
