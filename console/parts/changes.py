"""Shows what differs from what is there now: cases that got worse, the prompt, the policy."""

from console import marks, screens, services
from console.markup import join
from console.parts.prompt_view import joined
from console.untrusted import block, escape, pane, side_by_side, unified
from console.widgets import attempt, card, draw, paragraph
from console.wording import count, say
from lifecycle import comparison, history, prompts, text
from lifecycle.comparison import CaseDifference, Comparison
from lifecycle.policies import Policy
from lifecycle.records import Event, Row, Version

SHOWN = 5


def draw_regressions(found: Comparison) -> None:
    """Show the worst of the cases that got worse, opened, so that nobody approves them unread."""
    worse = comparison.regressions(found)
    before, after = found.baseline.evaluation.version, found.candidate.evaluation.version
    of_all = say("{n} of {all}", n=count(len(worse)), all=count(len(found.cases)))
    with card(say("Got worse"), of_all, key="worse"):
        if not worse:
            paragraph(say("No case got worse."), quiet=True)
        for case in worse[:SHOWN]:
            draw_case(case, before, after)
        label = say("All {n} in Compare", n=count(len(worse))) if len(worse) > SHOWN else say("Compare")
        screens.link("compare", label, {"baseline": before, "candidate": after})


def draw_case(case: CaseDifference, before: int, after: int) -> None:
    """Show one case: where it belongs, the question, and both answers with what differs."""
    where = (*case.case.tags.values(), say("case {id}", id=case.case.id))
    critical = join(marks.label(say("critical"), "bad"), " · ") if case.case.critical else None
    paragraph(critical, " · ".join(where), quiet=True)
    draw(block(case.case.question, limit=300))
    pieces = text.diff(answer(case.baseline_row), answer(case.candidate_row))
    side_by_side(pieces, before=f"v{before}", after=f"v{after}")


def answer(row: Row | None) -> str:
    """Give the answer of a row, empty when there is none."""
    return row.answer if row else ""


def draw_policy(policy: Policy, released: Event | None) -> None:
    """Show the lines of the policy that changed since `released`, which let in what is there now."""
    if released is None or released.details["policy_digest"] == policy.digest:
        return
    title = say("What changed in the policy since the last release")
    with card(title, f"{policy.application}.yaml", key="policy"), attempt():
        before = history.policy_text(services.bench(), released.details["policy_digest"])
        if before is None:
            paragraph(say("The text of that time is not there to compare with."), quiet=True)
        else:
            unified(joined(text.line_hunks(before, policy.text)))


def draw_prompt(before: Version | None, after: Version) -> None:
    """Show how the prompt differs from that of the version that is there."""
    old, new = before.prompt if before else None, after.prompt
    same_name = old is not None and old.name == new.name
    way = f"{old.number if old and same_name else old} → {new.number}" if old else str(new.number)
    with card(say("Prompt"), f"{new.name} {way}", key="prompt"), attempt():
        if before and before.prompt_digest == after.prompt_digest:
            paragraph(say("Both versions have the same prompt."), quiet=True)
            return
        bench = services.bench()
        texts = [
            prompts.to_text(prompts.content(bench, prompts.find(bench, version.app, version.prompt)))
            if version
            else ""
            for version in (before, after)
        ]
        if before:
            unified(text.diff(*texts), only_changes=True)
        else:
            draw(pane("", escape(texts[1])))
        screens.link("prompts", say("Read it whole"), {"name": new.name, "number": new.number})
