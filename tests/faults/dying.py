"""`dateline` that dies of SIGKILL at a step: `python dying.py STEP TIMES ARGUMENTS…`.

The program is the one operators run. It says each step at DEBUG (`bot.steps`); what is added here only listens to that
log, and ends the process where it hears the step for the given time.
"""

from __future__ import annotations

import logging
import os
import signal
import sys

from bot import steps
from bot.__main__ import main


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


if __name__ == "__main__":
    step, times = sys.argv.pop(1), sys.argv.pop(1)
    logging.getLogger(steps.__name__).addHandler(Death(steps.Step[step], int(times)))
    logging.getLogger(steps.__name__).setLevel(logging.DEBUG)
    main()
