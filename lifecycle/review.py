"""Blind review: people compare two answers without knowing which version gave which.

Which answer stands first is decided for each reviewer and case by a keyed hash (HMAC-SHA256 with the
round's secret), so nobody can tell from the page, and a reload shows the same sides. What the votes
add up to is told only after the round's owner has closed it.
"""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lifecycle import evaluation, history, stats
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, Case, Choice, Estimate, Evaluation, Round, RowState, Scorecard, Vote
from lifecycle.workbench import Workbench

ALPHA = 0.05
"""Below this p the sign test speaks for one side."""

Preference = Literal["candidate", "baseline", "tie", "both_bad"]
"""What a vote says once it is unblinded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One case as a reviewer sees it; nothing in it tells which version gave which answer."""

    case_id: str
    question: str
    answer_1: str
    answer_2: str
    position: int
    """From 1, in this reviewer's own order."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a closed round says, from the candidate's side.

    `win_rate` is wins among the votes that preferred a side (0..1, Wilson interval); `p` the exact
    two-sided sign test over the same votes; `first_rate` the share of preferences for answer 1,
    which far from one half means that people favoured a place and not an answer. Both rates are None
    while nobody preferred a side.
    """

    wins: int
    losses: int
    ties: int
    both_bad: int
    p: float
    win_rate: Estimate | None
    first_rate: Estimate | None
    voters: tuple[str, ...]
    votes: tuple[Vote, ...]

    @property
    def favours_a_place(self) -> bool:
        """Whether answer 1 was preferred more or less often than chance explains."""
        rate = self.first_rate
        return rate is not None and not (rate.low or 0.0) <= 0.5 <= (rate.high or 1.0)


def choices(bench: Workbench, app: str) -> list[Evaluation]:
    """List what rounds are opened from: the newest finished evaluation of each version and golden set.

    The newest stands first; two of them fit together if they share their `golden_digest`.
    """
    newest: dict[tuple[int, str], Evaluation] = {}
    for found in evaluation.listing(bench, app):
        if found.answers_digest:
            newest.setdefault((found.version, found.golden_digest), found)
    return list(newest.values())


def suggested(among: Sequence[Evaluation], production: int | None) -> tuple[Evaluation, Evaluation] | None:
    """Choose baseline and candidate: the version in production against the newest other one that fits.

    Where nothing is in production, or it was not evaluated, the older of two is the baseline; None when
    no two fit together.
    """
    in_production = [each for each in among if each.version == production]
    for baseline in (*in_production, *reversed(among)):
        fitting = (each for each in among if fit(baseline, each))
        if candidate := next(fitting, None):
            return baseline, candidate
    return None


def fit(baseline: Evaluation, candidate: Evaluation) -> bool:
    """Tell whether two evaluations of different versions answered the same golden set."""
    return baseline.version != candidate.version and baseline.golden_digest == candidate.golden_digest


def open_round(
    bench: Workbench, app: str, baseline: str, candidate: str, *, by: Actor, title: str = ""
) -> Round:
    """Open a round over the cases that both evaluations answered, differently.

    Raises:
        Refused: the role does not allow it.
        NotFound: an evaluation is not of this application.
        Invalid: one is not finished, other golden sets, or the answers do not differ anywhere.
    """
    bench.permit(by, app, "review.open")
    cards = [evaluation.scorecard(bench, id) for id in (baseline, candidate)]
    for card in cards:
        evaluation.belonging(card.evaluation, app)
        if not card.evaluation.answers_digest:
            raise Invalid("review.unfinished", evaluation=card.evaluation.id)
    if cards[0].evaluation.golden_digest != cards[1].evaluation.golden_digest:
        raise Invalid("review.different_golden")
    case_ids = differing(*cards)
    if not case_ids:
        raise Invalid("review.no_difference")
    opened = Round(
        id=bench.new_id(),
        app=app,
        title=title.strip(),
        baseline=baseline,
        candidate=candidate,
        case_ids=case_ids,
        key=secrets.token_hex(32),
        owner=by.person,
        created_at=bench.now(),
    )
    with bench.ledger.write() as tx:
        tx.add(opened)
        history.record(bench, tx, by, "review.opened", app=app, subject=opened.id, cases=len(case_ids))
    return opened


