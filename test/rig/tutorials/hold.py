"""The other side of push.py: waits for a camera, and shows what it sees."""

import pickle
import socket
import struct

import cv2

waiting = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
waiting.bind(("127.0.0.1", 9999))
waiting.listen(5)
line, _ = waiting.accept()
size = struct.calcsize("Q")
data = b""
while True:
    while len(data) < size:
        data += line.recv(4096)
    length = struct.unpack("Q", data[:size])[0]
    data = data[size:]
    while len(data) < length:
        data += line.recv(4096)
    cv2.imshow("RECEIVED", pickle.loads(data[:length]))
    data = data[length:]
    cv2.waitKey(1)
