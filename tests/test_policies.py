import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lifecycle import messages, policies, scorers, yamlfile
from lifecycle.digests import digest_of
from lifecycle.errors import Invalid, NotFound
from lifecycle.policies import (
    Approvals,
    Closed,
    Cost,
    Criterion,
    DatasetChecked,
    Dates,
    GoldenRule,
    GoldenSet,
    OverrideRule,
    Requests,
    RollbackRule,
    RunIntegrity,
    Slices,
    SmokeRule,
    Threshold,
    Weekly,
)
from lifecycle.policies.rules import EnvironmentEntry, PolicyFile
from lifecycle.policies.values import Part

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "policies" / "support-bot.yaml"
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")

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

FULL = """\
application: support-bot
golden: {name: support-golden, min_cases: 200}
scorers:
  - name: contains
environments:
  staging:
    criteria:
      - {id: right-facts, type: threshold, owner: product, metric: contains.mean, operator: ">=", value: 0.2}
  production:
    from: staging
    soak: 24h
    criteria:
      - {id: not-worse, type: no_regression, owner: product, metric: contains.mean, margin: 0.03}
      - id: everywhere
        type: slices
        severity: warn
        owner: product
        metric: contains.mean
        by: [language, topic]
        margin: 0.1
      - {id: critical, type: critical_cases, owner: CS}
      - {id: fast, type: latency, owner: engineering, value: 2500}
      - {id: cheap, type: cost, owner: finance, most_usd: 5, growth: 0.2}
      - {id: clean, type: dataset_checked, owner: engineering, max_age: 180d}
      - {id: golden, type: golden_set, owner: CS, min_cases: 200, max_age: 90d}
      - {id: whole, type: run_integrity, owner: engineering, max_errors: 0.01}
    approvals: {count: 2, roles: [approver], teams: [CS], expire: 7d}
    requests: {expire: 14d}
    closed:
      time_zone: Asia/Tokyo
      weekly:
        - {days: [fri], from: "17:00", to: "24:00"}
      dates:
        - {from: 2026-12-24, to: "2027-01-03", why: Year-end sale}
    override:
      roles: [release_manager]
      min_reason: 40
      never: [critical]
      expire: 90m
    rollback: {roles: [approver], targets: any}
    smoke: {questions: 3}
"""

LAUGHS = """\
application: &a [ha, ha, ha]
golden: &b [*a, *a, *a, *a, *a, *a, *a, *a]
scorers: &c [*b, *b, *b, *b, *b, *b, *b, *b]
environments: [*c, *c, *c, *c, *c, *c, *c, *c]
"""

BAD = {
    "nothing at all": ("", "settings.yaml_no_keys", 1),
    "a word": ("policy", "settings.yaml_no_keys", 1),
    "a list for the whole": ("- application: support-bot\n", "settings.yaml_no_keys", 1),
    "two documents": (SMALL + "---\n" + SMALL, "settings.yaml_broken", 16),
    "billion laughs": (LAUGHS, "settings.yaml_alias", 1),
    "a merged mapping": (SMALL.replace("golden: {", "golden: {<<: "), "settings.yaml_broken", 2),
    "a Python object": (SMALL.replace("support-bot", "!!python/name:os.system"), "settings.yaml_broken", 1),
    "too large": (SMALL + "#" * 20 + "\n" + "#" * yamlfile.MAX_BYTES, "settings.yaml_too_large", 17),
    "deep in one line": (SMALL + "x: " + "[" * 5000, "settings.yaml_too_deep", 16),
    "deep over many lines": (
        "".join(f"{' ' * i}a:\n" for i in range(300)),
        "settings.yaml_too_deep",
        21,
    ),
    "a tab": (SMALL.replace("  - name", "\t- name"), "settings.yaml_broken", 4),
    "UTF-16": (SMALL.encode("utf-16"), "settings.yaml_broken", 1),
    "Shift JIS": (
        SMALL.replace("owner: product", "owner: 製品").encode("shift_jis"),
        "settings.yaml_broken",
        10,
    ),
    "a control character": (
        SMALL.replace("owner: product", "owner: pro\x07duct"),
        "settings.yaml_broken",
        10,
    ),
    "an open quotation mark": (SMALL + "x: 'a\n", "settings.yaml_broken", 17),
}

