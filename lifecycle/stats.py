"""Numbers in, numbers out: what a sample says about the answers customers will get.

Every interval is two-sided at `confidence` (0.5 to 0.999), so each bound alone holds one-sided with
(1 + confidence) / 2. A value that is not a finite number is refused: it would silently poison a mean.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from math import ceil, comb, log, sqrt

import numpy as np
import scipy  # type: ignore[import-untyped]  # loads its parts when they are used: a worker uses none
from numpy.typing import NDArray

from lifecycle.errors import Invalid
from lifecycle.records import Estimate

Values = NDArray[np.float64]

RESAMPLES = 1_000


def finite(values: Sequence[float] | Values) -> Values:
    """Give the values as an array.

    Raises:
        Invalid: there are none, or one is not a finite number.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0:
        raise Invalid("stats.empty")
    if not np.isfinite(array).all():
        raise Invalid("stats.not_finite")
    return array


def wilson(passes: float, n: int, confidence: float = 0.95) -> Estimate:
    """Estimate a share from `passes` of `n`, 0..1, with Wilson's score interval (Wilson 1927, JASA 22:209).

    Stays inside 0..1 and is honest at 0 and n, where the usual interval collapses to a point. One more
    pass never lowers a bound.

    Passes may be fractions, such as 1.5 where one of two cases passed in one of two repetitions. Of all
    that lies in 0..1 with mean p nothing varies more than passes and failures, p (1 - p) (Bhatia and
    Davis 2000, American Mathematical Monthly 107:353), so the interval is at least as wide as it must be.

    Raises:
        Invalid: n is 0.
    """
    if n == 0:
        raise Invalid("stats.empty")
    share, z2 = passes / n, normal(confidence) ** 2
    centre = (passes + z2 / 2) / (n + z2)
    half = sqrt(z2 * (share * (1 - share) * n + z2 / 4)) / (n + z2)
    low = 0.0 if passes == 0 else centre - half
    high = 1.0 if passes == n else centre + half
    return Estimate(value=share, low=low, high=high, n=n, confidence=confidence)


def mean_t(values: Sequence[float] | Values, confidence: float = 0.95) -> Estimate:
    """Estimate a mean with Student's t interval (Student 1908); one value alone has no interval.

    Raises:
        Invalid: there are no values, or one is not finite.
    """
    array = finite(values)
    mean, n = float(array.mean()), array.size
    if n == 1:
        return Estimate(value=mean, n=1, confidence=confidence)
    half = student(n - 1, confidence) * float(array.std(ddof=1)) / sqrt(n)
    return Estimate(value=mean, low=mean - half, high=mean + half, n=n, confidence=confidence)


def paired_t(differences: Sequence[float] | Values, confidence: float = 0.95) -> Estimate:
    """Estimate the mean of differences (candidate - baseline, one for each case), by paired t.

    Raises:
        Invalid: as `mean_t`.
    """
    return mean_t(differences, confidence)


def paired_shares(differences: Sequence[float] | Values, confidence: float = 0.95) -> Estimate:
    """Estimate the mean of differences of shares (candidate - baseline, one for each case, -1..1).

    Tango's interval with fractions: a case of which a third more answers pass on one side is a third of
    a pair that passed only there; single answers are whole pairs. Tango's likelihood needs only the means
    to be right, as any of a linear exponential family (Gourieroux, Monfort and Trognon 1984, Econometrica
    52:681). The variance he gives a case, E|d| - (E d)², is the largest it can have, because |d| >= d².
    So the interval is at least as wide as it must be. It is not widened to a paired t where that is wider:
    one more failure can raise the lower bound of a t.

    Raises:
        Invalid: there are no differences, or one is not finite.
    """
    array = finite(differences)
    rose, fell = (float(np.maximum(sign * array, 0.0).sum()) for sign in (1, -1))
    return tango(rose, fell, array.size, confidence)


