"""Waits on this machine for the browser that comes back from ClickUp, and takes nobody else's word for it.

The browser is first sent here: it gets a cookie and is led on to ClickUp. Who comes back without the cookie, such as a
program that has seen the address, is not believed. One thread serves all connections, and nothing is logged.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import secrets
import selectors
import socket
import sys
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from clickgate.accounts.oauth.flow import check_redirect_uri
from clickgate.accounts.oauth.visits import Answer, Visit, build_answer, read_visit
from clickgate.client.base_url import is_loopback
from clickgate.errors import ConfigurationError, SignInFailed
from clickgate.kernel.clock import SYSTEM_CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickgate.kernel.clock import Clock

_COOKIE = "clickgate_sign_in"
_TICK = 0.5  # seconds after which time is looked at though nothing came
_SLOWEST = 10.0  # seconds that a connection may take to say what it wants
_CROWD = 64  # connections at once; the oldest gives way
_LONGEST_HEAD = 16_384  # bytes

_LEFT = Answer(302, "You are led on to ClickUp.")
_ARRIVED = Answer(200, "ClickUp's answer has arrived. You can close this window; the terminal says how it went on.")
_TAKEN = Answer(403, "This address was opened in another browser already. If that was not you, end the sign-in.")
_STRANGER = Answer(
    403,
    "The sign-in was not begun in this browser, so its answer is not taken from here. Open the address that the "
    "terminal shows in this browser, or end the sign-in and paste the address of this page.",
)
_NO_ANSWER = Answer(400, "This is not ClickUp's answer to the sign-in that is under way. It is still waited for.")
_UNKNOWN = Answer(404, "There is nothing here.")
_WRONG_HOST = Answer(400, "This is not where the sign-in is waited for.")
_UNREADABLE = Answer(400, "That can't be read.")


class Listener:
    """A server for the way back of one sign-in, on 127.0.0.1 (and ::1, where the redirect URI says localhost).

    Use it as a context manager. `redirect_uri` has the real port, where the one given had 0.
    """

    def __init__(self, redirect_uri: str, *, clock: Clock = SYSTEM_CLOCK) -> None:
        """Take the port of a redirect URI.

        Raises:
            ConfigurationError: The URI is not one of this machine, or its port is taken.
        """
        check_redirect_uri(redirect_uri)
        parts = urlsplit(redirect_uri)
        if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
            raise ConfigurationError(
                "The app's redirect URI does not lead to this machine, so no answer can be waited for here.",
                advice="Paste the address that the browser ends up at, or register http://127.0.0.1:8421/callback.",
            )
        self._clock = clock
        self._selector = selectors.DefaultSelector()
        self._listening = _listen(parts.hostname or "", 80 if parts.port is None else parts.port)
        port = self._listening[0].getsockname()[1]
        host = parts.netloc.removesuffix(f":{parts.port}")
        self._host = parts.netloc if parts.port != 0 else f"{host}:{port}"
        self._path = parts.path or "/"
        self._start_path = f"{self._path.rstrip('/')}/{secrets.token_urlsafe(16)}"
        self._cookie = secrets.token_urlsafe(32)
        self._is_cookie_given = False
        self._connections: dict[socket.socket, _Connection] = {}
        # A semicolon would end the cookie's path early.
        self._cookie_path = "/" if ";" in self._path else self._path
        self.redirect_uri = parts._replace(netloc=self._host).geturl()
        self.start_url = f"http://{self._host}{self._start_path}"
        for one in self._listening:
            self._selector.register(one, selectors.EVENT_READ)

    def wait(self, url: str, is_answer: Callable[[str], bool], *, timeout: float) -> str:
        """Lead the browser from `start_url` to `url`, and wait until it comes back; gives the query it comes with.

        May be ended by Ctrl-C at any moment.

        Args:
            url: ClickUp's consent page.
            is_answer: Tells whether a query is the answer that is waited for.
            timeout: Seconds.

        Raises:
            SignInFailed: Nobody came back in time.
        """
        end = self._clock.monotonic() + timeout
        while (left := end - self._clock.monotonic()) > 0:
            for key, _ in self._selector.select(min(_TICK, left)):
                arrived = self._turn_to(key.fileobj, url, is_answer)  # type: ignore[arg-type]  # sockets alone are there
                if arrived is not None:
                    return arrived
            self._drop_slow()
        raise SignInFailed(
            f"Nobody came back from ClickUp within {timeout:.0f} seconds; nothing was linked.",
            advice="Begin again; from another machine, paste the address that the browser ends up at.",
        )

    def close(self) -> None:
        """Let go of the port and of all connections."""
        for connection in list(self._connections.values()):
            self._drop(connection)
        for one in self._listening:
            one.close()
        self._selector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _turn_to(self, sock: socket.socket, url: str, is_answer: Callable[[str], bool]) -> str | None:
        """Go on with one socket; gives the query that was waited for, once its page is written."""
        if sock in self._listening:
            self._accept(sock)
        connection, arrived = self._connections.get(sock), None
        if connection is None:  # it gave way to another one a moment ago
            return None
        if not connection.hear():
            self._drop(connection)
        elif (visit := connection.visit()) is not None:
            answer, headers = self._decide(visit, url, is_answer)
            arrived = visit.query if answer is _ARRIVED else None
            connection.say(build_answer(answer, headers))
            self._drop(connection)
        return arrived

    def _decide(self, visit: Visit, url: str, is_answer: Callable[[str], bool]) -> tuple[Answer, tuple[str, ...]]:
        if not visit.is_readable:
            return _UNREADABLE, ()
        if visit.host.removesuffix(":80") != self._host.lower().removesuffix(":80"):
            return _WRONG_HOST, ()
        is_known = any(_same(value, self._cookie) for value in visit.cookies(_COOKIE))
        if _same(visit.path, self._start_path):
            if self._is_cookie_given and not is_known:
                return _TAKEN, ()
            self._is_cookie_given = True
            cookie = f"{_COOKIE}={self._cookie}; Path={self._cookie_path}; Max-Age=900; HttpOnly; SameSite=Lax"
            return _LEFT, (f"Location: {url}", f"Set-Cookie: {cookie}")
        if visit.path != self._path:
            return _UNKNOWN, ()
        if not is_known:
            return _STRANGER, ()
        return (_ARRIVED if is_answer(visit.query) else _NO_ANSWER), ()

    def _accept(self, sock: socket.socket) -> None:
        try:
            accepted, _ = sock.accept()
        except OSError:  # gone again, or no room for more
            return
        if len(self._connections) >= _CROWD:
            self._drop(next(iter(self._connections.values())))
        accepted.setblocking(False)
        self._connections[accepted] = _Connection(accepted, self._clock.monotonic())
        self._selector.register(accepted, selectors.EVENT_READ)

    def _drop_slow(self) -> None:
        now = self._clock.monotonic()
        for connection in list(self._connections.values()):
            if now - connection.begun_at > _SLOWEST:
                self._drop(connection)

    def _drop(self, connection: _Connection) -> None:
        self._selector.unregister(connection.sock)
        del self._connections[connection.sock]
        connection.sock.close()


class _Connection:
    """What came on one connection so far."""

    def __init__(self, sock: socket.socket, begun_at: float) -> None:
        self.sock = sock
        self.begun_at = begun_at
        self._head = b""

    def hear(self) -> bool:
        """Take what has come; False when nothing more will come."""
        try:
            piece = self.sock.recv(_LONGEST_HEAD)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._head += piece
        return bool(piece)

    def visit(self) -> Visit | None:
        """What is wanted; None while it is not all said."""
        head, end, _ = self._head.replace(b"\r\n", b"\n").partition(b"\n\n")
        if end:
            return read_visit(head)
        return read_visit(b"") if len(self._head) > _LONGEST_HEAD else None

    def say(self, answer: bytes) -> None:
        """Write an answer: it is short enough for what the system takes at once."""
        with contextlib.suppress(OSError):
            self.sock.send(answer)
            self.sock.shutdown(socket.SHUT_WR)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _listen(host: str, port: int) -> list[socket.socket]:
    """Take a port of this machine; of both its addresses where `localhost` may be either, so that nobody else can."""
    by_name = host == "localhost" or host.endswith(".localhost")
    first = _bind(socket.AF_INET6 if ":" in host else socket.AF_INET, "127.0.0.1" if by_name else host, port)
    if not by_name or not socket.has_ipv6:
        return [first]
    try:
        return [first, _bind(socket.AF_INET6, "::1", first.getsockname()[1])]
    except ConfigurationError as error:
        if isinstance(error.__cause__, OSError) and _is_absent(error.__cause__):
            return [first]
        first.close()
        raise


def _is_absent(error: OSError) -> bool:
    """Tell whether this machine has no address ::1."""
    return error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(socket.SOMAXCONN)
    except OSError as error:
        sock.close()
        raise ConfigurationError(
            f"The port {port} of the redirect URI can't be used: {error.strerror or 'it is taken'}.",
            advice="End the program that uses it, or paste the address that the browser ends up at.",
        ) from error
    sock.setblocking(False)
    return sock