CHANGED = [
    # what, with what instead, gives which code in which line
    ("application: support-bot", "application: ''", "settings.yaml_bad_value", 1),
    ("application: support-bot", "application:", "settings.yaml_empty", 1),
    ("golden: {name: support-golden, min_cases: 200}", "", "settings.yaml_missing_key", 1),
    ("min_cases: 200}", "min_cases: 200, min_cases: 1}", "settings.yaml_twice", 2),
    ("min_cases: 200}", "min_cases: 0}", "settings.yaml_too_low", 2),
    ("min_cases: 200}", "min_cases: 0200}", "settings.yaml_odd_number", 2),
    ("min_cases: 200}", "min_cases: 2e2}", "settings.yaml_no_number", 2),
    ("min_cases: 200}", "min_cases: 200.5}", "settings.yaml_no_number", 2),
    ("min_cases: 200}", "1: 200}", "settings.yaml_odd_key", 2),
    ("min_cases: 200}", "on: 200}", "settings.yaml_odd_key", 2),
    ("  - name: contains", "  name: contains", "settings.yaml_no_list", 3),
    ("name: contains", "name: magic", "policies.bad_scorer", 4),
    ("name: contains", "name: Contains", "settings.yaml_bad_value", 4),
    ("  - name: contains", "  - {name: contains, settings: {loud: 1}}", "policies.bad_scorer", 4),
    ("  - name: contains", "  - name: contains\n  - name: contains", "policies.scorer_twice", 5),
    ("  staging:", "  - staging:", "settings.yaml_broken", 9),
    ("  staging:", "  latest:", "policies.bad_environment", 6),
    ("  staging:", "  v1:", "policies.bad_environment", 6),
    ("  staging:", "  the stage:", "policies.bad_environment", 6),
    ("  staging:", "  production:", "settings.yaml_twice", 9),
    ("owner: product, metric", "metric", "settings.yaml_missing_key", 8),
    ("owner: product, metric", "owner: no, metric", "settings.yaml_no_text", 8),
    ("type: threshold, ", "", "settings.yaml_missing_key", 8),
    ('operator: ">="', 'operator: ">"', "settings.yaml_not_one_of", 8),
    ("value: 0.2", 'value: "0.2"', "settings.yaml_no_number", 8),
    ("value: 0.2", "value: 1e-3", "settings.yaml_no_number", 8),
    ("value: 0.2", "value: true", "settings.yaml_no_number", 8),
    ("value: 0.2", "value: .inf", "settings.yaml_bad_value", 8),
    ("value: 0.2", "value: .nan", "settings.yaml_bad_value", 8),
    ("value: 0.2", "value: 1:20", "settings.yaml_odd_number", 8),
    ("value: 0.2", "value: 0x" + 6000 * "F", "settings.yaml_broken", 8),
    ("min_cases: 200}", "min_cases: 9007199254740992}", "settings.yaml_broken", 2),
    ("value: 0.2", "value: 0.2, bound: upper", "policies.easy_bound", 8),
    ("from: staging", "from: stagign", "policies.unknown_origin", 10),
    ("from: staging", "from: production", "policies.origin_circle", 10),
    ("  staging:", "  staging:\n    from: production", "policies.origin_circle", 7),
    ("    from: staging\n", "", "policies.soak_alone", 10),
    ("soak: 24h", "soak: 1.5h", "policies.bad_duration", 11),
    ("soak: 24h", "soak: 24", "policies.bad_duration", 11),
    ("soak: 24h", "soak: 24 h", "policies.bad_duration", 11),
    ("soak: 24h", "soak: -24h", "policies.bad_duration", 11),
    ("soak: 24h", "soak: 1w", "policies.bad_duration", 11),
    ("soak: 24h", "soak: ２４h", "policies.bad_duration", 11),
    ("soak: 24h", "soak:", "settings.yaml_empty", 11),
    ("margin: 0.03", "margin: -0.03", "settings.yaml_too_low", 13),
    ("margin: 0.03", "margin: 0.03, cluster_by: [topic]", "settings.yaml_no_text", 13),
    ("contains.mean, margin: 0.03", "contains.median, margin: 0.03", "policies.unknown_metric", 13),
    ("contains.mean, margin: 0.03", "chrf.mean, margin: 0.03", "policies.unknown_metric", 13),
    (
        "contains.mean, margin: 0.03",
        "latency_ms.p95, margin: 9, cluster_by: t",
        "policies.percentile_parts",
        13,
    ),
    ("id: not-worse", "id: approvals", "policies.reserved", 13),
    ("id: not-worse", "id: passage", "policies.reserved", 13),
    ("id: not-worse", "id: critical", "policies.criterion_twice", 21),
    ("id: not-worse", "id: Not worse", "settings.yaml_bad_value", 13),
    ("type: slices", "type: slice", "settings.yaml_not_one_of", 15),
    ("type: slices", "type: leak", "settings.yaml_not_one_of", 15),
    ("severity: warn", "severity: loud", "settings.yaml_not_one_of", 16),
    ("        owner: product", "        owner: ''", "settings.yaml_bad_value", 17),
    (
        "        owner: product",
        "        owner: product\n        colour: red",
        "settings.yaml_unknown_key",
        18,
    ),
    ("        metric: contains.mean", "        metric: latency_ms.p95", "policies.percentile_parts", 19),
    ("by: [language, topic]", "by: language", "settings.yaml_no_list", 19),
    ("by: [language, topic]", "by: []", "settings.yaml_bad_value", 19),
    ("by: [language, topic]", "by: [no]", "settings.yaml_no_text", 19),
    ("value: 2500", "value: 0", "settings.yaml_bad_value", 22),
    ("most_usd: 5, growth: 0.2", "severity: warn", "policies.cost_unlimited", 23),
    ("growth: 0.2", "growth:", "settings.yaml_empty", 23),
    ("max_age: 180d", "max_age: 0d", "policies.bad_duration", 24),
    ("max_age: 180d", "max_age:", "settings.yaml_empty", 24),
    ("max_age: 90d", "digest: 8f14e45f", "settings.yaml_bad_value", 25),
    ("max_errors: 0.01", "max_errors: 1.01", "settings.yaml_too_high", 26),
    ("approvals: {count: 2, roles: [approver]", "approvals: {roles: [editor]", "policies.unknown_role", 27),
    ("roles: [approver], teams", "roles: approver, teams", "settings.yaml_no_list", 27),
    ("teams: [CS]", "teams: [CS, product, sales]", "policies.too_many_teams", 27),
    ("approvals: {", "approvals: [", "settings.yaml_broken", 27),
    ("expire: 14d", "expire: 0m", "policies.bad_duration", 28),
    ("time_zone: Asia/Tokyo", "time_zone: Asia/Edo", "policies.unknown_zone", 30),
    ("time_zone: Asia/Tokyo", "time_zone: ../../etc/passwd", "policies.unknown_zone", 30),
    ("time_zone: Asia/Tokyo", "time_zone: localtime", "policies.unknown_zone", 30),
    ("      time_zone: Asia/Tokyo\n", "", "settings.yaml_missing_key", 29),
    ("days: [fri]", "days: [Friday]", "settings.yaml_not_one_of", 32),
    ("days: [fri]", "days: []", "settings.yaml_bad_value", 32),
    ('from: "17:00"', "from: 17:00", "settings.yaml_odd_number", 32),
    ('from: "17:00"', 'from: "25:00"', "policies.bad_time", 32),
    ('from: "17:00"', 'from: "5pm"', "policies.bad_time", 32),
    ('from: "17:00", to: "24:00"', 'from: "22:00", to: "06:00"', "policies.hours_backwards", 32),
    ('from: "17:00", to: "24:00"', 'from: "22:00", to: "22:00"', "policies.hours_backwards", 32),
    (
        'days: [fri], from: "17:00"',
        'days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00"',
        "policies.always_closed",
        31,
    ),
    ("from: 2026-12-24", "from: 2026-02-30", "settings.yaml_broken", 34),
    ("from: 2026-12-24", 'from: "24.12.2026"', "policies.bad_day", 34),
    ("from: 2026-12-24", "from: 2026-12-24 17:00:00", "policies.bad_day", 34),
    ("from: 2026-12-24", "from: 20261224", "policies.bad_day", 34),
    ("from: 2026-12-24", "from: 9999-12-31", "policies.bad_day", 34),
    ("from: 2026-12-24", "from: 2027-12-24", "policies.days_backwards", 34),
    ("roles: [release_manager]", "roles: [approver]", "policies.unknown_role", 36),
    ("never: [critical]", "never: [criticol]", "policies.unknown_criterion", 38),
    ("expire: 90m", "expire: never", "policies.bad_duration", 39),
    ("roles: [approver], targets", "roles: [viewer], targets", "policies.unknown_role", 40),
    ("targets: any", "targets: all", "settings.yaml_not_one_of", 40),
    ("smoke: {questions: 3}", "smoke: {questions: 100}", "settings.yaml_too_high", 41),
    ("smoke: {questions: 3}", "smoke: 3", "settings.yaml_no_keys", 41),
    ("smoke: {questions: 3}", "smoke:", "settings.yaml_empty", 41),
]