def clustered_t(
    differences: Sequence[float] | Values, clusters: Sequence[Hashable], confidence: float = 0.95
) -> Estimate:
    """Estimate the mean of differences of cases that are alike in groups, with CR1 errors and t(G - 1).

    `clusters` tells the group of each case; what lies in one group may depend on each other in any way.
    The variance is the cluster-robust one (Liang and Zeger 1986, Biometrika 73:13) with the correction
    G / (G - 1), the quantile that of Student's t for G groups less one (Cameron and Miller 2015, Journal
    of Human Resources 50:317; Miller 2024, arXiv:2411.00640). With a group for each case it is
    `paired_t`; one group alone has no interval.

    Raises:
        Invalid: there are no differences, or one is not finite.
    """
    array = finite(differences)
    mean, n, sums = float(array.mean()), array.size, by_cluster(array, clusters)[1]
    if sums.size == 1:
        return Estimate(value=mean, n=n, confidence=confidence)
    error = sqrt(float((sums**2).sum()) * sums.size / (sums.size - 1)) / n
    half = student(sums.size - 1, confidence) * error
    return Estimate(value=mean, low=mean - half, high=mean + half, n=n, confidence=confidence)


def clustered_shares(
    differences: Sequence[float] | Values, clusters: Sequence[Hashable], confidence: float = 0.95
) -> Estimate:
    """Estimate the mean of differences of shares (as `paired_shares`) of cases that are alike in groups.

    Tango's interval for as many independent pairs as say the same: all counts are divided by the design
    effect, CR1's variance over that of independent cases and at least 1 (Rao and Scott 1992, Biometrics
    48:577), and again for the few groups it is known from, by the squared ratio of Student's quantiles
    (Korn and Graubard 1998, Survey Methodology 24:193). How alike cases are cannot be seen before some of
    them differ; so both variances are taken as if one more group of the usual size had differed in all
    its cases, and where none differs a group counts as one case. With a group for each case it is
    `paired_shares`; one group alone has no interval.

    Raises:
        Invalid: there are no differences, or one is not finite.
    """
    array = finite(differences)
    n, (sizes, sums) = array.size, by_cluster(array, clusters)
    found, groups = Estimate(value=float(array.mean()), n=n, confidence=confidence), sizes.size
    if groups == 1:
        return found
    usual = float((sizes**2).sum()) / n
    alike = float((sums**2).sum()) * groups / (groups - 1) + usual**2
    alone = float(array.var(ddof=1)) * n + usual
    narrower = student(n - 1, confidence) / student(groups - 1, confidence)
    share = narrower**2 / max(1.0, alike / alone)
    rose, fell = (share * float(np.maximum(sign * array, 0.0).sum()) for sign in (1, -1))
    told = tango(rose, fell, share * n, confidence)
    return replace(found, low=told.low, high=told.high)


def by_cluster(array: Values, clusters: Sequence[Hashable]) -> tuple[Values, Values]:
    """Give how many values each group has, and the sum of their distances from the mean of all."""
    places: dict[Hashable, int] = {}
    at = [places.setdefault(cluster, len(places)) for cluster in clusters]
    sums = np.bincount(at, weights=array - array.mean())
    return np.bincount(at).astype(np.float64), sums.astype(np.float64)


