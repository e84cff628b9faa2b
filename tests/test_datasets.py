"""Datasets are built from logs, frozen once, and found again."""

import json

import pytest

from lifecycle import checks, datasets, history
from lifecycle.datasets import Use
from lifecycle.digests import digest_of
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.records import Actor, DatasetKind, DatasetVersion, Ref
from tests.builders import KEN, a_version, an_evaluation

LOGS = "user_query,ideal_response,topic\n返品できますか,はい、30日以内です。,返品\n007?,yes,other\n"
GOLDEN = '{"inputs": {"question": "返品できますか"}, "id": "r1"}\n'


def freeze(bench, content=GOLDEN, name="support-golden", kind=DatasetKind.GOLDEN, by=KEN, **more):
    raw = content.encode() if isinstance(content, str) else content
    return datasets.freeze(bench, raw, app="support-bot", name=name, kind=kind, by=by, **more)


def build(logs, system_prompt):
    return b"".join(datasets.build(logs, system_prompt))


def test_logs_become_conversations_in_readable_japanese():
    built = build(LOGS.encode("cp932"), "親切に答えてください。")
    first = json.loads(built.splitlines()[0])

    assert first["messages"] == [
        {"role": "system", "content": "親切に答えてください。"},
        {"role": "user", "content": "返品できますか"},
        {"role": "assistant", "content": "はい、30日以内です。"},
    ]
    assert "返品できますか".encode() in built
    assert checks.check(built).valid


def test_nothing_is_built_from_broken_logs_or_without_a_prompt():
    with pytest.raises(Invalid) as refused:
        datasets.build(b"user_query,ideal_response\na,\n", "x")
    assert refused.value.code == "checks.not_valid"
    with pytest.raises(Invalid) as refused:
        datasets.build(LOGS.encode(), " \n")
    assert refused.value.code == "datasets.empty_prompt"


def test_freezing_keeps_the_rows_and_says_so_in_the_history(bench):
    made = freeze(bench, note="first cases")
    [event] = history.events(bench, "support-bot")

    assert (made.number, made.rows, made.parent, made.author) == (1, 1, None, "ken")
    assert made.digest == digest_of(datasets.content(bench, made))
    assert (event.action, event.subject, event.reason) == (
        "dataset.frozen",
        "support-golden@1",
        "first cases",
    )
    assert event.after == {"kind": "golden", "digest": made.digest, "rows": 1}


def test_equal_rows_are_stored_once_however_they_are_written(bench):
    freeze(bench)
    as_csv = "\ufeffid,question,expected\r\n\r\nr1,返品できますか,\r\n"

    with pytest.raises(Conflict) as refused:
        freeze(bench, as_csv)

    assert refused.value.code == "datasets.unchanged"
    assert refused.value.params == {"dataset": "support-golden@1"}
    assert len(datasets.versions(bench, "support-bot")) == 1
    assert len(history.events(bench, "support-bot")) == 1


def test_another_content_is_the_next_version_and_going_back_is_one_too(bench):
    first = freeze(bench)
    second = freeze(bench, GOLDEN.replace("r1", "r2"))
    third = freeze(bench)

    assert [(made.number, made.parent) for made in (first, second, third)] == [(1, None), (2, 1), (3, 2)]
    assert third.digest == first.digest


def test_a_name_belongs_to_one_kind(bench):
    freeze(bench)

    with pytest.raises(Conflict) as refused:
        freeze(bench, LOGS, kind=DatasetKind.LOGS)

    assert refused.value.code == "datasets.other_kind"
    assert "golden" in refused.value.say("ja")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"id": "a"}', DatasetKind.GOLDEN),
        ("id,question,expected\n", DatasetKind.GOLDEN),
        ("", DatasetKind.GOLDEN),
        ('{"messages": []}', DatasetKind.TRAINING),
        ("a,b\n1,2\n", DatasetKind.LOGS),
    ],
)
def test_a_dataset_with_errors_leaves_nothing_behind(bench, content, kind):
    with pytest.raises(Invalid):
        freeze(bench, content, kind=kind)

    assert datasets.versions(bench, "support-bot") == []
    assert history.events(bench, "support-bot") == []
    assert not bench.objects.folder.exists()


