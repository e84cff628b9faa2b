import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, norm

from lifecycle import stats
from lifecycle.errors import Invalid

SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
PAIRS = st.integers(1, 300).flatmap(
    lambda n: st.integers(0, n).flatmap(lambda b: st.tuples(st.just(b), st.integers(0, n - b), st.just(n)))
)
REPETITIONS = st.integers(1, 6)
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60)
CONFIDENCES = st.floats(0.5, 0.999)


@pytest.mark.parametrize(
    ("passes", "n", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_published_intervals(passes, n, low, high):
    found = stats.wilson(passes, n)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(SHARES, CONFIDENCES)
def test_wilson_holds_its_share_inside_0_to_1_and_mirrors(share, confidence):
    passes, n = share
    found, mirrored = stats.wilson(passes, n, confidence), stats.wilson(n - passes, n, confidence)

    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)
    assert stats.wilson(10 * passes, 10 * n, confidence).low >= found.low
    assert stats.wilson(10 * passes, 10 * n, confidence).high <= found.high


def test_tango_agrees_with_a_published_interval():
    # Fagerland, Lydersen and Laake 2014, Statistics in Medicine 33:2850: airway hyper-responsiveness
    found = stats.tango(1, 7, 21)

    assert (round(found.low, 3), round(found.high, 3)) == (-0.517, -0.026)


def test_tango_agrees_with_propcis():
    # scoreci.mp of the R package PropCIs, 41 and 48 of 549 pairs at 90 %
    found = stats.tango(48, 41, 549, 0.90)

    assert (round(found.low, 4), round(found.high, 4)) == (-0.0157, 0.0414)


def tango_by_brute_force(b: int, c: int, n: int, z: float) -> tuple[float, float]:
    """Every difference that the score test does not reject, the nuisance share found by grid search."""
    kept = []
    for d in np.linspace(-0.999, 0.999, 1999):
        low = max(0.0, -d)
        p21 = np.linspace(low, (1 - d) / 2, 4001)[1:-1]
        likelihood = b * np.log(p21 + d) + c * np.log(p21) + (n - b - c) * np.log(1 - 2 * p21 - d)
        best = p21[np.argmax(likelihood)]
        if abs(b - c - n * d) <= z * math.sqrt(n * (2 * best + d - d * d)):
            kept.append(d)
    return min(kept), max(kept)


@pytest.mark.parametrize(
    ("b", "c", "n"), [(12, 5, 200), (11, 3, 200), (5, 1, 30), (9, 14, 60), (3.5, 1.5, 20)]
)
def test_tango_agrees_with_a_brute_force_solution(b, c, n):
    found = stats.tango(b, c, n)

    low, high = tango_by_brute_force(b, c, n, stats.normal(0.95))
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-3), pytest.approx(high, abs=2e-3))


@given(PAIRS, CONFIDENCES)
def test_tango_holds_its_difference_inside_its_range_and_mirrors_when_swapped(pairs, confidence):
    better, worse, n = pairs
    found, swapped = stats.tango(better, worse, n, confidence), stats.tango(worse, better, n, confidence)

    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(-swapped.high, abs=1e-9)
    assert found.high == pytest.approx(-swapped.low, abs=1e-9)


@given(PAIRS)
def test_tango_narrows_with_more_pairs_and_widens_with_more_confidence(pairs):
    better, worse, n = pairs
    found = stats.tango(better, worse, n)
    more, surer = stats.tango(4 * better, 4 * worse, 4 * n), stats.tango(better, worse, n, 0.99)

    assert more.high - more.low < found.high - found.low
    assert surer.low <= found.low
    assert surer.high >= found.high


def test_tango_excludes_zero_exactly_when_mcnemar_rejects():
    for better, worse in product(range(16), range(16)):
        if better == worse:
            continue
        found = stats.tango(better, worse, 100)
        mcnemar = abs(better - worse) / math.sqrt(better + worse)
        assert (found.low > 0 or found.high < 0) == (mcnemar > stats.normal(0.95))