def ratio(
    numerators: Sequence[float] | Values, denominators: Sequence[float] | Values, confidence: float = 0.95
) -> Estimate:
    """Estimate the ratio of two means of the same cases, numerator / denominator, by Fieller's theorem.

    The interval holds every ratio r for which the mean of `numerator - r * denominator` may be zero by
    Student's t (Fieller 1954, Journal of the Royal Statistical Society B 16:175). There is none for one
    case alone, nor where the denominator's mean may itself be zero.

    Raises:
        Invalid: there are no cases, a value is not finite, or the denominator's mean is zero.
    """
    above, below = finite(numerators), finite(denominators)
    top, bottom, n = float(above.mean()), float(below.mean()), above.size
    if bottom == 0:
        raise Invalid("stats.no_ratio")
    found = Estimate(value=top / bottom, n=n, confidence=confidence)
    if n == 1:
        return found
    spread = np.cov(above, below) * student(n - 1, confidence) ** 2 / n
    a, b, c = (
        float(mean - own)
        for mean, own in ((bottom**2, spread[1, 1]), (top * bottom, spread[0, 1]), (top**2, spread[0, 0]))
    )
    if a <= 0:
        return found
    half = sqrt(max(b * b - a * c, 0.0))
    return replace(found, low=(b - half) / a, high=(b + half) / a)


def tango(only_candidate: float, only_baseline: float, n: float, confidence: float = 0.95) -> Estimate:
    """Estimate the difference of two paired shares, candidate - baseline, in -1..1.

    Of `n` pairs, `only_candidate` passed only there and `only_baseline` only there; the others agree.
    All may be fractions (see `paired_shares` and `clustered_shares`). The interval holds every difference
    that the score test does not reject (Tango 1998, Statistics in Medicine 17:891-908). It stays inside
    -1..1 and is not empty when no pair disagrees.

    Raises:
        Invalid: n is 0.
    """
    if n == 0:
        raise Invalid("stats.empty")
    z = normal(confidence)
    value = (only_candidate - only_baseline) / n

    def score(difference: float) -> float:
        return tango_score(only_candidate, only_baseline, n, difference)

    low = -1.0 if value == -1 else root(lambda d: score(d) - z, -1.0, value)
    high = 1.0 if value == 1 else root(lambda d: score(d) + z, value, 1.0)
    return Estimate(value=value, low=low, high=high, n=round(n), confidence=confidence)


def tango_score(only_candidate: float, only_baseline: float, n: float, difference: float) -> float:
    """Give the score statistic for a true `difference`, about standard normal (Tango 1998, eq. 24).

    The share of pairs that pass only on the baseline is its maximum-likelihood value under that
    difference, the larger root of `2n q² + b q + c = 0`.
    """
    b = (2 * n - only_candidate + only_baseline) * difference - only_candidate - only_baseline
    c = -only_baseline * difference * (1 - difference)
    q = (sqrt(max(b * b - 8 * n * c, 0.0)) - b) / (4 * n)
    variance = n * (2 * q + difference * (1 - difference))
    distance = only_candidate - only_baseline - n * difference
    if variance <= 0:
        return float(np.sign(distance) * np.inf) if distance else 0.0
    return distance / sqrt(variance)


