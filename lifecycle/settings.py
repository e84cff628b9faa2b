"""Where things are: the home, the addresses in the environment, the people and the endpoints.

Home: `KANMON_HOME`, else the nearest `.kanmon/` from the working folder upwards. In it `mlflow.db`,
`ledger.db`, `objects/`, `logs/`, `people.yaml` and `endpoints.yaml`. Policies are code, so they stand
beside the home, in `policies/`, where a team keeps them in git (`KANMON_POLICIES` moves them).
"""

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from unicodedata import normalize
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from lifecycle import files, yamlfile
from lifecycle.errors import ConfigError, Invalid
from lifecycle.records import KANMON, PRICES, WORKER, Endpoint, Person
from lifecycle.text import folded, is_visible

HOME = ".kanmon"
MAX_ID = 100
"""Characters of the id of a person."""
RESERVED = frozenset({KANMON.person, WORKER.person})
"""The names that Kanmon acts by."""
LANGSMITH_URL = "https://api.smith.langchain.com"
FREE: Mapping[str, Any] = dict.fromkeys(PRICES, 0.0)
PRACTICE = Endpoint(name="practice", base_url="practice", models=("practice-1",), **FREE)


class Traces(StrEnum):
    """Of which rows of a finished evaluation MLflow gets a trace."""

    NONE = "none"
    FAILED = "failed"
    SAMPLED = "sampled"
    """Those that failed, and a twentieth of the others."""
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The addresses of one installation."""

    home: Path
    policies: Path
    ledger_url: str
    tracking_uri: str
    user: str = ""
    """Who acts when nobody is named (`KANMON_USER`); empty: nobody."""
    traces: Traces = Traces.SAMPLED
    langsmith_url: str = ""
    """Where finished evaluations are sent, too; empty without `LANGSMITH_API_KEY`: nowhere."""

    @property
    def is_local_store(self) -> bool:
        """Whether MLflow is the SQLite file in the home, not a server."""
        return self.tracking_uri.startswith("sqlite:")


def find_home(env: Mapping[str, str], cwd: Path) -> Path | None:
    """Find the home, or None if there is none yet."""
    if env.get("KANMON_HOME"):
        home = Path(env["KANMON_HOME"]).expanduser().absolute()
        return home if home.is_dir() else None
    return next((at / HOME for at in (cwd, *cwd.parents) if (at / HOME).is_dir()), None)


def make_home(env: Mapping[str, str], cwd: Path) -> Path:
    """Find the home or make one: at `KANMON_HOME`, else `.kanmon/` in the working folder.

    Raises:
        ConfigError: the folder cannot be made.
    """
    found = find_home(env, cwd)
    if found:
        return found
    home = Path(env["KANMON_HOME"]).expanduser().absolute() if env.get("KANMON_HOME") else cwd / HOME
    try:
        home.mkdir(parents=True)
    except OSError as err:
        raise ConfigError("settings.home_unwritable", home=str(home), reason=err.strerror or "") from err
    return home


def load(env: Mapping[str, str], cwd: Path) -> Settings:
    """Read the settings of the home that holds here.

    Raises:
        ConfigError: there is no home yet, or a variable has a value that it cannot have.
    """
    home = find_home(env, cwd)
    if home is None:
        raise ConfigError("settings.no_home", cwd=str(cwd))
    return Settings(
        home=home,
        policies=Path(env.get("KANMON_POLICIES") or home.parent / "policies"),
        ledger_url=env.get("KANMON_LEDGER_URL") or f"sqlite:///{home / 'ledger.db'}",
        tracking_uri=env.get("MLFLOW_TRACKING_URI") or f"sqlite:///{home / 'mlflow.db'}",
        user=env.get("KANMON_USER", ""),
        traces=which_traces(env.get("KANMON_TRACES") or Traces.SAMPLED),
        langsmith_url=env.get("LANGSMITH_ENDPOINT") or LANGSMITH_URL if env.get("LANGSMITH_API_KEY") else "",
    )


def which_traces(wanted: str) -> Traces:
    """Read `KANMON_TRACES`.

    Raises:
        ConfigError: it is none of the words.
    """
    if wanted not in set(Traces):
        raise ConfigError("settings.bad_traces", value=wanted, known=", ".join(Traces))
    return Traces(wanted)


class PersonEntry(BaseModel):
    """One person of `people.yaml`."""

    model_config = ConfigDict(extra="forbid")
    name: str = ""
    team: str = ""
    roles: dict[str, str] = Field(default_factory=dict)


class PeopleFile(BaseModel):
    """`people.yaml`: person → name, team and roles."""

    model_config = ConfigDict(extra="forbid")
    people: dict[str, PersonEntry] = Field(default_factory=dict)


def is_address(text: str) -> bool:
    """Whether a text is an http(s) address of scheme, host, port and path alone.

    What else can stand in one, such as a password or a key, is a secret, and evidence keeps addresses.
    """
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(is_whole) and text.isprintable() and "@" not in parts.netloc and not set(text) & set(" ?#")


def check_base_url(base_url: str) -> str:
    """Refuse what is neither an address nor the practice model; what may be a secret is not repeated."""
    if base_url != PRACTICE.base_url and not is_address(base_url):
        raise PydanticCustomError("settings.base_url", "no address", {"value": ""})
    return base_url


class EndpointEntry(BaseModel):
    """One endpoint of `endpoints.yaml`; prices in USD per million tokens, None where none is written down."""

    model_config = ConfigDict(extra="forbid")
    base_url: Annotated[str, AfterValidator(check_base_url)]
    key_env: str = ""
    models: list[str] = Field(default_factory=list)
    usd_per_million_in: float | None = Field(None, ge=0, allow_inf_nan=False)
    usd_per_million_out: float | None = Field(None, ge=0, allow_inf_nan=False)
    timeout_s: float = Field(30.0, gt=0, le=600)
    concurrency: int = Field(16, ge=1, le=256)
    requests_per_minute: float | None = Field(None, gt=0)
    tokens_per_minute: float | None = Field(None, gt=0)


class EndpointsFile(BaseModel):
    """`endpoints.yaml`: endpoint → where it is and what it costs."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    endpoints: dict[str, EndpointEntry] = Field(default_factory=dict)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let no other process or thread change people or endpoints from here to the end of the block.

    Who waits for its turn waits as long as it takes; the system lets go with the process that holds it,
    however that ends. Nobody takes it twice, and whoever needs the ledger's lock too takes this one first.
    """
    with (home / "settings.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def load_people(home: Path) -> dict[str, Person]:
    """Read `people.yaml`, nobody if it does not exist.

    Raises:
        Invalid: the file is broken; file and line are named. Or somebody in it cannot be told from others
            (see `check_people`).
    """
    path = home / "people.yaml"
    if not path.exists():
        return {}
    entries = yamlfile.load(path, PeopleFile).people
    check_people(entries)
    return {id: Person(id=id, **entry.model_dump()) for id, entry in entries.items()}


def save_people(home: Path, people: Mapping[str, Person]) -> None:
    """Write `people.yaml` whole.

    Raises:
        Invalid: somebody in it could not be told from others (see `check_people`).
    """
    with saving_people(home, people):
        pass


def saving_people(home: Path, people: Mapping[str, Person]) -> AbstractContextManager[None]:
    """Write `people.yaml` whole, and put it in its place when the block has ended well.

    Raises:
        Invalid: as `save_people`.
    """
    check_people(people)
    entries = {person.id: {**asdict(person)} for person in people.values()}
    for entry in entries.values():
        del entry["id"]
    return writing_yaml(home / "people.yaml", {"people": entries})


def check_people(ids: Iterable[str]) -> None:
    """Insist that nobody is there twice in two spellings, or under a name that Kanmon acts by.

    Otherwise an author could approve, and what happened of itself could be a person's act.

    Raises:
        Invalid: an id holds what cannot be seen, or is another one's or Kanmon's but for upper and lower
            case or width.
    """
    known = {name: name for name in RESERVED}
    for id in ids:
        if not is_plain(id):
            raise Invalid("settings.odd_person", person=id[:MAX_ID], limit=MAX_ID)
        other = known.setdefault(same := folded(id), id)
        if same in RESERVED:
            raise Invalid("settings.reserved_person", person=id)
        if other != id:
            raise Invalid("settings.same_person", person=id, other=other)


def is_plain(id: str) -> bool:
    """Whether every character of an id can be seen, in its usual width; inside it may have spaces."""
    can_be_seen = all(each == " " or is_visible(each) for each in id)
    return can_be_seen and 0 < len(id) <= MAX_ID and id == normalize("NFKC", id).strip()


def load_endpoints(home: Path) -> dict[str, Endpoint]:
    """Read `endpoints.yaml`; the practice model is always among them.

    Raises:
        Invalid: the file is broken; file and line are named.
    """
    path = home / "endpoints.yaml"
    entries = yamlfile.load(path, EndpointsFile).endpoints if path.exists() else {}
    return {PRACTICE.name: PRACTICE, **{name: to_endpoint(name, entry) for name, entry in entries.items()}}


def to_endpoint(name: str, entry: EndpointEntry) -> Endpoint:
    """Make an entry an endpoint; the practice model is free, under whatever name."""
    free = FREE if entry.base_url == PRACTICE.base_url else {}
    given = {**entry.model_dump(exclude_none=True), "models": tuple(entry.models)}
    return Endpoint(name=name, **{**free, **given})


def save_endpoints(home: Path, endpoints: Mapping[str, Endpoint]) -> None:
    """Write `endpoints.yaml` whole, the practice model left out."""
    with saving_endpoints(home, endpoints):
        pass


def saving_endpoints(home: Path, endpoints: Mapping[str, Endpoint]) -> AbstractContextManager[None]:
    """Write `endpoints.yaml` as `save_endpoints`, and put it in its place when the block has ended well."""
    entries = {e.name: {**asdict(e), "models": list(e.models)} for e in endpoints.values() if e != PRACTICE}
    for entry in entries.values():
        del entry["name"]
    return writing_yaml(home / "endpoints.yaml", {"endpoints": entries})


def writing_yaml(path: Path, value: object) -> AbstractContextManager[None]:
    """Put a YAML file in its place when the block has ended well, so that no reader meets half of it."""
    return files.replacing(
        path, [yaml.safe_dump(value, allow_unicode=True, sort_keys=False, encoding="utf-8")]
    )