def refused(text: str | bytes) -> Invalid:
    """Refuse a policy with one message that names file and line, in both languages."""
    with pytest.raises(Invalid) as err:
        policies.parse(text.encode() if isinstance(text, str) else text, "p.yaml")
    line = err.value.params["line"]
    assert f"p.yaml, line {line}: " in err.value.say()
    assert f"p.yaml の {line} 行目: " in err.value.say("ja")
    for language in messages.LANGUAGES:
        assert "\n" not in err.value.say(language)
        assert err.value.hint(language)
    return err.value


def parsed(text: str = FULL) -> policies.Policy:
    return policies.parse(text.encode(), "p.yaml")


@pytest.mark.parametrize(("text", "code", "line"), BAD.values(), ids=BAD)
def test_a_file_that_is_no_policy_is_refused_with_file_and_line(text, code, line):
    err = refused(text)

    assert (err.code, err.params["line"]) == (code, line)


@pytest.mark.parametrize(("old", "new", "code", "line"), CHANGED)
def test_what_a_policy_may_not_say_is_refused_with_file_and_line(old, new, code, line):
    assert old in FULL

    err = refused(FULL.replace(old, new, 1))

    assert (err.code, err.params["line"]) == (code, line)


def test_the_policy_of_the_demo_is_read():
    found = policies.load(EXAMPLE)

    assert found.application == "support-bot"
    assert (found.golden.name, found.golden.min_cases) == ("support-golden", 200)
    assert [spec.name for spec in found.scorers] == ["contains", "excludes", "declines", "chrf"]
    assert [rule.name for rule in found.environments] == ["staging", "production"]
    assert found.environment("staging").approvals == Approvals()
    assert found.environment("production").approvals == Approvals(
        count=1, roles=("approver",), expire=timedelta(days=7)
    )
    assert all(c.owner for rule in found.environments for c in rule.criteria)
    assert scorers.digest(found.scorers)


