"""Standing: habits by distinct sessions x days x the minutes of one time x how well they take parameters."""

from statistics import median

from jigsmith.ledger.figures import NOT_MEASURED, Figure
from jigsmith.loop.detect.records import Habit
from jigsmith.loop.plan.records import Standing

ENOUGH = 3  # times that were measured, from which a usual time is told
STEP = 0.1  # minutes for a step where nothing was measured: assumed, for the ranking alone
BASES = {"commands": "measured", "prompts": "estimated", "commits": "estimated"}
"""Of commands it is known when each began. Of prompts and commits the time up to the next one, or from the last."""


def standing(habit: Habit, *, offset: float = 0.0) -> Standing:
    """Weigh a habit; `offset`: seconds that the user's clock is ahead of UTC.

    Days that are not known count as one, so that a history without times never wins by what nobody knows.
    """
    days = {int((time.begin + offset) // 86_400) for time in habit.times if time.begin is not None}
    sessions = len({time.session for time in habit.times})
    seconds = [time.seconds for time in habit.times if time.seconds is not None]
    usual = median(seconds) / 60 if len(seconds) >= ENOUGH else None
    minutes = NOT_MEASURED if usual is None else Figure(round(usual, 2), BASES[habit.kind])
    weight = STEP * len(habit.steps) if usual is None else usual
    score = sessions * max(len(days), 1) * weight * habit.fit
    return Standing(
        times=len(habit.times), sessions=sessions, days=len(days) or None, minutes=minutes, score=round(score, 1)
    )
