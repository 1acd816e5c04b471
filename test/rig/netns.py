"""A path between two network namespaces, as good or bad as a test wants it.

Two namespaces, a TUN device in each, and this program between them: what the
kernel sends out at one end comes in at the other, so late, so slowly and so
rarely as it was told. The TCP is the kernel's own at both ends, with its
queues, retransmissions and timers; only the wire is ours.

    netns.py <namespace> <namespace>

Orders come on stdin, a JSON object a line, with any of: "rate" (bits a
second each way), "delay" and "jitter" (milliseconds each way, the
second at most and at random, so that packets overtake each other), "loss" (0 to 1), "queue"
(bytes), "dead" (nothing gets through), "datagrams" (false: UDP does not). Each is answered by a line. The end of
stdin ends it all, and takes the namespaces with it.
"""
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

ADDRESSES = (("198.18.0.1", "fd00::1"), ("198.18.0.2", "fd00::2"))
DEVICE = "tetatty"
MTU = 1400
# linux/if_tun.h: TUNSETIFF, IFF_TUN | IFF_NO_PI
TUNSETIFF = 0x400454CA
TUN_FLAGS = 0x1001
# At most so many packets of one end before the other is looked at.
BURST = 64

libc = ctypes.CDLL(None, use_errno=True)


def ip(*words):
    subprocess.run(("ip",) + words, check=True, stdout=subprocess.DEVNULL)


def enter(namespace):
    if libc.setns(namespace, 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def open_tun(name, own, other):
    """A namespace with one device, whose packets are ours to read and write."""
    ip("netns", "add", name)
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/var/run/netns/{name}", os.O_RDONLY)
    enter(there)
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), TUN_FLAGS))
    enter(here)
    ip("-n", name, "link", "set", "lo", "up")
    ip("-n", name, "link", "set", DEVICE, "up", "mtu", str(MTU))
    for mine, theirs in zip(own, other):
        bits = "128" if ":" in mine else "32"
        extra = ("nodad",) if ":" in mine else ()
        ip("-n", name, "addr", "add", f"{mine}/{bits}", "peer", f"{theirs}/{bits}", "dev", DEVICE, *extra)
    return tun


def is_datagram(packet):
    """Whether it is UDP, straight in IPv4 or IPv6."""
    return packet[9 if packet[0] >> 4 == 4 else 6] == 17


class Wire:
    """One direction."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink
        self.free_at = 0.0
        self.flying = []
        self.count = 0

    def take(self, now, line, chance):
        for _ in range(BURST):
            try:
                packet = os.read(self.source, 65536)
            except BlockingIOError:
                return
            if not line["datagrams"] and is_datagram(packet):
                continue
            per_byte = 8 / line["rate"]
            waiting = max(0.0, self.free_at - now) / per_byte
            if line["dead"] or waiting + len(packet) > line["queue"] or chance.random() < line["loss"]:
                continue
            self.free_at = max(self.free_at, now) + len(packet) * per_byte
            self.count += 1
            late = line["delay"] + line["jitter"] * chance.random()
            heapq.heappush(self.flying, (self.free_at + late / 1000, self.count, packet))

    def deliver(self, now, line):
        while self.flying and self.flying[0][0] <= now:
            packet = heapq.heappop(self.flying)[2]
            if not line["dead"]:
                try:
                    os.write(self.sink, packet)
                except OSError:
                    pass  # The device's queue is full: one more way of getting lost.


def run(first, second):
    line = {"rate": 1e9, "delay": 0.0, "jitter": 0.0, "loss": 0.0, "queue": 65536, "dead": False, "datagrams": True}
    chance = random.Random(1)
    wires = (Wire(first, second), Wire(second, first))
    orders = b""
    while True:
        now = time.monotonic()
        due = min((wire.flying[0][0] for wire in wires if wire.flying), default=now + 1)
        ready, _, _ = select.select([first, second, 0], [], [], max(0.0, due - now))
        now = time.monotonic()
        for wire in wires:
            if wire.source in ready:
                wire.take(now, line, chance)
            wire.deliver(now, line)
        if 0 in ready:
            chunk = os.read(0, 65536)
            if not chunk:
                return
            *whole, orders = (orders + chunk).split(b"\n")
            for order in whole:
                line.update(json.loads(order))
                print("done", flush=True)


def clear(names):
    for name in names:
        subprocess.run(("ip", "netns", "del", name), stderr=subprocess.DEVNULL, check=False)


def main(names):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        ends = [open_tun(name, ADDRESSES[i], ADDRESSES[1 - i]) for i, name in enumerate(names)]
        print("ready", flush=True)
        run(*ends)
    finally:
        clear(names)


main(sys.argv[1:3])
