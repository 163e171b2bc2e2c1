"""Everything by which a paper could be made to fetch something, and the ear that would hear it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Ear:
    """A port at which nobody should ever knock."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/x"


@contextmanager
def listening() -> Iterator[Ear]:
    """Whoever knocks is heard, and gets an answer."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(50)
        ear = Ear(door.getsockname()[1])

        def hear() -> None:
            while True:
                try:
                    caller, _address = door.accept()
                except OSError:
                    return
                with caller:
                    caller.settimeout(2)
                    try:
                        ear.heard.append(caller.recv(300))
                        caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")
                    except OSError:
                        ear.heard.append(b"somebody knocked")

        threading.Thread(target=hear, daemon=True).start()
        yield ear
        door.close()


def vectors(url: str, secret: Path) -> list[str]:
    """What a person may type into a text, with the address of the ear or of a secret file."""
    file = f"file://{secret}"
    asked = [*_markup(url), *_markup(file), *_attachments(url), *_attachments(file)]
    other = [
        f"<link rel=attachment href={secret}>",
        f"<img src={secret}>",
        f"<img src=static:../../{secret.name}>",
        f"<object data='{url}' type=text/html></object>",
        f"<base href={url}><img src=a.png>",
        f"<meta http-equiv=refresh content='0;url={url}'>",
        f"<iframe src={url}></iframe>",
        f"<script src={url}></script>",
        f"{{% include '{secret}' %}}",
        f"{{{{ url('{url}') }}}}",
        f"]]><img src={url}>",
        f"&#60;img src={url}&#62;",
        f"<!--><img src={url}>-->",
        f"<x:xmpmeta><rdf:li>{url}</rdf:li></x:xmpmeta>",
    ]
    return asked + other


def _markup(address: str) -> list[str]:
    return [
        f"<img src={address}>",
        f'"><img src="{address}">',
        f"<img srcset='{address} 2x'>",
        f"<style>@import url({address});</style>",
        f"</style><style>*{{background:url({address})}}</style>",
        f"<style>@font-face{{font-family:x;src:url({address})}}*{{font-family:x}}</style>",
        f"<p style='background:url({address})'>",
        f"<p style='list-style-image:url({address});display:list-item'>",
        f"<style>p::before{{content:url({address})}}</style>",
        f"<link rel=stylesheet href={address}>",
        f"<svg><image href='{address}' width=9 height=9/></svg>",
        f"<svg><use href='{address}#a'/></svg>",
        f"<embed src={address}>",
    ]


def _attachments(address: str) -> list[str]:
    return [f"<link rel=attachment href={address}>", f"<a rel=attachment href={address}>a</a>"]
