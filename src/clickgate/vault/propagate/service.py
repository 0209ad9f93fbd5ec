"""Asks an HTTP API in JSON with one token, and turns what it refuses into errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.forms import Verbatim, bearer, is_plain
from clickgate.vault.propagate.http import Lost, Request, carry
from clickgate.vault.propagate.telling import AGAIN, ODD_LOGIN, UNKNOWN, UNTOUCHED, quote

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from clickgate.errors import ClickgateError
    from clickgate.vault.propagate.http import Answer
    from clickgate.vault.propagate.telling import Teller

T = TypeVar("T")

_COMMON = {"User-Agent": "clickgate", "Accept": "application/json"}
_JSON = {"Content-Type": "application/json"}


class Signature(msgspec.Struct, frozen=True):
    """The headers that authenticate a request, and the secrets in them."""

    headers: Mapping[str, Secret] = {}
    hidden: tuple[Secret, ...] = ()


def sign_with(teller: Teller, token: Secret, header: str = "Authorization") -> Callable[[Request], Signature]:
    """Authenticate every request with one token: behind `Bearer`, or alone in a header of its own.

    Raises:
        ConfigurationError: It holds what no header can carry.
    """
    if not is_plain(token):
        raise teller.refused(ODD_LOGIN, advice="Look for a space or a line break in it.")
    signature = Signature({header: bearer(token) if header == "Authorization" else token}, (token,))
    return lambda _: signature


class Service(msgspec.Struct, frozen=True):
    """One API at one address.

    Attributes:
        teller: Makes the errors.
        base: Address that paths are put behind.
        title: What it is called, such as `GitHub`.
        sign: Authenticates a request.
        timeout: Seconds that one request may take.
        rights: What whoever asks must be allowed to do; advice where it is not.
        headers: Sent with every request.
        tls: How its certificate is checked; None for the system's way.
    """

    teller: Teller
    base: str
    title: str
    sign: Callable[[Request], Signature]
    timeout: float
    rights: str
    headers: Mapping[str, str] = {}
    tls: ssl.SSLContext | None = None

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        also: Sequence[int] = (),
        headers: Mapping[str, str] = _JSON,
    ) -> Answer:
        """Send one request; its body may hold `Secret` wherever a text stands.

        Args:
            method: Such as `PUT`.
            path: What stands behind the base address, quoted.
            body: Values that JSON can hold, or None for no body.
            also: Statuses beside 2xx that are given back and not raised.
            headers: Of this request, such as the type of its body.

        Raises:
            ConfigurationError: The service does not know the place, or does not let us.
            PropagationFailed: It can't be reached, or fails.
        """
        text = None if body is None else _to_json(body)
        own = {} if text is None else headers
        request = Request(
            method, self.base + path, {**_COMMON, **self.headers, **own}, self.timeout, {}, text, self.tls
        )
        signature = self.sign(request)
        answer = carry(msgspec.structs.replace(request, private=signature.headers))
        if isinstance(answer, Lost):
            raise self._lost(answer, writes=text is not None)
        answer = msgspec.structs.replace(answer, hidden=(*signature.hidden, *_secrets_in(body)))
        if answer.status in also or 200 <= answer.status < 300:
            return answer
        raise self.refuse(answer, writes=text is not None)

    def read(self, answer: Answer, kind: type[T]) -> T:
        """Read the body of an answer; a text may be read as a `Secret`.

        Raises:
            PropagationFailed: It is not what the service answers with.
        """
        try:
            return msgspec.json.decode(answer.body.reveal(), type=kind, dec_hook=_read_secret)
        except msgspec.DecodeError:
            pass
        raise self.teller.failed(
            f"{self.title} answered with something that can't be understood.",
            advice=f"Look whether {self.base} is its address. {AGAIN}",
        )

    def _lost(self, lost: Lost, *, writes: bool) -> ClickgateError:
        if lost.when == "untrusted":
            return self.teller.refused(
                f"{lost.what}. Nothing was sent.", advice="Name the certificate of its authority, if it is your own."
            )
        kept = UNKNOWN if writes and lost.when == "after" else UNTOUCHED
        return self.teller.failed(f"{lost.what}. {kept}")

    def refuse(self, answer: Answer, *, writes: bool) -> ClickgateError:
        """Say what a status means; those of rate limits and of broken servers may be better the next time.

        Args:
            answer: What came.
            writes: Whether something was to be written.
        """
        status, title, said = answer.status, self.title, quote(told(answer), answer.hidden)
        if 300 <= status < 400:
            return self.teller.refused(
                f"{title} answers with a redirect ({status}), which is not followed: the token goes to one address.",
                advice=f"Look whether {self.base} is the right one.",
            )
        if status == 401:
            return self.teller.refused(
                f"{title} does not take the token of this target (401).{said}", advice="Give the target a new one."
            )
        if status == 429 or (status == 403 and _is_limit(answer)):
            return self.teller.failed(f"{title} asks to wait ({status}).{said} {UNTOUCHED}", advice=AGAIN)
        if status in {403, 404}:
            what = "does not let the token do this" if status == 403 else "does not know the place, or does not show it"
            return self.teller.refused(
                f"{title} {what} ({status}).{said} {UNTOUCHED}", advice=f"Needed: {self.rights}."
            )
        if status < 500:
            return self.teller.refused(
                f"{title} does not take the request ({status}).{said} {UNTOUCHED}",
                advice="Look at the names in the target's settings.",
            )
        return self.teller.failed(f"{title} failed ({status}).{said} {UNKNOWN if writes else UNTOUCHED}")


def _to_json(body: object) -> Secret:
    def reveal(value: object) -> object:
        match value:
            case Secret():
                return value.reveal()
            case Verbatim():
                return msgspec.Raw(value.document.reveal().encode())
        raise TypeError(f"a body with {type(value).__name__}")

    return Secret(msgspec.json.encode(body, enc_hook=reveal).decode())


def _secrets_in(body: object) -> Iterator[Secret]:
    """Find the secrets of a body, so that an answer can be searched for them."""
    match body:
        case Secret():
            yield body
        case Verbatim():
            yield body.document
        case dict():
            for value in body.values():
                yield from _secrets_in(value)


def _read_secret(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise TypeError(f"a reading of {kind.__name__}")


def told(answer: Answer) -> str:
    """Find what an error answer says for people; empty where it says nothing in a form that is known."""
    try:
        document: Any = msgspec.json.decode(answer.body.reveal())
    except msgspec.DecodeError:
        return ""
    if isinstance(document, dict) and isinstance(document.get("error"), dict):
        document = document["error"]
    if not isinstance(document, dict):
        return ""
    words = document.get("message") or document.get("Message") or document.get("errors") or ""
    return ", ".join(map(str, words)) if isinstance(words, list) else str(words)


def _is_limit(answer: Answer) -> bool:
    """Tell whether a 403 is GitHub's way to ask for patience.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    return answer.header("retry-after") != "" or answer.header("x-ratelimit-remaining") == "0"