def test_warnings_are_kept_with_the_version(bench):
    assert freeze(bench, GOLDEN + "\n" + GOLDEN.replace("r1", "r2")).counts == {
        "line.blank": 1,
        "rows.duplicate": 1,
    }


@pytest.mark.parametrize("person", ["aki", "rin", "nobody"])
def test_only_editors_freeze(bench, person):
    with pytest.raises(Refused):
        freeze(bench, by=Actor(person=person))


def test_a_name_must_be_one(bench):
    with pytest.raises(Invalid):
        freeze(bench, name="../golden")


def test_logs_are_frozen_with_their_tags_and_can_be_built_from(bench):
    made = freeze(bench, LOGS.encode("cp932"), name="support-logs", kind=DatasetKind.LOGS)
    frozen = datasets.content(bench, made)

    assert json.loads(frozen.splitlines()[1]) == {
        "user_query": "007?",
        "ideal_response": "yes",
        "tags": {"topic": "other"},
    }
    assert build(frozen, "x") == build(LOGS.encode(), "x")


def test_a_training_row_keeps_every_key(bench):
    row = {
        "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],
        "source": "x",
    }
    made = freeze(bench, json.dumps(row), name="support-chat", kind=DatasetKind.TRAINING)

    assert json.loads(datasets.content(bench, made)) == row


def test_versions_are_listed_and_found(bench):
    freeze(bench)
    freeze(bench, GOLDEN.replace("r1", "r2"))
    freeze(bench, LOGS, name="support-logs", kind=DatasetKind.LOGS)

    refs = [str(found.ref) for found in datasets.versions(bench, "support-bot")]
    assert refs == ["support-golden@2", "support-golden@1", "support-logs@1"]
    assert [v.name for v in datasets.versions(bench, "support-bot", DatasetKind.LOGS)] == ["support-logs"]
    assert datasets.find(bench, "support-bot", Ref("support-golden")).number == 2
    assert datasets.find(bench, "support-bot", Ref("support-golden", 1)).number == 1


def test_what_is_not_there_names_what_is(bench):
    freeze(bench)

    with pytest.raises(NotFound) as missing:
        datasets.find(bench, "support-bot", Ref("support-golden", 9))

    assert missing.value.params["known"] == "support-golden@1"


def test_only_a_golden_set_has_cases(bench):
    golden = freeze(bench)
    logs = freeze(bench, LOGS, name="support-logs", kind=DatasetKind.LOGS)

    [case] = datasets.cases(bench, golden)
    assert (case.id, case.question) == ("r1", "返品できますか")
    with pytest.raises(Invalid):
        datasets.cases(bench, logs)
    with pytest.raises(Invalid):
        datasets.find(bench, "support-bot", logs.ref, DatasetKind.GOLDEN)


def test_a_frozen_file_that_was_changed_is_not_believed(bench):
    made = freeze(bench)
    bench.objects.path(made.digest).write_bytes(b"{}")

    with pytest.raises(Conflict):
        datasets.content(bench, made)


def test_numbers_count_for_each_application_and_name(bench):
    made = freeze(bench)
    with bench.ledger.read() as tx:
        assert tx.all(DatasetVersion) == [made]


def test_a_dataset_tells_which_versions_refer_to_it(bench):
    golden, training = Ref("support-golden", 1), Ref("support-chat", 2)
    with bench.ledger.write() as tx:
        tx.add(a_version(1), a_version(2, training=training))
        tx.add(an_evaluation(2, golden=golden), an_evaluation(1, golden=golden))
    assert datasets.uses(bench, "support-bot") == {
        golden: Use(evaluated=(1, 2)),
        training: Use(trained=(2,)),
    }
