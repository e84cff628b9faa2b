"""Scores one answer by one scorer, as a table of a test needs it."""

from lifecycle import messages, scorers
from lifecycle.records import Block, ScorerSpec
from lifecycle.scorers import Answered
from tests.builders import a_case, a_row


def a_scorer(name, **settings):
    return scorers.build(ScorerSpec(name=name, settings=settings))


def score(name, answer, settings=None, told="", **case):
    return a_scorer(name, **(settings or {})).score(answered(answer, told, **case))


def answered(answer, told="", **case):
    return Answered(a_case(**case), a_row(answer=answer), (Block(role="system", text=told),))


def applies(name, settings=None, **case):
    return a_scorer(name, **(settings or {})).applies(a_case(**case))


def reason(name, answer, settings=None, language="en", told="", **case):
    """What a person reads about an answer that does not pass."""
    built = a_scorer(name, **(settings or {}))
    found = built.reason(answered(answer, told, **case))
    return messages.say(found.code, language, **found.params) if found else ""
