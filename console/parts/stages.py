"""The words of the road that a version walks: for the stepper of Home and Release."""

from console.wording import say


def steps(environment: str) -> list[str]:
    """Name the stages of `overview.Stage` in their order; the last is the environment itself."""
    last = say("Production") if environment == "production" else environment
    return [say("Draft"), say("Evaluated"), say("In review"), say("Approved"), last]
