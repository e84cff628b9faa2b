"""Rows for reinforcement fine-tuning: a question without an answer, and what a grader knows of the answer.

Source: OpenAI's guide to reinforcement fine-tuning: all keys but `messages` and `tools` are free, and a
grader reads them as `item.…`.
"""

from collections.abc import Iterator

from lifecycle.checks.rows import Fault, Row

RESERVED = ("messages", "tools")


def something_is_known_of_the_answer(row: Row) -> Iterator[Fault]:
    """A row has something besides its messages that a grader can compare with."""
    if row.value and all(key in RESERVED for key in row.value):
        yield Fault("rft.no_reference", ())
