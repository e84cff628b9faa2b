"""How often criteria are wrong when the truth stands exactly at the limit."""

import math
from functools import partial

import numpy as np
import pytest
from scipy.stats import binom

from lifecycle import scorers
from lifecycle.criteria import Facts, no_regression, slices
from lifecycle.policies import NoRegression, Slices
from lifecycle.records import Result, ScorerSpec
from lifecycle.scorecards import Sample
from tests.builders import NOON, a_version

INFO = scorers.describe(ScorerSpec(name="contains"))


def a_sample(scores):
    found = {f"c{at}": score for at, score in enumerate(scores)}
    return Sample(info=INFO, scores=found, repetitions={id: [score] for id, score in found.items()})


def pair(rose, fell, n):
    """Both sides of n cases, of which so many passed only after and so many only before."""
    same = n - rose - fell
    before = a_sample([0.0] * rose + [1.0] * fell + [1.0] * same)
    return before, a_sample([1.0] * rose + [0.0] * fell + [1.0] * same)


def result(margin, rose, fell, n):
    before, after = pair(rose, fell, n)
    facts = Facts(
        environment="production",
        version=a_version(14),
        incumbent=a_version(12),
        infos={"contains": INFO},
        card=None,
        before={"contains": before},
        after={"contains": after},
        golden_name="support-golden",
        golden=None,
        training=None,
        leaked=None,
        endpoints={},
        reused_since=None,
        now=NOON,
    )
    rule = NoRegression(id="not-worse", owner="product", metric="contains.mean", margin=margin)
    return no_regression.judge(rule, facts).result


@pytest.mark.parametrize(
    ("rose", "fell", "said"), [(0, 0, Result.PASS), (0, 30, Result.FAIL), (30, 0, Result.PASS)]
)
def test_what_is_plain_to_see_is_judged_so(rose, fell, said):
    assert result(0.05, rose, fell, 100) is said


def first(holds, most):
    """Give the first number up to `most` for which something holds that goes on to hold, else one more."""
    low, high = 0, most + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


@pytest.mark.slow
@pytest.mark.parametrize("margin", [0.02, 0.03, 0.05])
@pytest.mark.parametrize("discordance", [0.08, 0.2])
@pytest.mark.parametrize("n", [50, 100, 200, 500])
def test_a_version_worse_by_exactly_the_margin_passes_at_most_6_times_in_100(n, discordance, margin):
    """Exact: over all numbers of cases that fell and rose; more that rose never close the gate."""
    falls, rises = (discordance + margin) / 2, (discordance - margin) / 2
    passes = 0.0
    for fell in range(n + 1):
        chance = binom.pmf(fell, n, falls)
        if chance > 1e-12:
            needed = first(lambda rose, f=fell: result(margin, rose, f, n) is Result.PASS, n - fell)
            passes += chance * binom.sf(needed - 1, n - fell, rises / (1 - falls))

    assert passes <= 0.06


RULE = Slices(id="slices", owner="product", metric="contains.mean", by=("topic",), margin=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("discordance", "n"), [(0.08, 50), (0.08, 100), (0.2, 20), (0.2, 50), (0.2, 100)])
@pytest.mark.parametrize("many", [1, 5, 12])
def test_slices_worse_by_exactly_the_margin_are_called_worse_at_most_5_times_in_100(many, n, discordance):
    """Exact, for slices that share no case: none is called worse if the lowest is not at level / m."""
    falls, rises = (discordance + RULE.margin) / 2, (discordance - RULE.margin) / 2

    def is_worse(rose, fell):
        others = [pair(0, 0, n)] * (many - 1)
        cut = [
            slices.Slice(tag="topic", value=str(at), before=before, after=after)
            for at, (before, after) in enumerate([pair(rose, fell, n), *others])
        ]
        return slices.weigh(RULE, cut)[0][1] is Result.FAIL

    worse = 0.0
    for fell in range(n + 1):
        chance = binom.pmf(fell, n, falls)
        if chance > 1e-12:
            escapes = first(lambda rose, f=fell: not is_worse(rose, f), n - fell)
            worse += chance * binom.cdf(escapes - 1, n - fell, rises / (1 - falls))

    assert 1 - (1 - worse) ** many <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("many", "n"), [(4, 60), (10, 30)])
def test_slices_that_share_cases_are_called_worse_at_most_5_times_in_100(many, n):
    """Drawn: slices of two tags over the same cases, the truth exactly at the margin everywhere."""
    random, times, failed = np.random.default_rng(7), 1_500, 0
    chances = [0.075, 0.8, 0.125]
    for _ in range(times):
        gaps = random.choice([1.0, 0.0, -1.0], p=chances, size=many * n)
        before, after = a_sample(np.maximum(-gaps, 0.0)), a_sample(np.maximum(gaps, 0.0))
        cut = [
            slices.Slice(tag=tag, value=str(at), before=before.only(ids), after=after.only(ids))
            for tag, of in (("row", partial(divmod_at, 0, n)), ("column", partial(divmod_at, 1, many)))
            for at, ids in grouped(many * n, of)
        ]
        failed += any(found is Result.FAIL for _, found in slices.weigh(RULE, cut))

    assert failed / times <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / times)


def divmod_at(place, by, at):
    return divmod(at, by)[place]


def grouped(n, of):
    found = {}
    for at in range(n):
        found.setdefault(of(at), set()).add(f"c{at}")
    return found.items()
