from lifecycle import evidence
from lifecycle.records import Placement
from tests.builders import NOON


def test_a_version_is_told_with_every_environment_it_stands_in(bench):
    held = {"staging": 2, "production": 2, "canary": 1, "empty": None}
    with bench.ledger.write() as tx:
        tx.add(
            *(
                Placement(app="support-bot", environment=name, version=number, moved_at=NOON)
                for name, number in held.items()
            )
        )

    assert evidence.places(bench, "support-bot") == {1: ("canary",), 2: ("production", "staging")}
    assert evidence.places(bench, "other") == {}
