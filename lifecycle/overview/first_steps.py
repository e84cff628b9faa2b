"""What an application has of all that its first release needs."""

from dataclasses import dataclass

from lifecycle import access, applications, datasets, history, prompts, versions
from lifecycle.policies import Policy
from lifecycle.records import DatasetKind, DatasetVersion, Person, PromptVersion, Version
from lifecycle.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What an application has of all that its first release needs; None or empty is still to do."""

    people: tuple[Person, ...] = ()
    """Everybody with a role in it, whoever created it among them."""
    endpoint: str = ""
    policy: Policy | None = None
    golden: DatasetVersion | None = None
    """The newest version of the golden set that the policy names."""
    prompt: PromptVersion | None = None
    version: Version | None = None

    @property
    def is_complete(self) -> bool:
        """Whether there is a version that can be judged."""
        return all((self.policy, self.golden, self.prompt, self.version))


def beginning(bench: Workbench, app: str) -> Beginning:
    """Tell what an application has so far.

    Raises:
        Invalid: the policy or people file is broken.
    """
    people = bench.people
    policy = applications.policy(bench, app) if applications.policy_path(bench, app).exists() else None
    golden = datasets.versions(bench, app, DatasetKind.GOLDEN)
    written = prompts.versions(bench, app)
    made = versions.versions(bench, app)
    return Beginning(
        people=tuple(person for id, person in people.items() if access.role_of(people, id, app)),
        endpoint=made[0].endpoint if made else chosen_endpoint(bench, app),
        policy=policy,
        golden=next((each for each in golden if policy and each.name == policy.golden.name), None),
        prompt=written[0] if written else None,
        version=made[0] if made else None,
    )


def chosen_endpoint(bench: Workbench, app: str) -> str:
    """Name the endpoint that was chosen last, empty before; an application made again begins anew."""
    last = history.events(bench, app, actions=["endpoints.changed", history.REMOVED], limit=1)
    return last[0].subject if last and last[0].action != history.REMOVED else ""