def test_a_criterion_keeps_what_the_file_says():
    (criterion,) = parsed(SMALL).environment("production").criteria

    assert criterion == Threshold(
        id="right-facts",
        owner="product",
        metric="contains.mean",
        operator=">=",
        value=0.7,
        bound="lower",
    )


def test_every_rule_that_a_policy_can_have_is_read():
    rule = parsed().environment("production")

    assert (rule.from_, rule.soak) == ("staging", timedelta(hours=24))
    assert [criterion.type for criterion in rule.criteria] == [
        "no_regression",
        "slices",
        "critical_cases",
        "latency",
        "cost",
        "dataset_checked",
        "golden_set",
        "run_integrity",
    ]
    assert rule.criteria[1] == Slices(
        id="everywhere",
        severity="warn",
        owner="product",
        metric="contains.mean",
        by=("language", "topic"),
        margin=0.1,
    )
    assert rule.criteria[4:] == (
        Cost(id="cheap", owner="finance", most_usd=5.0, growth=0.2),
        DatasetChecked(id="clean", owner="engineering", max_age=timedelta(days=180)),
        GoldenSet(id="golden", owner="CS", min_cases=200, max_age=timedelta(days=90)),
        RunIntegrity(id="whole", owner="engineering", max_errors=0.01),
    )
    assert rule.approvals == Approvals(count=2, roles=("approver",), teams=("CS",), expire=timedelta(days=7))
    assert rule.requests == Requests(expire=timedelta(days=14))
    assert rule.closed == Closed(
        time_zone="Asia/Tokyo",
        weekly=(Weekly(**{"days": ("fri",), "from": "17:00", "to": "24:00"}),),
        dates=(Dates(**{"from": date(2026, 12, 24), "to": date(2027, 1, 3), "why": "Year-end sale"}),),
    )
    assert rule.override == OverrideRule(
        roles=("release_manager",), min_reason=40, never=("critical",), expire=timedelta(minutes=90)
    )
    assert rule.rollback == RollbackRule(roles=("approver",), targets="any")
    assert rule.smoke == SmokeRule(questions=3)


