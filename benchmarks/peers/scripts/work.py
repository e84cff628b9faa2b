"""What every script is given on its command line, and the one number it prints at the end."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

LONGEST = 200
MODEL = "m-1"


@dataclass(frozen=True)
class Case:
    """A question and the answer that is expected."""

    id: str
    question: str
    expected: str


URL = sys.argv[1]
"""Root of the endpoint, to which `/chat/completions` is added."""
CASES = [Case(**json.loads(line)) for line in Path(sys.argv[2]).read_text().splitlines()]
AT_ONCE = int(sys.argv[3])


def messages(question: str) -> list[dict[str, str]]:
    """Put a question to a chat model."""
    return [{"role": "user", "content": question}]


def contains(question: str, answer: str) -> bool:
    """Score whether the answer speaks of the question."""
    return question in answer


def is_short(answer: str) -> bool:
    """Score the answer's length."""
    return len(answer) <= LONGEST


def exact(expected: str, answer: str) -> bool:
    """Score whether the answer is the expected one."""
    return answer == expected


def all_good(case: Case, answer: str) -> bool:
    """Give all three scores, for what has no scorers of its own."""
    return contains(case.question, answer) and is_short(answer) and exact(case.expected, answer)


def finish(good: int) -> None:
    """Tell how many cases have three good scores."""
    print(good)  # noqa: T201
