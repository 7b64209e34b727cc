"""`make bench`: every measurement, one after the other, on a machine that does nothing else."""

import platform

from benchmarks import (
    access,
    checks,
    devices,
    documents,
    drafts,
    exports,
    expressions,
    findings,
    intake,
    keystrokes,
    laptop,
    memory,
    people,
    plans,
    projection,
    pull,
    registers,
    review,
    soak,
    unlock,
)

if __name__ == "__main__":  # the processes of `soak` import this file again
    print(f"Python {platform.python_version()}, {platform.machine()}. Trust the ratios.")
    expressions.measure()
    review.measure()
    laptop.measure()
    keystrokes.measure()
    memory.measure()
    unlock.measure()
    intake.measure()
    devices.measure()
    pull.measure()
    registers.measure()
    projection.measure()
    checks.measure()
    findings.measure()
    documents.measure()
    drafts.measure()
    exports.measure()
    plans.measure()
    soak.measure()
    access.measure()
    people.measure()
