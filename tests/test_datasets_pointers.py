"""DVC pointers lead to their content in the file beside, the cache or a remote; frozen versions get one."""

import hashlib
import importlib.util

import pytest
import yaml

from lifecycle import datasets
from lifecycle.datasets import pointers
from lifecycle.errors import ConfigError, Invalid, NotFound
from lifecycle.records import DatasetKind
from tests.builders import KEN

GOLDEN = '{"id": "r1", "inputs": {"question": "返品できますか"}}\n'.encode()


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def point(folder, content=GOLDEN, **more):
    out = {"md5": md5(content), "size": len(content), "hash": "md5", "path": "golden.jsonl", **more}
    said = yaml.safe_dump({"outs": [{key: value for key, value in out.items() if value is not None}]})
    return put(folder / "golden.jsonl.dvc", said.encode())


def project(folder, config=""):
    put(folder / ".dvc" / "config", config.encode())
    return folder / ".dvc"


def content_of(pointer):
    with pointers.opened(pointer) as file:
        return file.read()


def test_the_file_beside_is_read_when_it_is_the_one(tmp_path):
    put(tmp_path / "golden.jsonl", GOLDEN)
    assert content_of(point(tmp_path)) == GOLDEN


@pytest.mark.parametrize("layout", ["files/md5/", ""], ids=["of DVC 3", "before DVC 3"])
@pytest.mark.parametrize(
    ("config", "folder"),
    [
        ("", ".dvc/cache"),
        ("[cache]\n    dir = ../kept\n", "kept"),
        ("[core]\n    remote = far\n['remote \"far\"']\n    url = ../far\n", "far"),
    ],
    ids=["cache", "cache elsewhere", "remote"],
)
def test_the_content_is_found_in_the_cache_and_in_a_folder_that_is_the_remote(
    tmp_path, layout, config, folder
):
    project(tmp_path, config)
    put(tmp_path / folder / f"{layout}{md5(GOLDEN)[:2]}" / md5(GOLDEN)[2:], GOLDEN)
    put(tmp_path / "data" / "golden.jsonl", b"changed since")
    assert content_of(point(tmp_path / "data")) == GOLDEN


def test_local_settings_and_the_remote_of_the_pointer_go_before(tmp_path):
    at = project(tmp_path, "[core]\nremote = far\n['remote \"far\"']\nurl = /nowhere\n")
    put(at / "config.local", f"['remote \"near\"']\nurl = file://{tmp_path}/near\n".encode())
    put(tmp_path / "near" / md5(GOLDEN)[:2] / md5(GOLDEN)[2:], GOLDEN)
    assert content_of(point(tmp_path, remote="near")) == GOLDEN


def test_older_pointers_know_texts_by_their_unix_line_ends(tmp_path):
    windows = GOLDEN.replace(b"\n", b"\r\n")
    put(tmp_path / "golden.jsonl", windows)
    assert content_of(point(tmp_path, hash=None)) == windows
    with pytest.raises(NotFound):
        content_of(point(tmp_path))


def test_content_with_another_md5_is_not_read_and_every_place_is_named(tmp_path):
    project(tmp_path)
    put(tmp_path / "golden.jsonl", b"another")
    with pytest.raises(NotFound) as lost:
        content_of(point(tmp_path))
    assert lost.value.code == "datasets.pointer_lost"
    assert str(tmp_path / "golden.jsonl") in lost.value.params["tried"]
    assert str(tmp_path / ".dvc" / "cache" / "files" / "md5") in lost.value.params["tried"]


@pytest.mark.parametrize("said", ["outs: []", "- 1", "outs:\n- md5: ../../x\n  path: x\n", "outs: {"])
def test_what_is_no_pointer_is_refused(tmp_path, said):
    with pytest.raises(Invalid):
        content_of(put(tmp_path / "x.dvc", said.encode()))


def test_a_pointer_to_a_folder_is_refused(tmp_path):
    said = f"outs:\n- md5: {'a' * 32}.dir\n  path: x\n"
    with pytest.raises(Invalid) as refused:
        content_of(put(tmp_path / "x.dvc", said.encode()))
    assert refused.value.code == "datasets.pointer_to_folder"


def test_settings_that_cannot_be_read_are_named(tmp_path):
    project(tmp_path, "url without a section")
    with pytest.raises(Invalid) as refused:
        content_of(point(tmp_path))
    assert refused.value.code == "datasets.pointer_settings"


@pytest.mark.skipif(importlib.util.find_spec("fsspec") is not None, reason="fsspec is installed")
def test_a_remote_that_is_no_folder_needs_fsspec_and_tells_no_password(tmp_path):
    project(tmp_path, "[core]\nremote = far\n['remote \"far\"']\nurl = ssh://ken:secret@host/data\n")
    with pytest.raises(ConfigError) as refused:
        content_of(point(tmp_path))
    assert refused.value.code == "datasets.no_fsspec"
    assert "secret" not in refused.value.say("en")


def frozen(bench):
    golden = DatasetKind.GOLDEN
    return datasets.freeze(bench, GOLDEN, app="support-bot", name="golden", kind=golden, by=KEN)


def test_a_frozen_version_gets_a_pointer_that_leads_to_its_rows(bench, tmp_path):
    made = frozen(bench)
    path = tmp_path / "golden.jsonl.dvc"
    pointers.write(bench, made, path)
    assert yaml.safe_load(path.read_text()) == {
        "outs": [{"md5": md5(GOLDEN), "size": len(GOLDEN), "hash": "md5", "path": "golden.jsonl"}],
        "meta": {"kanmon": {"dataset": "golden@1", "sha256": made.digest}},
    }
    assert content_of(path) == GOLDEN


def test_a_pointer_has_the_name_of_one(bench, tmp_path):
    with pytest.raises(Invalid) as refused:
        pointers.write(bench, frozen(bench), tmp_path / "golden.jsonl")
    assert refused.value.code == "datasets.no_pointer_name"
    assert list(tmp_path.glob("golden*")) == []
