"""The targets a file can be checked for, as data: how its rows are read, which rules they meet."""

from collections.abc import Mapping

from lifecycle.checks.profiles.fireworks import FIREWORKS
from lifecycle.checks.profiles.golden import GOLDEN
from lifecycle.checks.profiles.logs import LOGS_CSV
from lifecycle.checks.profiles.mistral import MISTRAL
from lifecycle.checks.profiles.openai import OPENAI_CHAT, OPENAI_DPO, OPENAI_RFT
from lifecycle.checks.profiles.profile import Profile
from lifecycle.checks.profiles.together import TOGETHER
from lifecycle.checks.profiles.trl import TRL
from lifecycle.errors import Invalid

__all__ = [
    "FIREWORKS",
    "GOLDEN",
    "LOGS_CSV",
    "MISTRAL",
    "OPENAI_CHAT",
    "OPENAI_DPO",
    "OPENAI_RFT",
    "PROFILES",
    "TOGETHER",
    "TRL",
    "Profile",
    "profile_of",
]

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (LOGS_CSV, GOLDEN, OPENAI_CHAT, OPENAI_DPO, OPENAI_RFT, TOGETHER, FIREWORKS, MISTRAL, TRL)
}


def profile_of(name: str) -> Profile:
    """Find a profile.

    Raises:
        Invalid: there is none of that name.
    """
    if name not in PROFILES:
        raise Invalid("checks.unknown_profile", profile=name, known=", ".join(PROFILES))
    return PROFILES[name]
