"""`dateline` that dies of SIGKILL at a step.

The program is the one operators run. It says each step at DEBUG (`bot.steps`); what is added here only listens to that
log, and ends the process where it hears the step for the given time.
"""

from __future__ import annotations

import logging
import os
import signal

from bot import steps


class Death(logging.Handler):
    """Ends the process the moment a step is reached, without any chance to clean up."""

    def __init__(self, step: steps.Step, times: int) -> None:
        super().__init__()
        self._step = step
        self._left = times

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and record.args[0] is self._step:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: steps.Step, times: int) -> None:
    """From now on this process dies when it reaches the step for the given time."""
    log = logging.getLogger(steps.__name__)
    log.addHandler(Death(step, times))
    log.setLevel(logging.DEBUG)
