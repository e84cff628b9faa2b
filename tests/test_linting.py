"""What `kanmon policy lint` says: a policy in words, and what its criteria can show."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import linting, messages, policies, stats
from lifecycle.cli import kanmon
from lifecycle.cli import policies as commands
from lifecycle.criteria.bounds import CONFIDENCE
from lifecycle.criteria.holding import decided
from lifecycle.linting.power import needed_for_share
from lifecycle.records import Result
from tests.builders import a_case
from tests.road import POLICY, stand
from tests.test_policies import FULL

commands.register(kanmon)


def a_policy(*rules, scorer="contains", min_cases=200, more=""):
    lines = "".join(f"      - {rule}\n" for rule in rules)
    return policies.parse(
        f"""\
application: support-bot
golden: {{name: support-golden, min_cases: {min_cases}}}
scorers: [{{name: {scorer}}}]
environments:
  production:
    criteria:
{lines}{more}""".encode(),
        "p.yaml",
    )


def a_rule(type, **values):
    return json.dumps({"id": "x", "type": type, "owner": "product", **values})


def threshold(operator=">=", value=0.5, bound="lower", metric="contains.mean"):
    return a_rule("threshold", metric=metric, operator=operator, value=value, bound=bound)


def cases(*topics, **changes):
    expected = {"contains": ["14 days"]}
    return [a_case(f"c{i}", expected=expected, tags={"topic": t}, **changes) for i, t in enumerate(topics)]


def remarks(policy, golden=None):
    """What is said of the criterion x: warnings by their code, the rest in words."""
    (chapter,) = linting.lint(policy, golden)
    found = next(rule for rule in chapter.rules if rule.id == "x").remarks
    for line in found:
        for language in messages.LANGUAGES:
            assert messages.say(line.code, language, **line.params)
            assert messages.hint(line.code, language, **line.params) or not line.is_warning
    return [line.code if line.is_warning else messages.say(line.code, **line.params) for line in found]


def in_words(policy, environment, language="en"):
    chapter = next(each for each in linting.lint(policy) if each.environment == environment)
    return {rule.id: messages.say(rule.says.code, language, **rule.says.params) for rule in chapter.rules}


def test_every_rule_of_a_policy_is_told_in_words():
    told = in_words(policies.parse(FULL.encode(), "p.yaml"), "production")

    assert list(told) == [
        "evidence",
        "passage",
        "not-worse",
        "everywhere",
        "critical",
        "fast",
        "cheap",
        "clean",
        "golden",
        "whole",
        "approvals",
        "requests",
        "closed",
        "override",
        "rollback",
        "smoke",
    ]
    assert "24 hours" in told["passage"]
    assert told["approvals"] == "An approval counts for 7 days."
    assert told["requests"] == "A release request ends after 14 days."
    assert told["closed"] == "Nothing is promoted from 2026-12-24 to 2027-01-03 (Asia/Tokyo): Year-end sale."
    assert "at least 40 characters" in told["override"]
    assert told["override"].endswith("Never: critical.")
    assert "any version that stood there" in told["rollback"]
    assert told["smoke"] == "After a move the endpoint is asked 3 questions."


def test_every_rule_is_told_in_japanese_too():
    told = in_words(policies.parse(FULL.encode(), "p.yaml"), "production", "ja")

    assert told["closed"].startswith("2026-12-24 から 2027-01-03 までは凍結期間です")
    assert told["override"].startswith("例外承認: ")
    weekly = a_policy(
        threshold(),
        more='    closed: {time_zone: UTC, weekly: [{days: [fri, sat], from: "17:00", to: "24:00"}]}\n',
    )
    said = "毎週 金曜・土曜の 17:00 から 24:00 までは凍結期間です（UTC）。"
    assert in_words(weekly, "production", "ja")["closed"] == said


def test_without_an_override_nobody_may():
    told = in_words(a_policy(threshold()), "production")

    assert told["override"] == "No criterion may count as passed that is not."
    assert told["rollback"].endswith("to the version before.")


@given(st.integers(1, 300), st.integers(0, 1000).map(lambda mille: mille / 1000), st.booleans())
def test_the_share_that_is_told_is_the_smallest_that_passes(n, value, at_least):
    operator, bound = (">=", "lower") if at_least else ("<=", "upper")
    policy = a_policy(threshold(operator, value, bound), min_cases=n)
    (criterion,) = policy.environment("production").criteria

    def passes(passed):
        return decided(criterion, stats.wilson(passed, n, CONFIDENCE)) is Result.PASS

    good = [passed for passed in range(n + 1) if passes(passed)]
    told = remarks(policy)
    if not good:
        assert told[-1] in {"linting.warns.out_of_reach", "linting.warns.never"}
        return
    least = min(good) if at_least else max(good)
    word = "from" if at_least else "up to"
    end = " on." if at_least else "."
    assert told[0].endswith(f" it passes {word} {stats.points(least / n):.1f} %{end}")
    assert "linting.warns.out_of_reach" not in told


@given(st.floats(0.01, 0.999))
def test_so_many_cases_reach_a_share_and_one_fewer_does_not(share):
    n = needed_for_share(share)

    assert stats.wilson(n, n, CONFIDENCE).low >= share - 1e-12
    assert n == 1 or stats.wilson(n - 1, n - 1, CONFIDENCE).low < share + 1e-12


@pytest.mark.parametrize(
    ("rule", "min_cases", "told"),
    [
        (threshold(), 200, ["With 200 cases it passes from 56.0 % on."]),
        (threshold(bound="point"), 1, []),
        (threshold(value=0.99), 200, ["linting.warns.out_of_reach"]),
        (threshold(value=0.99), 268, ["With 268 cases it passes from 100.0 % on."]),
        (threshold(value=1.0), 10_000, ["linting.warns.never"]),
        (threshold("<=", 0.01, "upper", "errors.rate"), 267, ["linting.warns.out_of_reach"]),
        (threshold("<=", 0.01, "upper", "errors.rate"), 268, ["With 268 cases it passes up to 0.0 %."]),
        (a_rule("latency", value=2500), 58, ["linting.warns.no_bound"]),
        (a_rule("latency", value=2500), 59, ["59 cases give an upper bound (59 needed)."]),
        (a_rule("latency", value=2500, bound="point"), 1, []),
        (
            threshold("<=", 9, "upper", "latency_ms.p99"),
            298,
            ["linting.warns.no_bound"],
        ),
        (
            a_rule("no_regression", metric="contains.mean", margin=0.1),
            200,
            ["200 cases will probably show a difference of 5.5 points, if one case in ten changes."],
        ),
        (
            a_rule("no_regression", metric="contains.mean", margin=0.03),
            200,
            [
                "200 cases will probably show a difference of 5.5 points, if one case in ten changes.",
                "linting.warns.margin",
            ],
        ),
        (
            a_rule("no_regression", metric="contains.mean", margin=0),
            200,
            [
                "200 cases will probably show a difference of 5.5 points, if one case in ten changes.",
                "linting.warns.no_margin",
            ],
        ),
        (a_rule("no_regression", metric="latency_ms.p95", margin=9), 20, ["linting.warns.no_bound"]),
        (
            a_rule("no_regression", metric="contains.mean", margin=0.1, cluster_by="topic"),
            200,
            ["How small a difference shows depends on how many groups of topic the golden set has."],
        ),
        (
            a_rule("no_regression", metric="tokens.mean", margin=9),
            200,
            [
                "How small a difference shows depends on how much the scores vary, which the first "
                "evaluation tells."
            ],
        ),
        (
            a_rule("slices", metric="contains.mean", by=["topic"], margin=0.1, min_cases=10),
            200,
            [
                "In a slice of 10 cases a difference of 50.1 points will probably show, if one case in "
                "ten changes.",
                "linting.warns.margin",
            ],
        ),
        (a_rule("critical_cases"), 200, []),
        (a_rule("run_integrity"), 200, []),
        (a_rule("golden_set", min_cases=300), 200, []),
    ],
)
def test_a_criterion_tells_what_the_fewest_cases_show_while_no_golden_set_is_known(rule, min_cases, told):
    assert remarks(a_policy(rule, min_cases=min_cases)) == told


@pytest.mark.parametrize(
    ("rule", "golden", "told"),
    [
        (
            threshold(),
            cases(*"a" * 100),
            ["With 100 cases it passes from 59.0 % on.", "linting.warns.out_of_reach"],
        ),
        (
            a_rule("no_regression", metric="contains.mean", margin=0.9, cluster_by="topic"),
            cases(*"abcdefgh" * 30),
            [
                "8 groups of topic will show a difference of 59.4 points at worst, when all cases of a "
                "group change together."
            ],
        ),
        (
            a_rule("slices", metric="contains.mean", by=["topic", "tone"], margin=0.1, min_cases=10),
            cases(*"a" * 70 + "b" * 20 + "c" * 3),
            [
                "linting.warns.no_tag",
                "topic a: 70 cases will probably show a difference of 9.3 points.",
                "topic b: 20 cases will probably show a difference of 27.8 points.",
                "topic c: 3 cases, too few to decide (10 needed).",
                "linting.warns.slices",
            ],
        ),
        (
            a_rule("slices", metric="contains.mean", by=["topic"], margin=0, min_cases=2),
            cases("a", "a"),
            ["topic a: 2 cases will probably show a difference of 100.0 points.", "linting.warns.no_margin"],
        ),
        (
            a_rule("slices", metric="contains.mean", by=["topic"], margin=0.1),
            cases("a"),
            ["topic a: 1 case, too few to decide (10 needed).", "linting.warns.no_slice"],
        ),
        (
            a_rule("critical_cases"),
            cases(*"a" * 20, critical=True),
            ["20 critical cases: when none fails, up to 15.0 % of such questions may still fail."],
        ),
        (a_rule("critical_cases"), cases("a"), ["linting.warns.no_critical"]),
        (a_rule("golden_set", min_cases=2), cases("a"), ["linting.warns.too_few"]),
        (a_rule("golden_set", min_cases=1), cases("a"), []),
    ],
)
def test_a_criterion_tells_what_the_golden_set_at_hand_shows(rule, golden, told):
    assert remarks(a_policy(rule, min_cases=1), golden) == told


def test_only_the_cases_count_to_which_a_scorer_applies():
    golden = [*cases(*"a" * 100), *(a_case(f"d{i}") for i in range(100))]

    assert remarks(a_policy(threshold()), golden) == ["With 100 cases it passes from 59.0 % on."]


def test_a_golden_set_that_does_not_fit_the_policy_is_warned_of():
    policy = a_policy(threshold(), min_cases=20)

    assert [line.code for line in linting.look_at(policy, cases(*"a" * 20))] == []
    assert [line.code for line in linting.look_at(policy, [a_case("c1")])] == [
        "linting.warns.too_few",
        "scorers.applies_nowhere",
    ]


def lint(*words, code=0, folder=None, language="en"):
    done = CliRunner().invoke(
        kanmon, ["policy", "lint", *map(str, words)], env={"LANG": language, "KANMON_HOME": folder}
    )
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A policy file in a folder that has no home."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "policy.yaml"
    path.write_text(FULL, encoding="utf-8")
    return path


def test_the_command_needs_no_home(file):
    said = lint(file)

    assert "support-golden: none frozen here" in said
    assert "  not-worse (block, product): not worse than production" in said
    assert "      ! A version that is equally good" in said
    assert "（確度 95 %）" in lint(file, language="ja_JP.UTF-8")


def test_the_command_tells_a_program_everything_in_both_languages(file):
    found = json.loads(lint(file, "--json"))

    assert found["golden"] == {"name": "support-golden", "min_cases": 200, "version": None, "cases": None}
    rule = next(rule for rule in found["environments"]["production"] if rule["id"] == "not-worse")
    assert (rule["severity"], rule["owner"]) == ("block", "product")
    assert [remark["warning"] for remark in rule["remarks"]] == [False, True]
    assert rule["remarks"][1]["message_ja"]


def test_a_bad_policy_ends_the_command_with_exit_code_4(file):
    file.write_text(FULL.replace("soak: 24h", "soak: 1.5h"), encoding="utf-8")

    assert "policy.yaml, line 11: environments.production.soak" in lint(file, code=4)
    assert json.loads(lint(file, "--json", code=4))["error"]["code"] == "policies.bad_duration"


def test_the_policy_of_another_application_ends_the_command_too(file):
    assert "is the policy of support-bot, not of shop" in lint(file, "--app", "shop", code=4)
    assert lint(file, "--app", "support-bot")


def test_the_newest_golden_set_of_the_home_is_reckoned_with(bench, file):
    stand(bench, [])
    file.write_text(POLICY, encoding="utf-8")

    said = lint(file, folder=str(bench.settings.home))

    assert "Golden set support-golden@1: 60 cases here, at least 20 asked for." in said
    assert "2 critical cases" in said


@pytest.mark.parametrize("place", ["/dev/null", "/dev/zero", "/", "x" * 300])
def test_what_is_no_policy_file_is_told_at_once(file, place):
    assert "cannot be read" in lint(place, code=4)
    assert json.loads(lint(place, "--json", code=4))["error"]["code"] == "settings.yaml_unreadable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('application: "\\ud800"', "settings.yaml_broken"),
        ("? [a, b]\n: c", "settings.yaml_odd_key"),
        ("application: 0x" + "F" * 6_000, "settings.yaml_broken"),
    ],
)
def test_a_text_that_cannot_be_shown_is_told_with_its_line(file, text, code):
    file.write_text(text, encoding="utf-8")
    assert "policy.yaml, line 1: " in lint(file, code=4)
    assert json.loads(lint(file, "--json", code=4))["error"]["code"] == code