def test_what_a_policy_leaves_out_is_not_asked_for():
    rule = parsed(SMALL).environment("production")

    assert (rule.from_, rule.soak, rule.closed, rule.override, rule.smoke) == (
        "",
        timedelta(),
        None,
        None,
        None,
    )
    assert (rule.requests.expire, rule.approvals.expire) == (None, None)
    assert rule.rollback == RollbackRule(roles=(), targets="previous")


def test_nobody_changes_a_policy_that_was_read():
    found = parsed()

    with pytest.raises(ValidationError, match="frozen"):
        found.environment("production").approvals.count = 0
    assert hash(found.environment("production"))


def test_latency_speaks_of_p95_and_its_upper_bound_unless_told_otherwise():
    fast = parsed().environment("production").criteria[3]

    assert (fast.metric, fast.operator, fast.value, fast.bound) == ("latency_ms.p95", "<=", 2500, "upper")


def test_the_digest_is_that_of_the_file_so_any_edit_shows():
    one, other = parsed(SMALL), parsed(SMALL + "# a word\n")

    assert one.digest == digest_of(SMALL.encode())
    assert one.digest != other.digest
    assert one.text == SMALL


def test_an_unknown_environment_names_those_there_are():
    with pytest.raises(NotFound) as err:
        parsed(SMALL).environment("staging")
    assert "production" in err.value.hint()


def test_environments_that_wait_for_each_other_are_named_in_a_circle():
    err = refused(FULL.replace("  staging:", "  staging:\n    from: production"))

    assert err.params["way"] == "staging ← production ← staging"


def test_a_complaint_names_what_could_stand_there_instead():
    assert "cost" in refused(FULL.replace("type: slices", "type: price")).hint()
    assert "lower" in refused(SMALL.replace("bound: lower", "bound: left")).hint()
    assert "contains.mean" in refused(SMALL.replace("contains.mean", "contain.mean")).hint()
    assert "right-facts" in refused(SMALL + "    override: {never: [facts]}\n").hint()


def test_critical_cases_need_a_scorer_that_can_fail():
    text = SMALL.replace("name: contains", "name: chrf").replace("contains.mean", "chrf.mean")
    critical = "      - {id: critical, type: critical_cases, owner: CS}\n    approvals"

    assert refused(text.replace("    approvals", critical)).code == "policies.cannot_fail"


@given(
    st.integers(0, len(FULL)),
    st.integers(0, 12),
    st.text(alphabet="-:{}[]!&*<>|'\"#%@,.0159amz \t\n\x00é２", max_size=6),
)
def test_whatever_is_written_is_a_policy_or_refused(at, gone, put):
    text = FULL[:at] + put + FULL[at + gone :]

    with suppress(Invalid):
        parsed(text)


def keys_of(model: type[Part]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_the_page_on_policies_shows_a_policy_that_can_be_read():
    found = parsed(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])

    types = {criterion.type for rule in found.environments for criterion in rule.criteria}
    assert types == {kind.model_fields["type"].default for kind in Criterion.__subclasses__()}


def test_the_page_on_policies_names_every_key():
    rules = (GoldenRule, Approvals, Requests, Closed, Weekly, OverrideRule, RollbackRule, SmokeRule)
    kinds = (PolicyFile, EnvironmentEntry, *rules, *Criterion.__subclasses__())
    named = set(re.findall(r"`(\w+)`", PAGE))

    assert set().union(*map(keys_of, kinds)) - named == set()


def test_a_missing_file_is_one_clear_message(tmp_path):
    with pytest.raises(Invalid) as err:
        policies.load(tmp_path / "none.yaml")
    assert err.value.code == "settings.yaml_unreadable"


def test_a_byte_order_mark_is_no_fault():
    assert policies.parse(b"\xef\xbb\xbf" + SMALL.encode(), "p.yaml").application == "support-bot"
