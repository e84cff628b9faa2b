"""What is looked for on the Runs screen: every choice stands in the URL, so that a link shows the same.

`page` holds the tokens of the pages that were turned, `columns` and `runs` what was chosen, each as often
as it is needed: `?page=a&page=b&runs=x&runs=y`.
"""

from collections.abc import Sequence

import streamlit as st

from console.services import bench
from console.widgets import keep_in_url, remember
from console.wording import mark, say
from lifecycle import runs
from lifecycle.records import Experiment, RunPage

LIMIT = 25
FIRST_COLUMNS = 3
"""So many metrics are shown until somebody chooses."""
STATUS: dict[str, str] = {
    "RUNNING": mark("running"),
    "SCHEDULED": mark("scheduled"),
    "FINISHED": mark("finished"),
    "FAILED": mark("failed"),
    "KILLED": mark("killed"),
}
ORDERS: dict[str, tuple[str, str]] = {
    "newest": (mark("newest first"), ""),
    "oldest": (mark("oldest first"), "attributes.start_time ASC"),
}
NAME, FILTER, STATE, ORDER, COLUMNS, PAGE, CHOSEN = (
    "name",
    "filter",
    "status",
    "order",
    "columns",
    "page",
    "runs",
)


def status(name: str) -> str:
    """Say a status of MLflow; one that is not known stays as it is."""
    return say(STATUS[name]) if name in STATUS else name


def choose_experiment(known: Sequence[Experiment], app: str) -> str:
    """Draw the choice of the experiment, at first the application's own, and give its id."""
    named = {each.id: each.name for each in known}
    own = next((each.id for each in known if each.name == app), known[0].id)
    return choose(say("Experiment"), named, name="experiment", default=own)


def choose(label: str, named: dict[str, str], *, name: str, default: str) -> str:
    """Draw a choice that stands in the URL and leads back to the first page."""
    key = remember(name, named, default)
    return st.selectbox(
        label,
        list(named),
        format_func=lambda id: named.get(id, str(id)),
        key=key,
        on_change=start_again,
        args=(name, key),
    )


def ask(label: str, *, name: str, placeholder: str = "") -> str:
    """Draw a field whose text stands in the URL, and give it."""
    key, wish = f"k-url-{name}", st.query_params.get(name, "")
    if st.session_state.get(key) != wish:  # else what is being typed would be written over
        st.session_state[key] = wish
    return st.text_input(
        label, key=key, placeholder=placeholder, on_change=start_again, args=(name, key), max_chars=500
    )


def start_again(name: str, key: str) -> None:
    """Keep a choice in the URL; what it finds begins at its first page."""
    st.query_params.pop(PAGE, None)
    if st.session_state[key] == "":
        st.query_params.pop(name, None)
    else:
        keep_in_url(name, key)


def ask_name() -> str:
    """Draw the field for a part of the run's name, and give it."""
    return ask(say("Name contains"), name=NAME)


def choose_status() -> str:
    """Draw the choice of a status, and give MLflow's word for it; empty for any."""
    named = {"": say("any"), **{each: status(each) for each in runs.STATUSES}}
    return choose(say("Status"), named, name=STATE, default="")


def ask_filter() -> str:
    """Draw the field for a filter in MLflow's own words, and give it."""
    example = "metrics.loss < 0.5 and params.lr = '0.1'"
    return ask(say("MLflow filter (for experts)"), name=FILTER, placeholder=example)


def clear_filters() -> None:
    """Take every filter away."""
    for name in (NAME, FILTER, STATE, PAGE):
        st.query_params.pop(name, None)


def find(experiment: str, filter: str) -> RunPage:
    """Ask for the page and the order of the URL."""
    trail = st.query_params.get_all(PAGE)
    return runs.search(
        bench(),
        experiments=[experiment],
        filter=filter,
        order=written(st.query_params.get(ORDER, "")),
        page=trail[-1] if trail else "",
        limit=LIMIT,
    )


def written(order: str) -> str:
    """Write an order of the URL (`newest`, `oldest`, `high.loss`, `low.loss`) as MLflow reads it."""
    direction, _, metric = order.partition(".")
    if direction in {"high", "low"} and metric:
        return runs.by_metric(metric, descending=direction == "high")
    return ORDERS.get(order, ("", ""))[1]


def choose_order(columns: Sequence[str]) -> None:
    """Draw the choice of the order: by time, or by a metric that is a column."""
    metrics = [column.removeprefix("metrics.") for column in columns if column.startswith("metrics.")]
    _, _, current = st.query_params.get(ORDER, "").partition(".")
    named = {id: say(text) for id, (text, _) in ORDERS.items()}
    for metric in dict.fromkeys(filter(None, (*metrics, current))):
        named[f"high.{metric}"] = say("{metric}: highest first", metric=metric)
        named[f"low.{metric}"] = say("{metric}: lowest first", metric=metric)
    choose(say("Order"), named, name=ORDER, default="newest")


def choose_columns(page: RunPage) -> list[str]:
    """Draw the choice of metrics and parameters as columns, and give those chosen.

    `columns=` alone in the URL is a choice too: none.
    """
    known = [f"metrics.{name}" for name in page.metrics] + [f"params.{name}" for name in page.params]
    given = st.query_params.get_all(COLUMNS)
    wanted = [column for column in given if column.startswith(("metrics.", "params."))]
    if COLUMNS not in st.query_params:
        wanted = known[: min(FIRST_COLUMNS, len(page.metrics))]
    key = f"k-url-{COLUMNS}"
    st.session_state[key] = wanted
    return st.multiselect(
        say("Columns"),
        list(dict.fromkeys((*known, *wanted))),
        key=key,
        on_change=keep_columns,
        args=(key,),
        placeholder=say("metrics and parameters"),
    )


def keep_columns(key: str) -> None:
    """Keep the chosen columns in the URL."""
    st.query_params[COLUMNS] = st.session_state[key] or [""]


def turn(token: str | None) -> None:
    """Go to the next page, or with None back to the one before."""
    trail = st.query_params.get_all(PAGE)
    keep_all(PAGE, [*trail, token] if token else trail[:-1])


def chosen() -> list[str]:
    """Give the ids of the runs that were chosen, on this page or another."""
    return list(dict.fromkeys(st.query_params.get_all(CHOSEN)))


def keep_chosen(ids: Sequence[str]) -> None:
    """Keep the chosen runs in the URL."""
    keep_all(CHOSEN, ids)


def keep_all(name: str, values: Sequence[str]) -> None:
    """Keep several values in the URL; none leave no trace."""
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)