@st.composite
def gaps(draw):
    """Repetitions a case, and candidate - baseline of each case's passes, of which one can still fall."""
    repetitions = draw(REPETITIONS)
    found = draw(st.lists(st.integers(-repetitions, repetitions), min_size=1, max_size=40))
    return repetitions, [max(found[0], 1 - repetitions), *found[1:]]


@given(st.integers(1, 60), REPETITIONS, st.data(), CONFIDENCES)
def test_a_pass_that_fails_never_raises_a_bound_of_a_share(n, repetitions, data, confidence):
    passes = data.draw(st.integers(1, n * repetitions))
    found = stats.wilson(passes / repetitions, n, confidence)
    worse = stats.wilson((passes - 1) / repetitions, n, confidence)

    assert 0 <= found.low < found.high <= 1
    assert worse.low <= found.low + 1e-12
    assert worse.high <= found.high + 1e-12


@pytest.mark.parametrize("repetitions", [2, 3, 5])
@pytest.mark.parametrize("likeness", [0.01, 0.1, 0.3, 0.7, 0.95])
@pytest.mark.parametrize("n", [10, 20, 50, 100])
def test_the_bound_of_a_share_holds_with_repetitions_as_often_as_without(n, likeness, repetitions):
    """Exact, without drawing: the passes of a case are beta-binomial, cases add up."""

    def most_missed(times, alike):
        total, scale = n * times, 1 / alike - 1
        lows = np.array([stats.wilson(passes / times, n, 0.9).low for passes in range(total + 1)])
        missed = []
        for p in (0.5, 0.7, 0.8, 0.9, 0.95, 0.99):
            one = betabinom.pmf(np.arange(times + 1), times, p * scale, (1 - p) * scale)
            chances = np.fft.irfft(np.fft.rfft(one, 2 * total + 2) ** n, 2 * total + 2)[: total + 1]
            missed.append(chances[lows > p].sum())
        return max(missed)

    assert most_missed(repetitions, likeness) <= most_missed(1, 0.5) + 1e-9


@given(PAIRS, CONFIDENCES)
def test_single_answers_have_tangos_interval(pairs, confidence):
    better, worse, n = pairs
    differences = [1.0] * better + [-1.0] * worse + [0.0] * (n - better - worse)

    assert stats.paired_shares(differences, confidence) == stats.tango(better, worse, n, confidence)


@given(gaps(), CONFIDENCES)
def test_a_pass_that_fails_on_the_candidate_never_raises_a_bound_of_the_difference(gaps, confidence):
    repetitions, (first, *others) = gaps

    def reckoned(each):
        return stats.paired_shares([d / repetitions for d in (each, *others)], confidence)

    found, worse = reckoned(first), reckoned(first - 1)
    assert -1 <= found.low < found.high <= 1
    assert found.low - 1e-12 <= found.value <= found.high + 1e-12
    assert worse.low <= found.low + 1e-9
    assert worse.high <= found.high + 1e-9


@given(gaps(), CONFIDENCES)
def test_the_difference_of_shares_turns_when_swapped(gaps, confidence):
    differences = np.array(gaps[1]) / gaps[0]
    found, swapped = (stats.paired_shares(sign * differences, confidence) for sign in (1, -1))

    assert found.value == pytest.approx(-swapped.value)
    assert found.low == pytest.approx(-swapped.high, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(0.5, 0.5), (0.9, 0.9), (0.95, 0.85), (0.98, 0.94)])
@pytest.mark.parametrize("n", [5, 20, 60])
@pytest.mark.parametrize("repetitions", [2, 5])
def test_the_bounds_of_a_difference_of_repeated_shares_hold(n, before, after, repetitions):
    random, times = np.random.default_rng(7), 1_000
    shape = (times, n)
    gained = random.binomial(repetitions, after, shape) - random.binomial(repetitions, before, shape)
    found = [stats.paired_shares(differences / repetitions, 0.9) for differences in gained]
    limit = 0.05 + 3 * math.sqrt(0.05 * 0.95 / times)

    assert sum(each.low > after - before for each in found) / times <= limit
    assert sum(each.high < after - before for each in found) / times <= limit


