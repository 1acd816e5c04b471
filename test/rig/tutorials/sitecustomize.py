"""
Stands between an unedited program of a tutorial and the world: a video for a
camera, a log for windows, loopback for the network. Python imports it by
itself when its folder is on PYTHONPATH. All it is told is in TUTORIAL_*.
"""

import hashlib
import json
import os
import socket
import sys
import time
import types

PORT = int(os.environ.get("TUTORIAL_PORT", "0"))
"""Stands in for the port that is written in some of the programs."""
WRITTEN_PORT = 9999
HOST = os.environ.get("TUTORIAL_HOST", "127.0.0.1")
"""Stands in for every address that is written in the programs, or given to them."""
OPENING = float(os.environ.get("TUTORIAL_OPENING", "0"))
"""Seconds that its window takes to open: as long as that it reads nothing."""
SHOWN_ENOUGH = int(os.environ.get("TUTORIAL_SHOWN", "1000000"))
"""Pictures after which the program has seen enough, and is ended as by a signal."""
WIDTH, HEIGHT = (int(n) for n in os.environ.get("TUTORIAL_SIZE", "320x240").split("x"))
FPS = float(os.environ.get("TUTORIAL_FPS", "30"))
CLIP = os.environ.get("TUTORIAL_CLIP", "")

log = open(os.environ.get("TUTORIAL_LOG", os.devnull), "a", buffering=1)


def note(what, array):
    digest = hashlib.sha256(array.tobytes()).hexdigest()
    log.write(json.dumps({"what": what, "sha256": digest, "shape": array.shape}) + "\n")


def moved(address):
    _, port = address
    return (HOST, PORT if port == WRITTEN_PORT else port)


class Socket(socket.socket):
    def bind(self, address):
        super().bind(moved(address))
        if PORT and self.getsockname()[1] == PORT:
            log.write(json.dumps({"what": "bound"}) + "\n")

    def listen(self, *backlog):
        super().listen(*backlog)
        log.write(json.dumps({"what": "listens", "port": self.getsockname()[1]}) + "\n")

    def connect(self, address):
        super().connect(moved(address))


socket.socket = Socket

try:
    import cv2
except ImportError:
    cv2 = types.ModuleType("cv2")
    sys.modules["cv2"] = cv2

def resized(frame, width):
    """What imutils.resize does: another width, the same aspect."""
    height, full = frame.shape[:2]
    size = (width, int(height * (width / float(full))))
    if hasattr(cv2, "resize"):
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    else:
        rows = [int(y * height / size[1]) for y in range(size[1])]
        columns = [int(x * full / size[0]) for x in range(size[0])]
        small = frame[rows][:, columns]
    note("resized", small)
    return small


sys.modules["imutils"] = types.ModuleType("imutils")
sys.modules["imutils"].resize = resized


def painted(n):
    """Picture `n` of a camera that there is not."""
    import numpy

    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [(x * 3 + n * 7) % 256, (y * 5 + n * 3) % 256, (x + y + n * 11) % 256]
    return numpy.stack(planes, axis=-1).astype("uint8")


class Camera:
    """A clip, or painted pictures, over and over at the pace of a camera."""

    real = getattr(cv2, "VideoCapture", None)

    def __init__(self, *_):
        self.clip = Camera.real(CLIP) if CLIP and Camera.real else None
        self.count = 0
        self.due = time.monotonic()

    def isOpened(self):
        return True

    def open(self, *_):
        return True

    def release(self):
        pass

    def read(self):
        self.due = max(self.due + 1 / FPS, time.monotonic() - 0.1)
        time.sleep(max(0, self.due - time.monotonic()))
        frame = self.next()
        note("seen", frame)
        return True, frame

    def next(self):
        self.count += 1
        if not self.clip:
            return painted(self.count)
        good, frame = self.clip.read()
        if not good:
            self.clip = Camera.real(CLIP)
            good, frame = self.clip.read()
        return frame


shown = 0


def imshow(title, frame):
    global shown
    if "TRANSMITTING" in str(title):
        return
    note("shown", frame)
    shown += 1
    if shown == 1:
        time.sleep(OPENING)
    if shown >= SHOWN_ENOUGH:
        os._exit(0)


def waitKey(delay=0):
    time.sleep(delay / 1000)
    return -1


cv2.VideoCapture = Camera
cv2.imshow = imshow
cv2.waitKey = waitKey
cv2.destroyAllWindows = lambda: None
