"""Enters prompts and versions into MLflow's registry, which numbers them, and takes out what must not stay.

MLflow is never asked while the ledger is locked. Before anything is entered, an errand to withdraw it
stands in the ledger, and the transaction that writes the number down takes the errand away. Whoever is
killed in between, or asks in vain, leaves the errand: the next entry or `kanmon reconcile` withdraws
what MLflow may have been given. So MLflow ends up with what the ledger keeps, and with nothing else; a
number that was withdrawn is not given again.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from lifecycle import projection
from lifecycle.errors import Conflict, LifecycleError, Unavailable
from lifecycle.ledger import Writing
from lifecycle.records import Errand, PromptVersion
from lifecycle.workbench import Workbench

PROMPT, VERSION, REMOVAL = "withdraw_prompt", "withdraw_version", "remove"
"""Kinds of errands: withdraw what a prompt or a version left behind; take an application out."""
ENTRY = "kanmon.entry"
"""The tag in MLflow that names the errand by which its bearer would be withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that is being entered into MLflow and that the ledger does not keep yet."""

    bench: Workbench
    errand: Errand

    @property
    def tags(self) -> dict[str, str]:
        """What everything that MLflow is given has to carry."""
        return {ENTRY: self.errand.id}

    @contextmanager
    def keeping(self) -> Iterator[Writing]:
        """Open the transaction that writes the number down: when it commits, MLflow keeps it too.

        Raises:
            NotFound: the application was removed meanwhile.
            Conflict: it took longer than `projection.CLAIM`, and somebody withdrew it.
        """
        mine = {"id": self.errand.id, "done_at": None, "claimed_until": self.errand.claimed_until}
        with self.bench.ledger.write() as tx:
            self.bench.application(self.errand.app)
            if not tx.remove(Errand, **mine):
                raise Conflict("registry.too_late", name=self.errand.subject)
            yield tx


@contextmanager
def entering(bench: Workbench, kind: str, *, app: str, name: str) -> Iterator[Entry]:
    """Enter the next version of a name into MLflow: what happens inside is kept whole, or withdrawn.

    Several may enter the same name at once; each gets a number of its own.

    Args:
        bench: the workbench.
        kind: `PROMPT` or `VERSION`.
        app: the application.
        name: that of the prompt; for a version the application's.

    Raises:
        Unavailable: MLflow does not answer, or still has a removed application of this name.
    """
    projection.catch_up(bench, LEFTOVERS)
    make_places(bench, kind, app, name)
    errand = announce(bench, kind, app, name)
    try:
        yield Entry(bench=bench, errand=errand)
    except Unavailable:
        raise  # MLflow may yet do what it was asked: withdrawn once the claim has ended
    except LifecycleError:
        with suppress(LifecycleError):
            LEFTOVERS[kind](bench, errand)
            projection.settle(bench, errand)
        raise


def make_places(bench: Workbench, kind: str, app: str, name: str) -> None:
    """Make what a first entry goes into; of two who do it at once, the second finds it made."""
    store = bench.store
    places: Sequence[Callable[[], object]] = [partial(store.prompts.ensure, name, app)]
    if kind == VERSION:
        places = [partial(store.models.ensure, app), partial(store.connection.experiment, app)]
    for make in places:
        with suppress(Conflict):
            make()


def announce(bench: Workbench, kind: str, app: str, name: str) -> Errand:
    """Leave the errand to withdraw what is about to be entered, claimed for as long as that may take."""
    now = bench.now()
    errand = Errand(
        id=bench.new_id(),
        kind=kind,
        app=app,
        subject=name,
        created_at=now,
        claimed_until=now + projection.CLAIM,
    )
    with bench.ledger.write() as tx:
        if tx.one(Errand, kind=REMOVAL, app=app, done_at=None):
            raise Unavailable("registry.removing", app=app)
        tx.add(errand)
    return errand


def remove(bench: Workbench, tx: Writing, app: str) -> None:
    """Have an application taken out of MLflow, in the transaction that takes it out of the ledger.

    To be called before its prompts are gone. What is just being entered comes to nothing; what was
    still to be shown need not be.
    """
    begun = tx.all(Errand, app=app, kind=[PROMPT, VERSION], done_at=None)
    names = sorted({prompt.name for prompt in tx.all(PromptVersion, app=app)})
    tx.remove(Errand, app=app)
    tx.add(
        *(dataclasses.replace(errand, claimed_until=None) for errand in begun),
        Errand(
            id=bench.new_id(),
            kind=REMOVAL,
            app=app,
            subject=app,
            params={"prompts": names},
            created_at=bench.now(),
        ),
    )


def carry_out_removal(bench: Workbench, errand: Errand) -> None:
    """Take an application out; a prompt that another one has taken over since stays."""
    names = errand.params["prompts"]
    with bench.ledger.read() as tx:
        taken = {prompt.name for prompt in tx.all(PromptVersion, name=names)}
    bench.store.forget_application(errand.app, [name for name in names if name not in taken])


def withdraw_prompt(bench: Workbench, errand: Errand) -> None:
    """Delete the prompt version that an entry left behind, if it came to that."""
    bench.store.prompts.withdraw(errand.subject, ENTRY, errand.id)


def withdraw_version(bench: Workbench, errand: Errand) -> None:
    """Delete the model version and the LoggedModel that an entry left behind, if it came to that."""
    bench.store.models.withdraw(errand.app, ENTRY, errand.id)


LEFTOVERS: projection.Place = {
    REMOVAL: carry_out_removal,
    PROMPT: withdraw_prompt,
    VERSION: withdraw_version,
}
"""What MLflow still has and must not keep (see `projection.catch_up`)."""