def test_a_mean_has_students_interval():
    # Student 1908, the soporifics of Cushny and Peebles: mean 1.58, s 1.23, t(9) 2.262
    gains = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]

    found = stats.paired_t(gains)

    assert found.value == pytest.approx(1.58)
    assert (found.low, found.high) == (pytest.approx(0.7001, abs=1e-4), pytest.approx(2.4599, abs=1e-4))


def test_one_value_alone_has_no_interval():
    found = stats.mean_t([3.0])

    assert (found.value, found.low, found.high, found.n) == (3.0, None, None, 1)


@given(NUMBERS, CONFIDENCES)
def test_a_mean_stands_in_its_interval_and_turns_with_its_values(values, confidence):
    found, turned = stats.mean_t(values, confidence), stats.mean_t([-v for v in values], confidence)

    assert found.low <= found.value <= found.high
    assert found.low == pytest.approx(-turned.high)


@pytest.mark.parametrize(
    ("p", "confidence", "needed"), [(0.95, 0.9, 59), (0.95, 0.95, 72), (0.99, 0.9, 299), (0.99, 0.95, 368)]
)
@pytest.mark.parametrize("repetitions", [1, 3])
def test_a_percentile_has_an_upper_bound_from_so_many_cases(p, confidence, needed, repetitions):
    for n, has_upper in ((needed - 1, False), (needed, True)):
        found = stats.percentile(range(n * repetitions), p, confidence, repetitions=repetitions)
        assert ((found.high is not None), found.n) == (has_upper, n)
    assert stats.needed_for_percentile(p, confidence) == needed


def test_the_median_of_100_has_the_published_ranks():
    # Conover 1999, Practical Nonparametric Statistics, 3.2: ranks 40 and 61 for n = 100 at 95 %
    found = stats.percentile(range(1, 101), 0.5)

    assert (found.value, found.low, found.high) == (50, 40, 61)


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=200),
    st.sampled_from([0.5, 0.95, 0.99]),
    CONFIDENCES,
    st.integers(1, 5),
)
def test_a_percentile_is_one_of_the_values_and_stands_between_its_bounds(values, p, confidence, repetitions):
    found = stats.percentile(values, p, confidence, repetitions=min(repetitions, len(values)))

    assert found.value in values
    assert sum(v <= found.value for v in values) >= p * len(values) - 1e-9
    assert found.low is None or found.low <= found.value
    assert found.high is None or found.high >= found.value


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=150), st.integers(1, 5), CONFIDENCES)
def test_saying_the_same_again_adds_nothing_to_what_is_known_of_a_percentile(values, repetitions, confidence):
    once = stats.percentile(values, 0.95, confidence)
    again = stats.percentile(values * repetitions, 0.95, confidence, repetitions=repetitions)

    assert again == once


@pytest.mark.parametrize("p", [0.5, 0.95, 0.99])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
@pytest.mark.parametrize("repetitions", [1, 2, 3, 5, 10])
@pytest.mark.parametrize("likeness", [0.01, 0.1, 0.3, 0.7, 0.99])
def test_the_bounds_of_a_percentile_hold_however_alike_repetitions_are(p, confidence, repetitions, likeness):
    """Exact, without drawing: how many answers of a case lie below p is beta-binomial, cases add up."""
    scale = 1 / likeness - 1
    one = betabinom.pmf(np.arange(repetitions + 1), repetitions, p * scale, (1 - p) * scale)
    for n in (20, 59, 72, 93, 150, 299, 400):
        total = n * repetitions
        found = stats.percentile(range(1, total + 1), p, confidence, repetitions=repetitions)
        below = np.fft.irfft(np.fft.rfft(one, 2 * total) ** n, 2 * total)[: total + 1]
        if found.high is not None:
            assert below[int(found.high) :].sum() <= (1 - confidence) / 2 + 1e-9
        if found.low is not None:
            assert below[: int(found.low)].sum() <= (1 - confidence) / 2 + 1e-9


