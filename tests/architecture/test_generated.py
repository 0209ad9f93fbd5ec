"""What is generated is what the generator would write now."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.tree import ROOT


def test_generated_files_are_fresh():
    outcome = subprocess.run(
        [sys.executable, "-m", "tools.codegen", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
