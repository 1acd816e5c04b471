"""The second tutorial's code is lost: what its text says, in our own words. The side that has the camera calls."""

import pickle
import socket
import struct

import cv2

out = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
out.connect(("127.0.0.1", 9999))
camera = cv2.VideoCapture(0)
while True:
    good, frame = camera.read()
    data = pickle.dumps(frame)
    out.sendall(struct.pack("Q", len(data)) + data)
