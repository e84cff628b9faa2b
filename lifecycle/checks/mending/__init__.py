"""What can be done about faults: rows without any, and fixes that need nobody's judgement.

Nothing here touches the file that was checked; what comes of it is another one.
"""

from lifecycle.checks.mending.cleaning import clean
from lifecycle.checks.mending.fixing import fixed, propose
from lifecycle.checks.mending.proposal import Change, Proposal, is_worth_mending, settled, words_of

__all__ = ["Change", "Proposal", "clean", "fixed", "is_worth_mending", "propose", "settled", "words_of"]
