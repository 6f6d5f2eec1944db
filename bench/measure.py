"""Shared by the bench scripts: runs a command and tells its wall seconds, processor seconds and peak memory.

Figures are compared as ratios within one run, because machines differ and are noisy. Commands that take part in a
ratio are run in turn, `rounds` times, and the median counts.
"""
import os
import statistics
import subprocess
import sys
import time
from typing import Dict, List, NamedTuple


class Figure(NamedTuple):
    wall: float    # seconds
    cpu: float     # seconds, user and system, with children
    memory: float  # MB, the largest single process
    code: int      # exit code


def run_once(argv: List[str], cwd: str = ".", env: Dict[str, str] | None = None) -> Figure:
    started = time.monotonic()
    with open(os.devnull, "r+b") as null:
        child = subprocess.Popen(argv, cwd=cwd, stdin=null, stdout=null, stderr=null, env={**os.environ, **(env or {})})
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Figure(time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode)


def compare(commands: Dict[str, List[str]], rounds: int = 3, cwd: str = ".", before=None) -> Dict[str, Figure]:
    """Runs every command `rounds` times, in turn; before(name) is called ahead of each run. Returns the medians."""
    runs: Dict[str, List[Figure]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, argv in commands.items():
            if before:
                before(name)
            runs[name].append(run_once(argv, cwd))
    return {name: Figure(*(statistics.median(column) for column in zip(*figures))) for name, figures in runs.items()}


def table(figures: Dict[str, Figure], floor: str) -> None:
    base = figures[floor]
    print(f"{'command':34} {'wall s':>8} {'ratio':>7} {'cpu s':>8} {'ratio':>7} {'MB':>8}  exit")
    for name, figure in figures.items():
        print(f"{name:34} {figure.wall:8.2f} {figure.wall / base.wall:7.2f} {figure.cpu:8.2f} {figure.cpu / base.cpu:7.2f} "
              f"{figure.memory:8.0f}  {figure.code:.0f}")
    sys.stdout.flush()
