"""Type checkers know the client: what is right passes, and what is wrong is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_right_passes_and_wrong_is_refused():
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(HERE / "right.py"), str(HERE / "wrong.py")],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 0, outcome.stdout
