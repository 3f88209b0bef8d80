"""`python -m tests.chaos.service CLOCK COMMAND…`: a command of shenbao, by the clock of a chaotic house."""

import sys
from pathlib import Path

from cli.main import main
from tests.chaos.clock import Clock, put_into_this_process

if __name__ == "__main__":
    _, clock, *words = sys.argv
    put_into_this_process(Clock(Path(clock)))
    sys.argv = ["shenbao", *words]
    main()
