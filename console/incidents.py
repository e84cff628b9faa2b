"""What happens to an error nobody caught: a person sees a number, the log has the rest."""

import logging
import secrets
from logging.handlers import RotatingFileHandler
from pathlib import Path

from console import routes
from console.widgets import error_card, failure_card
from console.wording import say
from lifecycle.errors import LifecycleError

LOG = logging.getLogger("kanmon.console")


def keep_log(home: Path) -> Path:
    """Write the console's log to `logs/console.log` in the home, at most 5 files of 1 MB; tell where."""
    file = home / "logs" / "console.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=4, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    return file


def report(error: Exception) -> bool:
    """Show an error of a page or a button as a card, never as a traceback; Streamlit shows nothing more."""
    if isinstance(error, LifecycleError):
        routes.REFUSALS.labels(code=error.code).inc()
        error_card(error)
        return True
    number = secrets.token_hex(4)
    routes.INCIDENTS.inc()
    LOG.error("incident %s", number, exc_info=error)
    failure_card(
        say("Something went wrong that we did not expect."),
        say("Nothing you saved is lost. Load the page again; if it happens again, tell whoever runs Kanmon."),
        say("Incident {number}, in logs/console.log of the home", number=number),
    )
    return True
