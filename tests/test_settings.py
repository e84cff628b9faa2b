import pytest

from lifecycle import settings
from lifecycle.errors import ConfigError, Invalid
from lifecycle.records import Endpoint, Person


def test_the_nearest_home_upwards_holds(tmp_path):
    (tmp_path / ".kanmon").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert settings.find_home({}, tmp_path / "a" / "b") == tmp_path / ".kanmon"


def test_a_named_home_holds_before_a_near_one(tmp_path):
    (tmp_path / ".kanmon").mkdir()
    (tmp_path / "elsewhere").mkdir()
    found = settings.find_home({"KANMON_HOME": str(tmp_path / "elsewhere")}, tmp_path)
    assert found == tmp_path / "elsewhere"


def test_without_a_home_the_way_to_one_is_told(tmp_path):
    with pytest.raises(ConfigError, match="kanmon init"):
        settings.load({"KANMON_HOME": str(tmp_path / "none")}, tmp_path)


def test_a_home_is_made_once(tmp_path):
    env = {"KANMON_HOME": str(tmp_path / "new")}
    assert settings.make_home(env, tmp_path) == settings.make_home(env, tmp_path) == tmp_path / "new"


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be made"):
        settings.make_home({"KANMON_HOME": str(tmp_path / "file" / "home")}, tmp_path)


def test_everything_has_an_embedded_default(tmp_path):
    (tmp_path / ".kanmon").mkdir()
    found = settings.load({}, tmp_path)
    assert found.ledger_url.startswith("sqlite:///")
    assert found.is_local_store
    assert found.policies == tmp_path / "policies"


def test_a_choice_of_traces_that_is_none_is_refused(tmp_path):
    (tmp_path / ".kanmon").mkdir()
    assert settings.load({}, tmp_path).traces is settings.Traces.SAMPLED
    assert settings.load({"KANMON_TRACES": "all"}, tmp_path).traces is settings.Traces.ALL
    with pytest.raises(ConfigError, match="none, failed, sampled, all"):
        settings.load({"KANMON_TRACES": "some"}, tmp_path)


def test_only_with_a_key_is_there_a_langsmith(tmp_path):
    (tmp_path / ".kanmon").mkdir()
    key, elsewhere = {"LANGSMITH_API_KEY": "k"}, {"LANGSMITH_ENDPOINT": "http://here"}
    assert settings.load(elsewhere, tmp_path).langsmith_url == ""
    assert settings.load(key, tmp_path).langsmith_url == "https://api.smith.langchain.com"
    assert settings.load(key | elsewhere, tmp_path).langsmith_url == "http://here"


def test_people_survive_a_round_trip(tmp_path):
    people = {"hana": Person(id="hana", name="佐藤 花", team="CS", roles={"shop": "approver"})}
    settings.save_people(tmp_path, people)
    assert settings.load_people(tmp_path) == people
    assert "佐藤" in (tmp_path / "people.yaml").read_text(encoding="utf-8")


def test_endpoints_survive_a_round_trip_and_the_practice_model_is_always_there(tmp_path):
    gateway = Endpoint(name="gateway", base_url="http://gw/v1", key_env="GW_KEY", models=("m",))
    settings.save_endpoints(tmp_path, {"gateway": gateway})
    assert settings.load_endpoints(tmp_path) == {"practice": settings.PRACTICE, "gateway": gateway}


