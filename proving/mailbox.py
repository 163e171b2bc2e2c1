"""A mail server that can refuse, hang or hang up, and that keeps what it took."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REFUSES, BUSY, HANGS, HANGS_UP, WELL = "refuses", "busy", "hangs", "hangs up", ""
MOODS = (REFUSES, BUSY, HANGS, HANGS_UP)
LONGEST_SILENCE = 60


class Conversation(socketserver.StreamRequestHandler):
    server: "Listener"

    def handle(self) -> None:
        box = self.server.box
        if box.mood == HANGS:
            box.over.wait(LONGEST_SILENCE)
        elif box.mood == BUSY:
            self._say("421 Too busy, try again later")
        else:
            self._talk(box)

    def _talk(self, box: "Mailbox") -> None:
        self._say("220 here")
        for line in self.rfile:
            word = line[:4].strip().upper()
            if word == b"QUIT":
                self._say("221 good-bye")
                return
            if word != b"DATA":
                self._say("250 yes")
                continue
            self._say("354 go on")
            text = self._text()
            # The text was heard and is not kept: nobody said that it was.
            if box.mood == HANGS_UP:
                return
            box.kept.append(text)
            self._say("250 kept")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _text(self) -> str:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        return b"".join(lines).decode(errors="replace")


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, box: "Mailbox", port: int) -> None:
        self.box = box
        super().__init__(("127.0.0.1", port), Conversation)


class Mailbox:
    """`kept` is what it took, whole; nobody listens at its port while it refuses."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mood = REFUSES
        self.kept: list[str] = []
        self.over = threading.Event()
        self._listener: Listener | None = None

    def be(self, mood: str) -> None:
        self._end()
        self.mood = mood
        if mood != REFUSES:
            self.over.clear()
            self._listener = Listener(self, self.port)
            threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    def _end(self) -> None:
        self.over.set()
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener = None

    def times(self, words: str) -> int:
        return sum(words in text for text in self.kept)


@contextmanager
def mailbox(port: int) -> Iterator[Mailbox]:
    box = Mailbox(port)
    try:
        yield box
    finally:
        box.be(REFUSES)
