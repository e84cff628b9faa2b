"""Shows what is in a file: tokens, turns, languages and tags as charts, and rows that ask nearly the same."""

from collections.abc import Mapping, Sequence
from itertools import islice

import streamlit as st

from console import figures
from console.markup import cut
from console.untrusted import plain
from console.widgets import Column, card, chart, key_values, paragraph, table
from console.wording import count, decimal, listed, percent, say, say_n, word
from lifecycle import checks
from lifecycle.checks.passes.census import PERCENTILES, Census
from lifecycle.checks.passes.near import Cluster
from lifecycle.checks.passes.survey import Survey

TAGS, BARS = 8, 8
"""Tags that have a chart, and values of each that have a bar of their own."""
CLUSTERS = 20
LINES = 8
TEXT = 90


def draw_survey(survey: Survey) -> None:
    """Show a survey of rows that can be read."""
    rows = say_n("{n} row", "{n} rows", survey.census.rows)
    with card(say("What is in it"), rows, key="survey"):
        shares = shares_of(survey.census)
        draw_facts(survey, [(name, next(iter(values))) for name, values in shares if len(values) == 1])
        left, right = st.columns(2)
        with left:
            draw_tokens(survey)
        for at, (name, values) in enumerate(each for each in shares if len(each[1]) > 1):
            with (right, left)[at % 2]:
                caption = say("{name}: share of the rows", name=name)
                told = listed(f"{value} {percent(share)}" for value, share in values.items())
                chart(figures.shares(values), caption=caption, key=f"k-survey-share-{at}", values=told)
    if survey.clusters:
        draw_clusters(survey)


def draw_facts(survey: Survey, alike: Sequence[tuple[str, str]]) -> None:
    """List lengths, and what is the same in every row."""
    statistics = survey.report.statistics
    means = (f"{speaker(name)} {decimal(mean)}" for name, mean in statistics["mean_characters"].items())
    key_values(
        [
            (say("texts"), count(statistics["messages"])),
            (say("mean characters"), " · ".join(means)),
            (say("tokens of a row"), tokens_text(survey.census)),
            *alike,
        ]
    )


def tokens_text(census: Census) -> str:
    """Say how many tokens rows have."""
    half, most, longest = (count(census.tokens_of_row[each]) for each in PERCENTILES)
    said = {"half": half, "most": most, "longest": longest}
    return say("median {half}, 95 % within {most}, longest {longest}", **said)


def speaker(name: str) -> str:
    """Name who speaks: a role of a chat, or a column of logs and golden sets."""
    names = {"system": say("system"), "user": say("customer"), "assistant": say("answer")}
    return names.get(checks.speaker_of(name), name)


def draw_tokens(survey: Survey) -> None:
    """Draw how many tokens the rows have, with the limit of the target."""
    census, profile = survey.census, checks.profile_of(survey.report.profile)
    limit = profile.max_tokens
    caption = (
        say("Tokens of a row, counted with the encoding of GPT-4o.")
        if census.is_exact
        else say("Tokens of a row, estimated (± 25 %).")
    )
    at = say("limit {n}", n=count(limit)) if limit else ""
    made = figures.sizes(census.lengths, x=say("tokens"), y=say("rows"), limit=limit, name=at)
    told = listed(f"{count(step)}: {count(rows)}" for step, rows in census.lengths.items())
    chart(made, caption=caption, key="k-survey-tokens", values=told)


def shares_of(census: Census) -> list[tuple[str, dict[str, float]]]:
    """Give what is counted by share of the rows: a name, and value → share, 0..1."""
    turns = {count(n): rows / census.rows for n, rows in census.turns.items()}
    spoken = {language_text(name): share for name, share in census.languages.items()}
    tags = (
        (say("tag {name}", name=plain(name)), whole(values))
        for name, values in islice(census.tags.items(), TAGS)
    )
    return [(say("questions of a row"), turns), (say("recognised language"), spoken), *tags]


def language_text(name: str) -> str:
    """Name the languages that a text may be in."""
    return " / ".join(word(each, "language") for each in name.split("/")) if name else say("no letters")


def whole(shares: Mapping[str, float]) -> dict[str, float]:
    """Give the most frequent values of a tag, and what is left of the rows."""
    first = dict([*shares.items()][:BARS])
    rest = 1 - sum(first.values())
    return first if rest < 0.0005 else {**first, say("others, or none"): rest}


def draw_clusters(survey: Survey) -> None:
    """List rows that ask nearly the same, the largest cluster first."""
    note = say("{share} of the rows", share=percent(survey.clustered / survey.census.rows))
    with card(say("Nearly equal questions"), note, key="clusters"):
        paragraph(
            say("Nothing is wrong with them; many of one kind weigh more than others in tuning."), quiet=True
        )
        columns = [
            Column(title=say("Question")),
            Column(title=say("Rows"), align="right"),
            Column(title=say("Wordings"), align="right"),
            Column(title=say("Lines")),
        ]
        rows = [
            (cut(each.text, TEXT), count(each.size), count(each.texts), lines_text(each))
            for each in survey.clusters[:CLUSTERS]
        ]
        table(columns, rows, caption=say("Rows that ask nearly the same"))
        if survey.clusters_in_all > CLUSTERS:
            total = count(survey.clusters_in_all)
            paragraph(say("The {n} largest of {total}.", n=CLUSTERS, total=total), quiet=True)


def lines_text(cluster: Cluster) -> str:
    """Name the first lines of a cluster."""
    first = ", ".join(map(count, cluster.lines[:LINES]))
    return f"{first}, …" if cluster.size > LINES else first
