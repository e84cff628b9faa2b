"""Who looks at the page, and at which application.

Without sign-in the console trusts whoever sits at this machine: the sidebar asks who is acting, and
every event says `local`. The application stands in the URL (`?app=`), so that a link shows the same.
"""

import getpass
from collections.abc import Mapping

import streamlit as st

from console import services
from console.widgets import empty_state
from console.wording import say
from lifecycle import access, applications
from lifecycle.errors import NotFound
from lifecycle.records import Actor, Application, Person

ACTING_AS = "k-acting-as"
AS = "as"
LAST_APP = "k-last-app"


def people() -> dict[str, Person]:
    """Give everybody who can act here: the people file, and `KANMON_USER` even if it is not in it."""
    bench = services.bench()
    known = bench.people
    user = bench.settings.user
    return known if not user or user in known else {user: Person(id=user, name=user), **known}


def actor() -> Actor:
    """Tell who acts: chosen in the sidebar, else `KANMON_USER`, else the first of the people.

    The choice stands in the URL (`?as=`), so that it survives a reload. Where that names nobody known,
    whoever may do least acts. In an empty home it is the name of the account on this machine.
    """
    known = people()
    wishes = [st.session_state.get(ACTING_AS), st.query_params.get(AS)]
    chosen = next((wish for wish in wishes if wish in known), None)
    if chosen is None and any(wishes):
        chosen = least(known)
    if chosen is None:
        chosen = services.bench().settings.user or next(iter(known), "") or account()
    return Actor(person=chosen, identity="local")


def least(known: Mapping[str, Person]) -> str | None:
    """Name who may do least in the application that is looked at, the first of several; None of nobody."""

    def rank(id: str) -> int:
        role = access.role_of(known, id, app() or "")
        return access.ROLES.index(role) if role else -1

    return min(known, key=rank, default=None)


def account() -> str:
    """Give the name of the account on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number without a name
        return "local"


def person() -> Person:
    """Give the person who acts; somebody unknown has no roles."""
    id = actor().person
    return people().get(id, Person(id=id, name=id))


def listed() -> list[Application]:
    """List the applications to choose from."""
    return applications.listing(services.bench())


def app() -> str | None:
    """Tell which application is looked at: of the URL, else the last, else the first.

    None without any, and while the URL names one that does not exist.
    """
    names = [application.name for application in listed()]
    last = st.session_state.get(LAST_APP)
    chosen = st.query_params.get("app") or (last if last in names else next(iter(names), None))
    if chosen not in names:
        return None
    st.session_state[LAST_APP] = chosen
    return chosen


def check_app() -> None:
    """Insist that the URL names no application that does not exist; where there is none at all, it may.

    Raises:
        NotFound: it does.
    """
    if app() is None and listed():
        raise NotFound("settings.no_app", app=st.query_params["app"])


def require_app() -> str:
    """Give the application that is looked at; without any, offer the first step and end the page."""
    chosen = app()
    if chosen is None:
        empty_state(
            say("No application yet"),
            say("An application is what you release, such as a support bot. Everything else belongs to one."),
            action=say("Create the first application"),
            screen="home",
        )
        st.stop()
    return chosen


def role() -> str | None:
    """Tell the role of who acts in this application, None without one."""
    chosen = app()
    return access.role_of(people(), actor().person, chosen) if chosen else None


def may(action: str) -> bool:
    """Tell whether the role of who acts allows an action of `access.ACTIONS` in this application.

    Only to grey out a button: the use case refuses by itself.
    """
    return role() in access.able(action)