def differing(baseline: Scorecard, candidate: Scorecard) -> tuple[str, ...]:
    """List the cases that both answered, differently, in the order of the golden set."""
    first, second = answered(baseline), answered(candidate)
    return tuple(
        case.id
        for case in baseline.cases
        if case.id in first and case.id in second and first[case.id].strip() != second[case.id].strip()
    )


def answered(card: Scorecard) -> dict[str, str]:
    """Map case id → the first repetition's answer, for the cases that have one."""
    return {
        row.case_id: row.answer for row in card.rows if row.state == RowState.ANSWERED and row.repetition == 0
    }


def find(bench: Workbench, id: str) -> Round:
    """Find a round.

    Raises:
        NotFound: there is none with this id.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Round, id=id)
    if found is None:
        raise NotFound("review.no_round", id=id)
    return found


def listing(bench: Workbench, app: str) -> list[Round]:
    """List an application's rounds, the newest first."""
    with bench.ledger.read() as tx:
        return tx.all(Round, order=["-created_at"], app=app)


def own_votes(bench: Workbench, round_id: str, reviewer: str) -> list[Vote]:
    """List a reviewer's votes of a round, the oldest first."""
    with bench.ledger.read() as tx:
        return tx.all(Vote, order=["created_at"], round=round_id, reviewer=reviewer)


def voters(bench: Workbench, round_id: str) -> dict[str, int]:
    """Count the votes of each reviewer; which way they went is told only after closing."""
    with bench.ledger.read() as tx:
        return tx.tally(Vote, "reviewer", round=round_id)


def keyed(round: Round, reviewer: str, *parts: str) -> bytes:
    """Give 32 bytes that only the holder of the round's key can foresee."""
    message = "\x1f".join((reviewer, *parts)).encode()
    return hmac.new(bytes.fromhex(round.key), message, hashlib.sha256).digest()


def candidate_first(round: Round, reviewer: str, case_id: str) -> bool:
    """Tell whether this reviewer sees the candidate's answer as answer 1."""
    return keyed(round, reviewer, "side", case_id)[0] % 2 == 0


def order(round: Round, reviewer: str) -> list[str]:
    """Shuffle the cases for one reviewer, always alike."""
    return sorted(round.case_ids, key=lambda id: keyed(round, reviewer, "order", id))


def next_pair(bench: Workbench, round: Round, reviewer: str, skipped: Sequence[str] = ()) -> Pair | None:
    """Give the reviewer's next case without a vote; None when all are done.

    Skipped ones come last, the one that was skipped first before the others.
    """
    voted = {vote.case_id for vote in own_votes(bench, round.id, reviewer)}
    left = [id for id in order(round, reviewer) if id not in voted]
    if not left:
        return None
    case_id = min(left, key=lambda id: skipped.index(id) if id in skipped else -1)
    baseline, candidate = (evaluation.scorecard(bench, id) for id in (round.baseline, round.candidate))
    pair = (answered(baseline)[case_id], answered(candidate)[case_id])
    first, second = reversed(pair) if candidate_first(round, reviewer, case_id) else pair
    case: Case = next(case for case in baseline.cases if case.id == case_id)
    return Pair(
        case_id=case_id,
        question=case.question,
        answer_1=first,
        answer_2=second,
        position=len(voted) + 1,
        total=len(round.case_ids),
    )


def vote(
    bench: Workbench, round_id: str, case_id: str, choice: Choice, *, by: Actor, reason: str = ""
) -> Vote:
    """Keep a reviewer's choice; a second one for the same case takes the place of the first.

    Raises:
        Refused: the role does not allow it.
        Conflict: the round is closed.
        NotFound: the round has no such case.
    """
    round = find(bench, round_id)
    bench.permit(by, round.app, "review.vote")
    if case_id not in round.case_ids:
        raise NotFound("review.no_case", id=case_id)
    given = Vote(
        round=round_id,
        case_id=case_id,
        reviewer=by.person,
        choice=choice,
        candidate_first=candidate_first(round, by.person, case_id),
        reason=reason.strip(),
        created_at=bench.now(),
    )
    with bench.ledger.write() as tx:
        still_open(tx.one(Round, id=round_id))
        tx.remove(Vote, round=round_id, case_id=case_id, reviewer=by.person)
        tx.add(given)
    return given


