"""Where an application stands: what it still lacks, how far its newest version has come, what waits for whom.

Nothing is decided here; every screen and command that begins with "what now?" asks.
"""

from lifecycle.overview.asked import Proposal, lapse_of, last_request, standing, unsettled
from lifecycle.overview.coming import Candidate, Stage, candidate, stage_of, taken_back
from lifecycle.overview.first_steps import Beginning, beginning, chosen_endpoint
from lifecycle.overview.places import Troubles, environments, smokes, troubles
from lifecycle.overview.waiting import Waiting, waiting_for

__all__ = [
    "Beginning",
    "Candidate",
    "Proposal",
    "Stage",
    "Troubles",
    "Waiting",
    "beginning",
    "candidate",
    "chosen_endpoint",
    "environments",
    "lapse_of",
    "last_request",
    "smokes",
    "stage_of",
    "standing",
    "taken_back",
    "troubles",
    "unsettled",
    "waiting_for",
]