@pytest.mark.parametrize("sizes", [[1] * 60 + [2] * 60, [3] * 80 + [1], [1] * 150 + [5] * 20])
@pytest.mark.parametrize("p", [0.5, 0.95])
def test_the_bounds_of_a_percentile_hold_for_cases_with_unlike_numbers_of_repetitions(sizes, p):
    """Exact, for repetitions that say the same."""
    found = stats.percentile(range(1, sum(sizes) + 1), p, 0.9, repetitions=max(sizes))
    below = np.ones(1)
    for size in sizes:
        below = np.convolve(below, [1 - p, *[0.0] * (size - 1), p])

    assert found.high is None or below[int(found.high) :].sum() <= 0.05
    assert found.low is None or below[: int(found.low)].sum() <= 0.05
    assert found.n == sum(sizes) // max(sizes)


@pytest.mark.slow
@pytest.mark.parametrize("repetitions", [1, 3, 5])
@pytest.mark.parametrize("likeness", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("n", [59, 100, 225])
def test_the_bound_of_p95_holds_as_often_as_it_says(n, likeness, repetitions):
    """Latencies with a share `likeness` of their variance between cases; exact where that is all of it."""
    random, times, truth = np.random.default_rng(7), 4_000, math.exp(norm.ppf(0.95))
    held = 0
    for _ in range(times):
        case, answer = random.normal(size=(n, 1)), random.normal(size=(n, repetitions))
        values = np.exp(math.sqrt(likeness) * case + math.sqrt(1 - likeness) * answer).ravel()
        found = stats.percentile(values, 0.95, 0.9, repetitions=repetitions)
        held += found.high is not None and found.high >= truth

    error = 3 * math.sqrt(0.95 * 0.05 / times)
    assert held / times >= 0.95 - error
    if likeness == 1 or repetitions == 1:
        promised = {59: 0.9515, 100: 0.9629, 225: 0.9707}[n]  # what the ranks allow at all
        assert held / times == pytest.approx(promised, abs=error)


def once(values):
    """Cases that were asked once."""
    return [[value] for value in values]


def test_a_shift_of_all_latencies_is_found_in_p95_and_swaps_sign():
    random = np.random.default_rng(3)
    before = random.lognormal(6, 0.3, 300)
    slower = before + 200

    found = stats.percentile_differences(once(before), once(slower), 0.95)
    turned = stats.percentile_differences(once(slower), once(before), 0.95)

    assert found.low <= found.value <= found.high
    assert found.value == pytest.approx(200)
    assert (found.low, found.high) == (pytest.approx(-turned.high), pytest.approx(-turned.low))
    assert found == stats.percentile_differences(once(before), once(slower), 0.95)


def test_too_few_latencies_give_a_difference_without_interval():
    found = stats.percentile_differences(once(range(20)), once(range(1, 21)), 0.95)

    assert (found.value, found.low, found.high) == (1.0, None, None)


def test_saying_the_same_again_adds_nothing_to_what_is_known_of_a_difference():
    random = np.random.default_rng(3)
    before, after = random.lognormal(6, 0.3, 100), random.lognormal(6, 0.4, 100)
    single = stats.percentile_differences(once(before), once(after), 0.95)

    assert stats.percentile_differences([[v] * 3 for v in before], [[v] * 3 for v in after], 0.95) == single
    assert single.low is not None


def test_the_difference_of_percentiles_is_one_of_answers_and_not_of_means():
    quick, uneven = [[100.0, 100.0]] * 80, [[100.0, 900.0]] * 80

    assert stats.percentile_differences(quick, uneven, 0.95).value == 800
    assert stats.percentile_differences([*quick, [100.0]], [*uneven, [100.0]], 0.95).value == 800


@pytest.mark.parametrize(
    ("wins", "losses", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (11, 3, 0.0573730), (10, 0, 0.001953125), (3, 11, 0.0573730)],
)
def test_sign_test_is_exact(wins, losses, p):
    assert stats.sign_test(wins, losses) == pytest.approx(p, abs=1e-6)


@given(st.integers(0, 200), st.integers(0, 200))
def test_sign_test_is_fair_and_a_probability(wins, losses):
    p = stats.sign_test(wins, losses)

    assert 0 < p <= 1
    assert p == stats.sign_test(losses, wins)


@pytest.mark.parametrize(("n", "most"), [(0, 1.0), (1, 1.0), (3, 1.0), (14, 3 / 14), (300, 0.01)])
def test_rule_of_three_bounds_what_was_never_seen(n, most):
    assert stats.rule_of_three(n) == pytest.approx(most)


def test_rule_of_three_is_never_bolder_than_the_exact_bound():
    for n in range(1, 2_000):
        assert stats.rule_of_three(n) >= 1 - 0.05 ** (1 / n)


def test_the_smallest_detectable_difference_solves_the_sample_size_of_mcnemars_test():
    found, z, power = stats.smallest_detectable(200, 0.1), 1.959964, 0.841621

    needed = (z * math.sqrt(0.1) + power * math.sqrt(0.1 - found**2)) ** 2 / found**2
    assert needed == pytest.approx(200, rel=1e-5)
    assert 0.05 < found < 0.07


@given(st.integers(1, 5_000), st.floats(0.01, 1.0))
def test_more_cases_never_detect_less(n, discordance):
    found = stats.smallest_detectable(n, discordance)

    assert 0 < found <= 1
    assert stats.smallest_detectable(4 * n, discordance) <= found + 1e-12


@pytest.mark.parametrize("difference", [0.02, 0.05, 0.1, 0.3, 0.9])
@pytest.mark.parametrize("discordance", [0.05, 0.1, 0.4])
def test_so_many_cases_and_no_fewer_detect_a_difference(difference, discordance):
    needed = stats.needed_to_detect(difference, discordance)

    assert stats.smallest_detectable(needed, discordance) <= difference + 1e-12
    assert stats.smallest_detectable(needed - 1, discordance) > difference


def test_ten_points_need_77_cases():
    assert stats.needed_to_detect(0.1) == 77


@given(st.integers(1, 8).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))), st.floats(0, 1))
def test_all_pass_is_unbiased(asked, share):
    n, k = asked
    chances = [math.comb(n, c) * share**c * (1 - share) ** (n - c) for c in range(n + 1)]

    expected = sum(chance * stats.all_pass(c, n, k) for c, chance in enumerate(chances))
    assert expected == pytest.approx(share**k)


