"""Either side of the first tutorial, which has a class and nothing that uses it: role, own port, other port."""

import sys

from VideoStream import VideoStream

role, own, other = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
VideoStream(("127.0.0.1", own), role, ("127.0.0.1", other), title="other").startVideo()