def percentile(
    values: Sequence[float] | Values, p: float, confidence: float = 0.95, *, repetitions: int = 1
) -> Estimate:
    """Estimate the value below which a share `p` (0..1) of all answers lies, by order statistics.

    The value is the nearest rank of all values. The bounds are the order statistics whose ranks the
    binomial distribution allows (David and Nagaraja 2003, 7.1): no assumption about the shape.

    `repetitions` is the most values that come from one case, or from any group that is alike. Such
    values are not independent, and how alike they are in the tail cannot be seen before the tail was
    seen. So they count as if they said the same: as n / repetitions independent ones, the worst that a
    design effect can be (Kish 1965), and the ranks of so many are carried over to all values by
    their share (Woodruff 1952, JASA 47:635). The bounds are exact where repetitions do say the same
    and hold more often than promised where they do not. `n` of the estimate is the independent number.

    Where the sample is too small for a bound it is None. The upper bound at confidence 0.9 (one-sided
    95 %) needs 59 independent values for p95 and 299 for p99, at 0.95 it needs 72 and 368.

    Raises:
        Invalid: there are no values, or one is not finite.
    """
    array = np.sort(finite(values))
    total, each = array.size, (1 + confidence) / 2
    n = total // repetitions
    fewer = scipy.special.bdtr(np.arange(n), n, p)
    lowest, highest = int((fewer <= 1 - each).sum()), int((fewer < each).sum()) + 1
    return Estimate(
        value=float(array[rank(total, p) - 1]),
        low=float(array[(lowest - 1) * total // n]) if lowest else None,
        high=float(array[-(-highest * total // n) - 1]) if highest <= n else None,
        n=n,
        confidence=confidence,
    )


def needed_for_percentile(p: float, confidence: float = 0.95) -> int:
    """Give the n from which `percentile` has an upper bound: the largest value, once p**n is small enough."""
    return ceil(log((1 - confidence) / 2) / log(p))


def percentile_differences(
    baseline: Sequence[Sequence[float]],
    candidate: Sequence[Sequence[float]],
    p: float,
    confidence: float = 0.95,
) -> Estimate:
    """Estimate the difference of two percentiles of all answers to the same cases, candidate - baseline.

    Both sides hold the values of one case after the other, in the same order of cases. The interval is
    a percentile bootstrap (Efron and Tibshirani 1993, 13.3) over whole cases, with all their repetitions
    on both sides (Davison and Hinkley 1997, 3.8), with a fixed seed, so the same answers always give the
    same interval; None below the n at which a percentile has bounds at all, because resampling cannot
    invent a tail.

    Raises:
        Invalid: there are no cases, one has no value, or a value is not finite.
    """
    sides = padded(baseline), padded(candidate)
    n = len(candidate)

    def difference(chosen: NDArray[np.intp]) -> float:
        before, after = (nearest(side[chosen], p) for side in sides)
        return after - before

    value = difference(np.arange(n))
    alone = percentile(np.concatenate(candidate), p, confidence, repetitions=sides[1].shape[1])
    if alone.low is None or alone.high is None:
        return Estimate(value=value, n=n, confidence=confidence)
    random = np.random.default_rng(0)
    drawn = [difference(random.integers(0, n, n)) for _ in range(RESAMPLES)]
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(
        value=value, low=min(float(low), value), high=max(float(high), value), n=n, confidence=confidence
    )


def padded(groups: Sequence[Sequence[float]]) -> Values:
    """Lay groups of values out as a table, a row for each group, NaN where a group has no more.

    Raises:
        Invalid: there is no group, one has no value, or a value is not finite.
    """
    if not groups:
        raise Invalid("stats.empty")
    found = np.full((len(groups), max(map(len, groups))), np.nan)
    for row, group in zip(found, groups, strict=True):
        row[: len(group)] = finite(group)
    return found


def nearest(values: Values, p: float) -> float:
    """Give the nearest rank of the percentile `p` among the values that are no NaN."""
    given = values[~np.isnan(values)]
    at = rank(given.size, p) - 1
    return float(np.partition(given, at)[at])


def all_pass(passes: int, n: int, k: int) -> float:
    """Estimate how often `k` (1..n) answers to a case all pass, from `passes` of its `n` answers, 0..1.

    The share of all choices of k answers that hold only passes, C(passes, k) / C(n, k), is unbiased
    (pass^k of Yao et al. 2024, arXiv:2406.12045).
    """
    return comb(passes, k) / comb(n, k)


def spread_within(groups: Sequence[Sequence[float]]) -> float | None:
    """Give the standard deviation of values within their group, pooled over the groups.

    The root of the mean variance within groups, each weighted by its degrees of freedom (Bland and
    Altman 1996, BMJ 313:744); None if no group has two values.

    Raises:
        Invalid: a value is not finite.
    """
    several = [finite(group) for group in groups if len(group) > 1]
    if not several:
        return None
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in several)
    return sqrt(squares / sum(group.size - 1 for group in several))


def sign_test(wins: int, losses: int) -> float:
    """Give the exact two-sided p of a sign test (Arbuthnott 1710; Dixon and Mood 1946), ties left out.

    1.0 when nobody won or lost.
    """
    if wins + losses == 0:
        return 1.0
    return min(1.0, 2 * float(scipy.special.bdtr(min(wins, losses), wins + losses, 0.5)))


def holm(tests: Sequence[Callable[[float], bool]], level: float = 0.05) -> tuple[bool, ...]:
    """Tell which of several hypotheses are rejected, all errors together at most `level` (Holm 1979).

    Each test tells whether it rejects at a level of its own; what it rejects at one it rejects at every
    higher one. Of m hypotheses those are rejected that fall at level / m, then of the k that are left
    those that fall at level / k, until none does (Scandinavian Journal of Statistics 6:65). The tests
    may depend on each other in any way.
    """
    rejected = [False] * len(tests)
    while left := [at for at, done in enumerate(rejected) if not done]:
        falling = [at for at in left if tests[at](level / len(left))]
        if not falling:
            break
        for at in falling:
            rejected[at] = True
    return tuple(rejected)


def rule_of_three(n: int) -> float:
    """Give the share that may still fail when none of `n` did: 3/n, with 95 % confidence, at most 1.

    Hanley and Lippman-Hand 1983, JAMA 249:1743.
    """
    return min(1.0, 3 / n) if n else 1.0


def smallest_detectable(
    n: int, discordance: float = 0.1, confidence: float = 0.95, power: float = 0.8
) -> float:
    """Give the smallest true difference of two paired shares that n cases will probably show, 0..1.

    `discordance` is the share of cases on which the two are expected to disagree, `power` the
    probability of showing the difference. Sample size of McNemar's test (Connor 1987, Biometrics
    43:207) solved for the difference; a difference above `discordance` raises it, because it cannot
    be larger. 1.0 when n shows nothing.
    """

    def excess(difference: float) -> float:
        return difference * sqrt(n) - effort(difference, discordance, confidence, power)

    return root(excess, 0.0, 1.0) if excess(1.0) > 0 else 1.0


def needed_to_detect(
    difference: float, discordance: float = 0.1, confidence: float = 0.95, power: float = 0.8
) -> int:
    """Give the fewest cases that will probably show a true `difference` (above 0, to 1) of paired shares.

    The other side of `smallest_detectable`, with the same assumptions: 77 cases for 10 points.
    """
    return ceil((effort(difference, discordance, confidence, power) / difference) ** 2)


def effort(difference: float, discordance: float, confidence: float, power: float) -> float:
    """Give difference x root of the sample size, as Connor 1987 has it."""
    disagree = max(discordance, difference)
    power_z = float(scipy.special.ndtri(power))
    return normal(confidence) * sqrt(disagree) + power_z * sqrt(disagree - difference**2)


def within(estimate: Estimate, least: float, most: float) -> Estimate:
    """Cut an interval to the range that its number can have at all."""
    low = None if estimate.low is None else max(least, estimate.low)
    high = None if estimate.high is None else min(most, estimate.high)
    return replace(estimate, low=low, high=high)


def points(share: float) -> float:
    """Give a difference of shares in points, one decimal, never a negative zero."""
    return round(100 * share, 1) + 0.0


def normal(confidence: float) -> float:
    """Give the standard normal quantile of a two-sided interval: 1.96 for 0.95."""
    return float(scipy.special.ndtri((1 + confidence) / 2))


def student(freedom: int, confidence: float) -> float:
    """Give Student's t quantile of a two-sided interval: 2.26 for 9 degrees of freedom and 0.95."""
    return float(scipy.special.stdtrit(freedom, (1 + confidence) / 2))


def rank(n: int, p: float) -> int:
    """Give the nearest rank, 1..n, of the percentile `p` in n values."""
    return min(n, max(1, ceil(round(p * n, 9))))


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Find where a monotone function changes its sign between two points, by bisection."""
    rising = function(high) > function(low)
    while low < (middle := (low + high) / 2) < high:
        if (function(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return middle