def test_a_price_that_nobody_wrote_down_is_not_known_and_the_practice_model_is_free(tmp_path):
    (tmp_path / "endpoints.yaml").write_text(
        "endpoints:\n"
        "  gw: {base_url: http://gw}\n"
        "  half: {base_url: http://gw, usd_per_million_in: 1}\n"
        "  local: {base_url: http://gw, usd_per_million_in: 0, usd_per_million_out: 0}\n"
        "  rehearsal: {base_url: practice}\n"
        "  practice: {base_url: practice, usd_per_million_in: 10}\n"
    )
    found = settings.load_endpoints(tmp_path)
    assert {name: each.unpriced for name, each in found.items()} == {
        "gw": ("usd_per_million_in", "usd_per_million_out"),
        "half": ("usd_per_million_out",),
        "local": (),
        "rehearsal": (),
        "practice": (),
    }
    assert found["rehearsal"].usd_per_million_out == settings.PRACTICE.usd_per_million_in == 0.0
    settings.save_endpoints(tmp_path, found)
    assert settings.load_endpoints(tmp_path) == found


@pytest.mark.parametrize("price", ["-1", ".inf", ".nan", "free"])
def test_a_price_is_a_number_from_0_on(tmp_path, price):
    (tmp_path / "endpoints.yaml").write_text(
        f"endpoints:\n  gw:\n    base_url: http://gw\n    usd_per_million_in: {price}\n"
    )
    with pytest.raises(Invalid, match="line 4"):
        settings.load_endpoints(tmp_path)


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://llm.example.com/v1", "https://llm.example.com/v1"),
        ("https://ken:pass@llm.example.com/v1", "https://llm.example.com/v1"),
        ("https://ken:p@ss@llm.example.com:8443/v1/a@b", "https://llm.example.com:8443/v1/a@b"),
        ("https://llm.example.com/v1?api-key=SECRET#k", "https://llm.example.com/v1"),
        ("practice", "practice"),
    ],
)
def test_the_address_that_evidence_keeps_holds_no_password(base_url, address):
    assert Endpoint(name="gw", base_url=base_url).address == address


@pytest.mark.parametrize(
    "base_url",
    [
        "https://ken:SECRET@llm.example.com/v1",
        "https://ken:SEC/RET@llm.example.com/v1",
        "https://@llm.example.com/v1",
        "ken:SECRET@llm.example.com/v1",
        "https://llm.example.com/v1?api-key=SECRET",
        "https://llm.example.com/v1#SECRET",
        "ftp://llm.example.com",
        "",
    ],
)
def test_an_address_with_anything_secret_in_it_is_refused_at_its_line_and_not_repeated(tmp_path, base_url):
    (tmp_path / "endpoints.yaml").write_text(f'endpoints:\n  gw:\n    base_url: "{base_url}"\n')
    with pytest.raises(Invalid) as caught:
        settings.load_endpoints(tmp_path)
    assert (caught.value.code, caught.value.params["line"]) == ("settings.base_url", 3)
    assert "SEC" not in f"{caught.value} {caught.value.params} {caught.value.__cause__}"


@pytest.mark.parametrize("id", ["mei", "佐藤 花", "ヴェルナー", "m.o'neil+x@example.com", "élodie", "김민지"])
def test_an_id_that_can_be_seen_is_taken_in_any_script(id):
    settings.check_people([id])


@pytest.mark.parametrize("hidden", "\ufe0f\u034f\u115f\u1160\u3164\uffa0\u2800\u200b\u00a0\t\u0301\ue000")
def test_an_id_that_holds_what_cannot_be_seen_is_refused(hidden):
    with pytest.raises(Invalid) as caught:
        settings.check_people(["mei", f"m{hidden}ei"])
    assert caught.value.code == "settings.odd_person"


@pytest.mark.parametrize("id", ["kanmon", "worker", "Worker", "WORKER"])
def test_nobody_has_a_name_that_kanmon_acts_by(id):
    with pytest.raises(Invalid) as caught:
        settings.check_people([id])
    assert caught.value.code == "settings.reserved_person"


def test_an_unknown_key_of_the_endpoints_file_is_refused_with_its_line(tmp_path):
    (tmp_path / "endpoints.yaml").write_text("endpoints:\n  gw:\n    base_url: http://gw\n    key: secret\n")
    with pytest.raises(Invalid, match="line 4"):
        settings.load_endpoints(tmp_path)
