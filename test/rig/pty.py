"""A pseudo-terminal for tests: runs a program in one and carries its bytes.

    python3 pty.py <cols> <rows> <command> [argument ...]

Standard input goes to the program, its output comes on standard output. File
descriptor 3 takes one order a line, "size <cols> <rows>", "rate <bytes a
second>" (0: read nothing, -1: as fast as it comes) and "kill <signal number>",
and tells the end as "exit <code> <cooked>" or "signal <number> <cooked>", where
cooked is 1 if the program left the terminal with echo and line editing on.
When standard input ends, so does the program.
"""

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time

CHUNK = 65536
ORDERS = 3


def resize(fd, cols, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


def start(slave, command):
    """Forks the program as leader of a session that owns the terminal."""
    child = os.fork()
    if child > 0:
        return child
    try:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.closerange(3, 256)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\r\n".encode())
    os._exit(127)


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data):]


class Session:
    def __init__(self, cols, rows, command):
        self.master, self.slave = os.openpty()
        resize(self.master, cols, rows)
        os.set_blocking(self.master, False)
        self.child = start(self.slave, command)
        self.rate = -1
        self.budget = 0.0
        self.filled = time.monotonic()
        self.typed = b""
        self.orders = b""

    def allowance(self):
        """How many bytes may be read now, without running ahead of the rate by more than 50 ms."""
        if self.rate < 0:
            return CHUNK
        now = time.monotonic()
        most = max(1.0, self.rate * 0.05) if self.rate else 0.0
        self.budget = min(most, self.budget + self.rate * (now - self.filled))
        self.filled = now
        return int(self.budget)

    def carry(self, most):
        """Carries up to `most` bytes of output; False when there are none."""
        try:
            data = os.read(self.master, most)
        except (BlockingIOError, OSError):
            return False
        write_all(1, data)
        self.budget -= len(data)
        return bool(data)

    def obey(self, line):
        word, *rest = line.split()
        numbers = [int(number) for number in rest]
        if word == b"size":
            resize(self.master, *numbers)
        elif word == b"rate":
            self.rate, self.budget, self.filled = numbers[0], 0.0, time.monotonic()
        elif word == b"kill":
            os.kill(self.child, numbers[0])

    def take_orders(self):
        self.orders += os.read(ORDERS, CHUNK)
        *lines, self.orders = self.orders.split(b"\n")
        for line in lines:
            self.obey(line)

    def ended(self):
        pid, status = os.waitpid(self.child, os.WNOHANG)
        return status if pid else None

    def run(self, woken):
        """Carries bytes until the program ends; gives its wait status."""
        while True:
            allowed = self.allowance()
            readers = [0, ORDERS, woken] + ([self.master] if allowed else [])
            writers = [self.master] if self.typed else []
            pause = 0.01 if self.rate > 0 and not allowed else None
            ready, writable, _ = select.select(readers, writers, [], pause)
            if woken in ready:
                os.read(woken, CHUNK)
                status = self.ended()
                if status is not None:
                    return status
            if ORDERS in ready:
                self.take_orders()
            if self.master in ready:
                self.carry(allowed)
            if writable:
                self.typed = self.typed[os.write(self.master, self.typed[:1024]):]
            if 0 in ready:
                data = os.read(0, CHUNK)
                if not data:
                    return self.abandon()
                self.typed += data

    def abandon(self):
        """The test is over: nothing of the program may stay behind."""
        try:
            os.killpg(self.child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return os.waitpid(self.child, 0)[1]

    def finish(self, status):
        while self.carry(CHUNK):
            pass
        flags = termios.tcgetattr(self.master)[3]
        cooked = int(flags & termios.ECHO != 0 and flags & termios.ICANON != 0)
        if os.WIFSIGNALED(status):
            line = f"signal {os.WTERMSIG(status)} {cooked}\n"
        else:
            line = f"exit {os.WEXITSTATUS(status)} {cooked}\n"
        os.write(ORDERS, line.encode())


def main():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # The program is never to outlive us, however rudely the test ends.
    session = Session(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
    try:
        session.finish(session.run(reader))
    except (BrokenPipeError, ConnectionResetError):
        session.abandon()


main()
