"""Commands to begin with: `init`, `demo`, `status`, `doctor`."""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import click

from lifecycle import applications, demo, history, projection, promotion, requests, settings, worker
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.errors import LifecycleError
from lifecycle.messages import say
from lifecycle.records import Actor, Placement
from lifecycle.text import without_password
from lifecycle.workbench import Workbench, open_workbench


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    command(kanmon, "init", click.argument("app"), click.option("--title", default=""), writes=True)(init)
    command(kanmon, "demo", click.option("--remove", is_flag=True, help="Take the demo away again."))(
        load_demo
    )
    command(kanmon, "status", click.argument("app", required=False))(status)
    command(kanmon, "doctor")(doctor)


def init(app: str, title: str, by: Actor) -> Answer:
    """Create an application, and the home if there is none yet."""
    settings.make_home(os.environ, Path.cwd())
    bench = open_workbench()
    made = applications.create(bench, app, by=by, title=title)
    path = applications.take_example_policy(bench, app, by=by)
    return Answer(
        document={"application": made, "home": str(bench.settings.home), "policy": str(path)},
        lines=[f"{app} is ready in {bench.settings.home}.", f"Its policy: {path}"],
    )


def load_demo(remove: bool) -> Answer:
    """Load the example application by walking the road, once."""
    settings.make_home(os.environ, Path.cwd())
    bench = open_workbench()
    if remove:
        demo.remove(bench)
        return Answer(document={"removed": demo.APP}, lines=[f"{demo.APP} is removed."])
    loaded = demo.load(bench, tell=lambda text: click.echo(text, err=True))
    words = "is loaded" if loaded else "was loaded before"
    return Answer(
        document={"application": demo.APP, "loaded": loaded}, lines=[f"The demo {demo.APP} {words}."]
    )


def status(bench: Workbench, app: str | None) -> Answer:
    """Tell what stands where, and what waits."""
    names = [app] if app else [found.name for found in applications.listing(bench)]
    documents = [standing(bench, bench.application(name).name) for name in names]
    lines = [line for document in documents for line in document.pop("lines")]
    return Answer(document={"applications": documents}, lines=lines or ["No application yet."])


def standing(bench: Workbench, app: str) -> dict[str, Any]:
    """Collect one application's environments and live requests."""
    with bench.ledger.read() as tx:
        placements = tx.all(Placement, app=app)
    waiting = [request for request in requests.listing(bench, app) if request.state.is_live]
    rows = [
        (place.environment, promotion.name(place.version), place.moved_by, f"{place.moved_at:%F %H:%M}Z")
        for place in placements
    ]
    lines = [app, *(f"  {line}" for line in table(rows))] if rows else [app, "  nothing released yet"]
    for request in waiting:
        lines.append(
            f"  {say(f'request.{request.state}', language())}: v{request.version} → {request.environment}"
            f"  {request.id}  ({request.requested_by}: {request.reason})"
        )
    return {"application": app, "environments": placements, "requests": waiting, "lines": lines}


def doctor(bench: Workbench) -> Answer:
    """Look at settings, ledger, store, LangSmith, worker, endpoints and versions, one line each."""
    looks: dict[str, Callable[[], str]] = {
        "home": lambda: str(bench.settings.home),
        "people": lambda: f"{len(bench.people)} known",
        "ledger": lambda: look_at_ledger(bench),
        "store": lambda: look_at_store(bench),
        "langsmith": lambda: look_at_langsmith(bench),
        "worker": lambda: "running" if worker.is_alive(bench) else "started when needed",
        "endpoints": lambda: ", ".join(look_at_endpoints(bench)),
        "versions": lambda: ", ".join(
            [f"python {platform.python_version()}"]
            + [f"{name} {installed(name)}" for name in ("kanmon", "mlflow", "streamlit", "langchain-openai")]
        ),
    }
    results = [look(name, at) for name, at in looks.items()]
    return Answer(
        document={"checks": results},
        lines=table([("ok" if r["ok"] else "!!", r["name"], r["detail"]) for r in results]),
        exit_code=0 if all(r["ok"] for r in results) else 7,
    )


def look(name: str, at: Callable[[], str]) -> dict[str, object]:
    """Take one look; a failure is what it says, not the end."""
    try:
        return {"name": name, "ok": True, "detail": at()}
    except LifecycleError as error:
        detail = f"{error.say(language())} {error.hint(language())}"
        return {"name": name, "ok": False, "detail": detail, "error": error.to_document()}


def look_at_ledger(bench: Workbench) -> str:
    """Check that the ledger opens and its audit log is sound."""
    for fault in history.check(bench).faults:
        raise fault
    return f"{bench.settings.ledger_url.split('@')[-1]}, audit log sound"


def look_at_store(bench: Workbench) -> str:
    """Check that MLflow answers."""
    bench.store.ping()
    return f"{bench.store.connection.where}, {len(projection.pending(bench))} waiting to be shown there"


def look_at_langsmith(bench: Workbench) -> str:
    """Tell whether evaluations leave this machine for LangSmith; nobody is asked."""
    waiting = len(projection.pending(bench, projection.LANGSMITH))
    if bench.settings.langsmith_url:
        where = without_password(bench.settings.langsmith_url)
        return f"finished evaluations are sent to {where}, {waiting} waiting"
    unsent = f", {waiting} waiting for LANGSMITH_API_KEY" if waiting else ""
    return f"nothing is sent{unsent}"


def look_at_endpoints(bench: Workbench) -> list[str]:
    """Name every endpoint and whether its key is set."""
    return [
        f"{e.name} (no key in {e.key_env})" if e.key_env and not os.environ.get(e.key_env) else e.name
        for e in bench.endpoints.values()
    ]