@pytest.mark.parametrize(
    ("passes", "n", "k", "share"), [(3, 4, 1, 0.75), (3, 4, 2, 0.5), (3, 4, 4, 0.0), (4, 4, 4, 1.0)]
)
def test_all_pass_counts_the_choices_that_hold_only_passes(passes, n, k, share):
    assert stats.all_pass(passes, n, k) == share


def test_the_spread_within_cases_is_pooled_over_them():
    assert stats.spread_within([[190, 220, 200, 200]]) == pytest.approx(12.583, abs=1e-3)
    assert stats.spread_within([[1, 3], [11, 13]]) == pytest.approx(math.sqrt(2))
    assert stats.spread_within([[1, 3], [5]]) == pytest.approx(math.sqrt(2))
    assert stats.spread_within([[1], [5]]) is None


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_refused(bad):
    for reckon in (
        stats.mean_t,
        stats.paired_t,
        stats.paired_shares,
        lambda values: stats.percentile(values, 0.95),
    ):
        with pytest.raises(Invalid) as err:
            reckon([1.0, bad])
        assert err.value.code == "stats.not_finite"


def test_nothing_has_no_estimate():
    for reckon in (
        lambda: stats.wilson(0, 0),
        lambda: stats.tango(0, 0, 0),
        lambda: stats.paired_shares([]),
        lambda: stats.mean_t([]),
        lambda: stats.percentile([], 0.5),
        lambda: stats.percentile_differences([], [], 0.5),
    ):
        with pytest.raises(Invalid) as err:
            reckon()
        assert err.value.code == "stats.empty"


@pytest.mark.parametrize(("share", "points"), [(0.04, 4.0), (-0.0001, 0.0), (-0.0375, -3.8), (1, 100.0)])
def test_shares_are_shown_in_points_without_a_negative_zero(share, points):
    assert stats.points(share) == points
    assert not str(stats.points(share)).startswith("-0.0")
