"""Signs requests to AWS with the login, the region and the address that boto3 finds."""

from __future__ import annotations

import logging
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.service import Signature
from clickgate.vault.propagate.telling import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clickgate.vault.propagate.http import Request
    from clickgate.vault.propagate.telling import Teller

# At DEBUG these write down what they sign, send and read: the temporary logins that STS gives, among others.
_LOUD = ("botocore.auth", "botocore.endpoint", "botocore.parsers")
_signing: ContextVar[bool] = ContextVar("signing", default=False)


class AwsLogin:
    """One login; what boto3 finds is asked for again each time, for temporary logins end."""

    def __init__(self, teller: Teller, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where boto3 is not installed, or finds no region or profile."""
        self._teller, self._secret = teller, secret
        self._auth = teller.load("botocore.auth", "aws")
        self._requests = teller.load("botocore.awsrequest", "aws")
        self._errors = teller.load("botocore.exceptions", "aws")
        self._session, self.address, self._region = self._find(teller.load("boto3", "aws"), config)

    def sign(self, request: Request) -> Signature:
        """Give the headers that prove who asks.

        Raises:
            ConfigurationError: There is no login.
        """
        with _quiet():
            signed, what = self._sign(request)
        if what:
            raise self._teller.refused(what, advice="Give the target an access key, or run `aws configure`.")
        headers = {name: Secret(value) for name, value in signed.items() if name not in request.headers}
        # The signature itself is good for this one request alone; a temporary login's token is not.
        return Signature(headers, tuple(headers[name] for name in headers if name == "X-Amz-Security-Token"))

    def _find(self, boto3: Any, config: Mapping[str, str]) -> tuple[Any, str, str]:
        """Find who asks, where, and in which region; nothing is sent yet."""
        try:
            session = boto3.session.Session(
                profile_name=config["profile"] or None,
                aws_access_key_id=config["access_key"] or None,
                aws_secret_access_key=None if self._secret is None else self._secret.reveal(),
            )
            with closing(session.client("secretsmanager", region_name=config["region"] or None)) as client:
                return session, client.meta.endpoint_url, client.meta.region_name
        except (self._errors.BotoCoreError, ValueError) as error:
            what = f"boto3 finds no way to AWS.{quote(str(error), [self._secret])}"
        raise self._teller.refused(what, advice="Look at 'region' and 'profile'.")

    def _sign(self, request: Request) -> tuple[Mapping[str, str], str]:
        """The headers of the signed request, or what is wrong."""
        try:
            login = self._session.get_credentials()
            if login is None:
                return {}, "boto3 finds no login for AWS."
            prepared: Any = self._requests.AWSRequest(
                request.method,
                request.url,
                dict(request.headers),
                "" if request.body is None else request.body.reveal(),
            )
            self._auth.SigV4Auth(login.get_frozen_credentials(), "secretsmanager", self._region).add_auth(prepared)
        except (self._errors.BotoCoreError, self._errors.ClientError) as error:
            return {}, f"boto3 finds no login for AWS.{quote(str(error), [self._secret])}"
        return dict(prepared.headers.items()), ""


def _is_harmless(record: logging.LogRecord) -> bool:
    return not _signing.get() or record.levelno > logging.DEBUG


@contextmanager
def _quiet() -> Iterator[None]:
    """Drop what is said of the signing at DEBUG, in this thread alone."""
    for name in _LOUD:
        logging.getLogger(name).addFilter(_is_harmless)  # added once, however often it is
    token = _signing.set(True)
    try:
        yield
    finally:
        _signing.reset(token)
