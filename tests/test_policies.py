from pathlib import Path

import pytest

from lifecycle import policies, scorers
from lifecycle.digests import digest_of
from lifecycle.errors import Invalid, NotFound
from lifecycle.policies import ApprovalRule, Criterion

EXAMPLE = Path(__file__).parents[1] / "policies" / "support-bot.yaml"

SMALL = """\
application: support-bot
golden: {name: support-golden}
scorers:
  - name: contains
environments:
  production:
    criteria:
      - id: right-facts
        type: threshold
        owner: product
        metric: contains.mean
        operator: ">="
        value: 0.7
        bound: lower
    approvals: {count: 1, roles: [approver]}
"""


def refused(text: str) -> Invalid:
    with pytest.raises(Invalid) as err:
        policies.parse(text.encode(), "p.yaml")
    assert "p.yaml, line" in err.value.say()
    assert "p.yaml の" in err.value.say("ja")
    assert err.value.hint()
    assert err.value.hint("ja")
    return err.value


def test_the_policy_of_the_demo_is_read():
    found = policies.load(EXAMPLE)

    assert found.application == "support-bot"
    assert (found.golden.name, found.golden.min_cases) == ("support-golden", 200)
    assert [spec.name for spec in found.scorers] == ["contains", "excludes", "declines", "chrf"]
    assert [rule.name for rule in found.environments] == ["staging", "production"]
    assert found.environment("staging").approvals == ApprovalRule()
    assert found.environment("production").approvals == ApprovalRule(count=1, roles=("approver",))
    assert all(c.owner for rule in found.environments for c in rule.criteria)
    assert scorers.digest(found.scorers)


def test_a_criterion_keeps_what_the_file_says():
    (criterion,) = policies.parse(SMALL.encode(), "p.yaml").environment("production").criteria

    assert criterion == Criterion(
        id="right-facts",
        type="threshold",
        owner="product",
        metric="contains.mean",
        operator=">=",
        value=0.7,
        bound="lower",
    )


def test_latency_speaks_of_p95_and_its_upper_bound_unless_told_otherwise():
    text = SMALL.replace(
        "    approvals", "      - {id: fast, type: latency, owner: eng, value: 2500}\n    approvals"
    )
    fast = policies.parse(text.encode(), "p.yaml").environment("production").criteria[1]

    assert (fast.metric, fast.operator, fast.value, fast.bound) == ("latency_ms.p95", "<=", 2500, "upper")


def test_the_digest_is_that_of_the_file_so_any_edit_shows():
    one, other = (policies.parse(text.encode(), "p.yaml") for text in (SMALL, SMALL + "# a word\n"))

    assert one.digest == digest_of(SMALL.encode())
    assert one.digest != other.digest
    assert one.text == SMALL


def test_an_unknown_environment_names_those_there_are():
    with pytest.raises(NotFound) as err:
        policies.parse(SMALL.encode(), "p.yaml").environment("staging")
    assert "production" in err.value.hint()


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("owner: product", "owner: product\n        colour: red", "settings.yaml_unknown_key", 11),
        ("golden: {name: support-golden}", "", "settings.yaml_missing_key", 1),
        ("value: 0.7", "value: .inf", "settings.yaml_bad_value", 13),
        ("value: 0.7", "value: .nan", "settings.yaml_bad_value", 13),
        ("value: 0.7", 'value: "0.7"', "settings.yaml_bad_value", 13),
        ("value: 0.7", "value: true", "settings.yaml_bad_value", 13),
        ('operator: ">="', 'operator: ">"', "settings.yaml_bad_value", 12),
        ("type: threshold", "type: magic", "settings.yaml_bad_value", 8),
        ("owner: product", "owner: ''", "settings.yaml_bad_value", 10),
        ("metric: contains.mean", "metric: contains.median", "policies.unknown_metric", 11),
        ("metric: contains.mean", "metric: chrf.mean", "policies.unknown_metric", 11),
        ("bound: lower", "bound: upper", "policies.easy_bound", 14),
        ("id: right-facts", "id: approvals", "policies.reserved", 8),
        ("name: contains", "name: magic", "policies.bad_scorer", 4),
        ("name: contains", "name: contains\n    settings: {loud: 1}", "policies.bad_scorer", 4),
        ("  - name: contains", "  - name: contains\n  - name: contains", "policies.scorer_twice", 5),
        ("roles: [approver]", "roles: [editor]", "policies.unknown_role", 15),
        ("roles: [approver]", "teams: [CS, product]", "policies.too_many_teams", 15),
    ],
)
def test_what_a_policy_may_not_say_is_refused_with_file_and_line(old, new, code, line):
    assert old in SMALL

    err = refused(SMALL.replace(old, new))

    assert (err.code, err.params["line"]) == (code, line)


def test_two_criteria_of_one_environment_need_two_names():
    again = SMALL[SMALL.index("      - id:") : SMALL.index("    approvals")]

    assert refused(SMALL.replace("    approvals", again + "    approvals")).code == "policies.criterion_twice"


def test_critical_cases_need_a_scorer_that_can_fail():
    text = SMALL.replace("name: contains", "name: chrf").replace("contains.mean", "chrf.mean")
    critical = "      - {id: critical, type: critical_cases, owner: CS}\n    approvals"

    assert refused(text.replace("    approvals", critical)).code == "policies.cannot_fail"


def test_a_missing_file_is_one_clear_message(tmp_path):
    with pytest.raises(Invalid) as err:
        policies.load(tmp_path / "none.yaml")
    assert err.value.code == "settings.yaml_unreadable"


def test_bytes_that_are_no_utf8_are_refused():
    for content in (b"application: \xff\xfe", SMALL.encode("utf-16")):
        with pytest.raises(Invalid) as err:
            policies.parse(content, "p.yaml")
        assert err.value.code == "settings.yaml_broken"
