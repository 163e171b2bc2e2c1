"""How many answers a second a web server gives: over several kept connections.

The client shares the machine with the server; so it speaks no more HTTP than it must.
"""

import re
import socket
import threading
import time
from collections.abc import Sequence

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def request(path: str, *, cookie: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: keep-alive"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def rate(port: int, requests: Sequence[bytes], *, connections: int = 8) -> float:
    """Answers a second; anything but 200 is an error."""
    shares = [requests[number::connections] for number in range(connections)]
    faults: list[str] = []
    threads = [threading.Thread(target=_ask, args=(port, share, faults)) for share in shares]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if faults:
        raise RuntimeError(f"{len(faults)} faults, the first: {faults[0]}")
    return len(requests) / took


def _ask(port: int, requests: Sequence[bytes], faults: list[str]) -> None:
    line: socket.socket | None = None
    for data in requests:
        line = line or socket.create_connection(("127.0.0.1", port), timeout=60)
        try:
            status, stays = _answer(line, data)
        except ConnectionError:
            # The server let go of the connection, as it does after some time: once more.
            line = socket.create_connection(("127.0.0.1", port), timeout=60)
            status, stays = _answer(line, data)
        except (OSError, ValueError) as fault:
            faults.append(f"{fault} for {data[:80]!r}")
            return
        if status != 200:
            faults.append(f"{status} for {data[:80]!r}")
        if not stays:
            line.close()
            line = None
    if line:
        line.close()


def _answer(line: socket.socket, data: bytes) -> tuple[int, bool]:
    line.sendall(data)
    got = b""
    while b"\r\n\r\n" not in got:
        part = line.recv(65_536)
        if not part:
            raise ConnectionError("closed")
        got += part
    head, _gap, body = got.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    if length is None:
        raise ValueError("an answer without its length")
    left = int(length[1]) - len(body)
    while left > 0:
        left -= len(line.recv(min(left, 65_536)))
    return int(head.split(None, 2)[1]), b"connection: close" not in head.lower()
