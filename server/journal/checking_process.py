"""The helper process of `server.journal.checking`: reads groups of checks, writes 0 or 1 for each.

It ends when its input does, and so with the server, however that ends.
"""

import signal
import sys

from server.journal.checking import HEAD, read


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(HEAD.size):
        count, size = HEAD.unpack(head)
        told.write(bytes(each.is_right() for each in read(count, asked.read(size))))
        told.flush()


if __name__ == "__main__":
    main()