def undo(bench: Workbench, round_id: str, *, by: Actor) -> Vote | None:
    """Take back a reviewer's last vote and give it; None when there is none.

    Raises:
        Refused, Conflict: as `vote`.
    """
    round = find(bench, round_id)
    bench.permit(by, round.app, "review.vote")
    with bench.ledger.write() as tx:
        still_open(tx.one(Round, id=round_id))
        last = tx.newest(Vote, by="created_at", round=round_id, reviewer=by.person)
        if last:
            tx.remove(Vote, round=round_id, case_id=last.case_id, reviewer=by.person)
    return last


def close(bench: Workbench, round_id: str, *, by: Actor) -> Round:
    """End the voting, so that the outcome can be seen; only the round's owner may.

    Raises:
        Refused: the person does not own the round.
        Conflict: it is closed already.
    """
    round = find(bench, round_id)
    bench.permit(by, round.app, "review.close")
    if by.person != round.owner:
        raise Refused("review.not_owner", owner=round.owner)
    with bench.ledger.write() as tx:
        still_open(tx.one(Round, id=round_id))
        tx.change(Round, {"id": round_id}, closed_at=bench.now())
        cast = tx.count(Vote, round=round_id)
        history.record(bench, tx, by, "review.closed", app=round.app, subject=round_id, votes=cast)
    return find(bench, round_id)


def still_open(round: Round | None) -> None:
    """Insist that votes may still come and go."""
    if round is None or round.closed_at is not None:
        raise Conflict("review.closed")


def outcome(bench: Workbench, round_id: str) -> Outcome:
    """Add the votes of a closed round up.

    Raises:
        Refused: the round is still open; nobody sees a trend while others vote.
    """
    round = find(bench, round_id)
    if round.closed_at is None:
        raise Refused("review.still_open")
    with bench.ledger.read() as tx:
        votes = tuple(tx.all(Vote, order=["created_at"], round=round_id))
    return add_up(votes)


def add_up(votes: Sequence[Vote]) -> Outcome:
    """Unblind the votes and count them from the candidate's side."""
    count = Counter(vote.choice for vote in votes)
    said = Counter(map(preference, votes))
    wins, losses = said["candidate"], said["baseline"]
    sided = wins + losses
    return Outcome(
        wins=wins,
        losses=losses,
        ties=said["tie"],
        both_bad=said["both_bad"],
        p=stats.sign_test(wins, losses),
        win_rate=stats.wilson(wins, sided) if sided else None,
        first_rate=stats.wilson(count[Choice.FIRST], sided) if sided else None,
        voters=tuple(sorted({vote.reviewer for vote in votes})),
        votes=tuple(votes),
    )


def preference(vote: Vote) -> Preference:
    """Unblind one vote."""
    if vote.choice is Choice.TIE:
        return "tie"
    if vote.choice is Choice.BOTH_BAD:
        return "both_bad"
    return "candidate" if (vote.choice is Choice.FIRST) == vote.candidate_first else "baseline"


def by_case(votes: Sequence[Vote]) -> dict[str, list[Vote]]:
    """Map case id → its votes, the case that was voted on first at the front."""
    cases: dict[str, list[Vote]] = {}
    for vote in votes:
        cases.setdefault(vote.case_id, []).append(vote)
    return cases


def sentence(found: Outcome, baseline: int, candidate: int) -> tuple[str, Mapping[str, Any]]:
    """Say what a closed round found, as a code with its parameters; `review.counts` says the rest.

    Args:
        found: the outcome.
        baseline: number of the baseline's version.
        candidate: number of the candidate's version.
    """
    if not found.votes:
        code = "review.no_votes"
    elif found.win_rate is None:
        code = "review.no_preference"
    elif found.p >= ALPHA:
        code = "review.cannot_tell"
    else:
        code = "review.preferred" if found.wins > found.losses else "review.not_preferred"
    return code, {
        "baseline": baseline,
        "candidate": candidate,
        "wins": found.wins,
        "losses": found.losses,
        "ties": found.ties,
        "both_bad": found.both_bad,
        "p": f"= {found.p:.3f}" if found.p >= 0.001 else "< 0.001",
    }
