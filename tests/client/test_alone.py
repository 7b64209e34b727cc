"""One program at a time on one home; a killed one keeps nobody out."""

import subprocess
import sys

import pytest

from client.alone import AlreadyOpen, only_program
from client.config import Home

HOLDER = """
import sys, time
from pathlib import Path
from client.alone import only_program
from client.config import Home
with only_program(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_is_told_who_is_there_and_the_next_comes_in(home: Home):
    command = [sys.executable, "-c", HOLDER, str(home.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(AlreadyOpen, match=rf"process {holder.pid}.*Nothing was changed"),
            only_program(home),
        ):
            pass
        holder.kill()
        holder.wait()

        with only_program(home):
            pass


def test_waiting_is_enough_where_the_first_one_ends(home: Home):
    with only_program(home), pytest.raises(AlreadyOpen), only_program(home, patience=0.2):
        pass
    with only_program(home, patience=0.2):
        pass
