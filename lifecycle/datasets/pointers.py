"""Reads and writes the pointers of DVC (`data.jsonl.dvc`), without DVC.

A pointer names a file by its MD5. The content is looked for beside the pointer, in the cache of its DVC
project, and in the project's remote; whatever has another MD5 is passed over. The layouts are those of
DVC 3 (`files/md5/ab/cdef…`) and before (`ab/cdef…`); remotes that are no folder need fsspec.
"""

import hashlib
import importlib
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator
from configparser import ConfigParser, Error
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from pydantic import BaseModel, ConfigDict, Field

from lifecycle import files, yamlfile
from lifecycle.errors import ConfigError, Invalid, NotFound, Unavailable
from lifecycle.records import DatasetVersion
from lifecycle.text import without_password
from lifecycle.workbench import Workbench

SUFFIX = ".dvc"
CHUNK = 2**20
"""Older DVC took the MD5 of a text with line ends made Unix's, in chunks of so many bytes."""


class Out(BaseModel):
    """What a pointer leads to; DVC 3 says which `hash` it took."""

    model_config = ConfigDict(extra="ignore")

    md5: str = Field(pattern=r"^[0-9a-f]{32}(\.dir)?$")
    path: str = Field(min_length=1)
    hash: str = ""
    remote: str = ""


class Pointer(BaseModel):
    """A `.dvc` file, as far as it concerns us."""

    model_config = ConfigDict(extra="ignore")

    outs: list[Out] = Field(min_length=1, max_length=1)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open the content that a pointer names, checked against its MD5.

    Raises:
        Invalid: it is no pointer, or points to a folder.
        NotFound: the content is in none of the places, or has another MD5 there.
        ConfigError: the remote needs fsspec or one of its plug-ins.
        Unavailable: the remote did not answer.
    """
    out = yamlfile.load(path, Pointer).outs[0]
    if out.md5.endswith(".dir"):
        raise Invalid("datasets.pointer_to_folder", file=str(path))
    folders, address = kept_in(path, out)
    places = [path.parent / out.path, *(place / name for place in folders for name in names(out.md5))]
    addresses = [f"{address}/{name}" for name in names(out.md5)] if address else []
    with closing(candidates(places, addresses)) as found:
        for file in found:
            if is_it(file, out):
                yield file
                return
    tried = ", ".join([*map(str, places), *map(without_password, addresses)])
    raise NotFound("datasets.pointer_lost", file=out.path, md5=out.md5, tried=tried)


def kept_in(path: Path, out: Out) -> tuple[list[Path], str]:
    """Tell which folders may keep a content, and the address of its remote, empty if that is a folder.

    Raises:
        Invalid: the settings of the project cannot be read.
    """
    found = (folder / SUFFIX for folder in path.resolve().parents)
    project = next((folder for folder in found if folder.is_dir()), None)
    if project is None:
        return [], ""
    settings = settings_of(project)
    cache = project / settings.get("cache.dir", "cache")
    remote = out.remote or settings.get("core.remote", "")
    url = settings.get(f"remote.{remote}.url", "").removeprefix("file://").rstrip("/")
    if "://" in url:
        return [cache], url
    return [cache, project / url] if url else [cache], ""


def settings_of(project: Path) -> dict[str, str]:
    """Read where a project keeps its cache and its remotes: `cache.dir`, `core.remote`, `remote.NAME.url`.

    Raises:
        Invalid: a file of settings cannot be read.
    """
    told = ConfigParser(interpolation=None, strict=False)
    try:
        told.read([project / "config", project / "config.local"], encoding="utf-8")
    except (Error, UnicodeDecodeError) as err:
        raise Invalid("datasets.pointer_settings", file=str(project / "config")) from err
    return {
        f"{section.strip(chr(39)).replace(' ', '.').replace(chr(34), '')}.{name}": value
        for section in told.sections()
        for name, value in told.items(section)
    }


def names(md5: str) -> tuple[str, str]:
    """Give the names that a content has in a cache or a remote: of DVC 3, and before."""
    return f"files/md5/{md5[:2]}/{md5[2:]}", f"{md5[:2]}/{md5[2:]}"


def candidates(places: Iterable[Path], addresses: Iterable[str]) -> Generator[BinaryIO, None, None]:
    """Open what is in some places and may be read, then what is at some addresses, each until the next."""
    for place in places:
        with suppress(OSError), files.opened(place) as file:
            yield file
    for address in addresses:
        with tempfile.TemporaryFile() as copy:
            if fetched(address, copy):
                yield copy


def is_it(file: BinaryIO, out: Out) -> bool:
    """Whether a file has the MD5 of a pointer; it is at its beginning afterwards."""
    whole = hashlib.md5(usedforsecurity=False)
    unix = hashlib.md5(usedforsecurity=False)
    while chunk := file.read(CHUNK):
        whole.update(chunk)
        if not out.hash:
            unix.update(chunk.replace(b"\r\n", b"\n"))
    file.seek(0)
    return out.md5 == whole.hexdigest() or (not out.hash and out.md5 == unix.hexdigest())


def fetched(address: str, copy: BinaryIO) -> bool:
    """Copy what stands at an address of a remote, and tell whether there is anything.

    Raises:
        ConfigError: fsspec is not installed, or does not know such remotes.
        Unavailable: the remote did not answer.
    """
    told = {"remote": without_password(address)}
    try:
        fsspec: Any = importlib.import_module("fsspec")
        with fsspec.open(address, "rb") as file:
            shutil.copyfileobj(file, copy)
    except FileNotFoundError:
        return False
    except (ImportError, ValueError) as err:
        raise ConfigError("datasets.no_fsspec", **told) from err
    except OSError as err:
        raise Unavailable("datasets.remote_silent", **told, reason=err.strerror or str(err)) from err
    copy.seek(0)
    return True


def write(bench: Workbench, dataset: DatasetVersion, path: Path) -> None:
    """Write a pointer to a dataset version, and its rows beside it, where `dvc commit` finds them.

    Raises:
        Invalid: the name of the file does not end with `.dvc`.
        NotFound, Conflict, Unavailable: as `content`.
        OSError: it cannot be written.
    """
    if path.suffix != SUFFIX or not path.stem:
        raise Invalid("datasets.no_pointer_name", file=str(path))
    lines = bench.objects.open(dataset.digest)
    md5, size = hashlib.md5(usedforsecurity=False), 0
    for line in lines.whole():
        md5.update(line)
        size += len(line)
    files.write(path.with_suffix(""), lines.whole())
    files.write(path, [to_yaml(dataset, md5.hexdigest(), size, path.stem).encode()])


def to_yaml(dataset: DatasetVersion, md5: str, size: int, name: str) -> str:
    """Write a pointer as DVC does; where the rows come from stands in `meta`, which is for anybody."""
    out = {"md5": md5, "size": size, "hash": "md5", "path": name}
    about = {"dataset": str(dataset.ref), "sha256": dataset.digest}
    return yaml.safe_dump({"outs": [out], "meta": {"kanmon": about}}, allow_unicode=True, sort_keys=False)
