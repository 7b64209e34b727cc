"""`make bench`: every measurement, one after the other, on a machine that does nothing else."""

import platform

from benchmarks import (
    devices,
    documents,
    expressions,
    findings,
    intake,
    keystrokes,
    laptop,
    projection,
    pull,
    review,
    unlock,
)

print(f"Python {platform.python_version()}, {platform.machine()}. Trust the ratios.")
expressions.measure()
review.measure()
laptop.measure()
keystrokes.measure()
unlock.measure()
intake.measure()
devices.measure()
pull.measure()
projection.measure()
findings.measure()
documents.measure()
