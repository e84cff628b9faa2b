"""Everything an auditor asks about one moment, on one sheet that can be printed."""

from datetime import datetime

import streamlit as st

from console import language, marks, screens, services, session
from console.markup import Child, Html, join, tag
from console.parts import event_table, move_story
from console.sidebar import languages
from console.widgets import card, failure_card, key_values, page_header, paragraph, section, table
from console.wording import count, explain, hint, listed, moment, name_of, say, word
from lifecycle import history
from lifecycle.history import Account, KeptDecision, KeptSlice
from lifecycle.messages import Language
from lifecycle.records import Evaluation, Event, Result, Verdict, Version


def draw(app: str, asked: datetime) -> None:
    """Draw the sheet of an application for a moment."""
    found = history.accounts(services.bench(), app, asked)
    with st.container(key="k-sheet"):
        told = say("What was live in {app}", app=app)
        with page_header(told, say("at the moment {time}", time=moment(asked))):
            paragraph(say("Print it with Ctrl+P or ⌘P."), quiet=True)
            st.html(languages())
            screens.link("history", say("Back to History"), {})
        if not found:
            paragraph(say("Nothing was live at that moment."))
        for account in found:
            draw_account(account)
        kept = [each for each in found if each.policy is not None or not each.faults]
        for digest, text in {each.promotion.details["policy_digest"]: each.policy for each in kept}.items():
            draw_policy(digest, text)
        draw_proof()


def draw_account(account: Account) -> None:
    """Tell one environment: what stood there, who allowed it, on what evidence."""
    stay, promotion = account.stay, account.promotion
    with card(key=f"sheet-{stay.environment}"):
        section(join(marks.environment_badge(stay.environment), " ", marks.version(stay.move.after)))
        key_values([*story(account), *bundle(account.version), *evidence(account.evaluation, promotion)])
        paragraph(
            marks.verdict_chip(Verdict(promotion.details["verdict"])), " ", move_story.sentence(promotion)
        )
        for fault in account.faults:
            failure_card(explain(fault), hint(fault))
        if account.decision is not None or not account.faults:
            draw_gate(account.decision)
        key_values(digests(account))


def story(account: Account) -> list[tuple[Child, Child]]:
    """Tell who asked, allowed and moved."""
    stay, promotion = account.stay, account.promotion
    until = moment(stay.until) if stay.until else say("today")
    told: list[tuple[Child, Child]] = [
        (say("stood there"), f"{moment(stay.move.at)} – {until}"),
        (word(stay.move.action, "event"), act(stay.move)),
    ]
    if promotion.number != stay.move.number:
        told.append((say("let in before"), act(promotion)))
    asked = account.request
    told.append((say("requested"), act(asked) if asked else name_of(promotion.details["requested_by"])))
    told += [(say("approved"), act(event)) for event in account.approvals]
    if not account.approvals:
        told.append((say("approved"), say("nobody was needed")))
    return told + [(say("overridden"), move_story.overridden(each)) for each in account.overrides]


def act(event: Event) -> Html:
    """Tell who did something, how sure that is, when, and in which words."""
    who = f"{name_of(event.actor)} ({event.actor}, {event_table.identity(event)})"
    said = say("“{text}”", text=event.reason) if event.reason else None
    return join(marks.strong(who), " · ", moment(event.at), " · " if said else None, said)


def bundle(version: Version | None) -> list[tuple[Child, Child]]:
    """List what the version was made of; nothing once its application is removed."""
    if version is None:
        return []
    given = listed(f"{name} = {value}" for name, value in version.parameters.items())
    return [
        (say("prompt"), f"{version.prompt} · {name_of(version.prompt_author)}"),
        (say("model"), f"{version.model} · {version.endpoint}"),
        (say("parameters"), given or "–"),
        (say("tuned on"), str(version.training) if version.training else "–"),
        (say("code"), version.code or "–"),
    ]


def evidence(evaluation: Evaluation | None, promotion: Event) -> list[tuple[Child, Child]]:
    """Name the evaluation and the golden set it stands on."""
    id = promotion.details["evaluation"]
    if evaluation is None:
        return [(say("evaluation"), id)]
    cases = say("{n} cases of {golden}", n=count(evaluation.cases), golden=str(evaluation.golden))
    ended = moment(evaluation.finished_at) if evaluation.finished_at else "–"
    practice = say("practice model") if evaluation.practice else None
    return [(say("evaluation"), " · ".join(filter(None, (id, cases, ended, practice))))]


def draw_gate(decision: KeptDecision | None) -> None:
    """Draw the gate's rows as they were."""
    if decision is None:
        paragraph(say("The rows of the gate were not kept at that time."), quiet=True)
        return
    spoken = language.current()
    columns = [say("criterion"), say("rule"), say("observed"), "n", say("result"), say("owner")]
    rows = [
        (
            row.label[spoken],
            row.rule[spoken],
            marks.lines(row.observed[spoken], *(slice_line(each, spoken) for each in row.slices)),
            None if row.n is None else count(row.n),
            marks.result_chip(row.result),
            row.owner or None,
        )
        for row in decision.rows
    ]
    table(columns, rows, caption=say("The gate as it was"))


def slice_line(found: KeptSlice, spoken: Language) -> Html:
    """Tell what was seen in one slice; one too small to decide says so."""
    is_small = found.result is Result.NOT_APPLICABLE
    result = marks.muted(say("too small to decide")) if is_small else marks.result_chip(found.result)
    seen = f"{found.tag}: {found.value} (n = {count(found.n)})"
    return join(seen, " · ", found.observed[spoken], " ", result)


def digests(account: Account) -> list[tuple[Child, Child]]:
    """Name by its whole digest all that the decision rested on, and where the log tells of it."""
    allowed, move = account.promotion.details, account.stay.move
    golden = account.evaluation.golden_digest if account.evaluation else ""
    answers = account.evaluation.answers_digest if account.evaluation else ""
    named = {
        say("bundle"): allowed["bundle_digest"],
        say("evidence"): allowed["evidence_digest"],
        say("golden set"): golden,
        say("answers"): answers,
        say("policy"): allowed["policy_digest"],
        say("event {n}", n=count(move.number)): move.hash,
    }
    return [(name, tag("code", digest)) for name, digest in named.items() if digest]


def draw_policy(digest: str, text: str | None) -> None:
    """Show the policy's text as it was."""
    with card(say("Policy as it was"), digest, key=f"policy-{digest}"):
        if text is None:
            paragraph(say("The text was not kept at that time."), quiet=True)
        else:
            st.html(tag("pre", text, class_="k-policy"))


def draw_proof() -> None:
    """Say whether the audit log that all of this comes from is sound, and who looked."""
    chain = services.audit_log().look()
    if chain.fault:
        failure_card(explain(chain.fault), hint(chain.fault))
    paragraph(
        say(
            "From the audit log: {n} events are sound, the last one {hash}.",
            n=count(chain.head.number),
            hash=chain.head.hash,
        ),
        " ",
        say(
            "Read by {person} on {time}.",
            person=name_of(session.actor().person),
            time=moment(services.bench().now()),
        ),
        quiet=True,
    )
