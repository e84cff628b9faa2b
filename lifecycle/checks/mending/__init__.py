"""What can be done about faults: rows without any, and fixes that need nobody's judgement.

Nothing here touches the file that was checked; what comes of it is another one.
"""

from lifecycle.checks.mending.cleaning import clean
from lifecycle.checks.mending.fixing import Change, Proposal, fixed, is_mendable, propose, words_of

__all__ = ["Change", "Proposal", "clean", "fixed", "is_mendable", "propose", "words_of"]
