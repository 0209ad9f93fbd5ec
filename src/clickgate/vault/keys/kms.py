"""Wraps data keys with keys of AWS KMS, which never leave it."""

from __future__ import annotations

import base64
import contextlib
import contextvars
import logging
import re
import threading
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import msgspec

from clickgate.errors import ConfigurationError, SealBroken, VaultLocked, WrongKey
from clickgate.kernel.secret import SecretBytes
from clickgate.vault.keys import remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from clickgate.errors import ClickgateError

TIMEOUT = 2.0  # seconds for a connection, and again for an answer; asked twice at most
_KEY_ARN = re.compile(r"arn:[\w-]+:kms:(?P<region>[\w-]+):\d*:key/[\w-]+", re.ASCII)
_ANY_ARN = re.compile(r"arn:[\w-]+:kms:(?P<region>[\w-]+):", re.ASCII)
_NAME = re.compile(r"[\w:/-]+", re.ASCII)

# Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html and CommonErrors.html beside it
_BROKEN = {"InvalidCiphertextException", "IncorrectKeyException"}
_REJECTED = {
    "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException", "InvalidClientTokenId",
    "MissingAuthenticationToken", "IncompleteSignature",
}  # fmt: skip
_WHY = {
    "NotFoundException": "is not there",
    "DisabledException": "is disabled",
    "KMSInvalidStateException": "can't be used in its state",
    "KeyUnavailableException": "is not available now",
    "InvalidKeyUsageException": "is not made for encryption",
}

# Where botocore writes what it sends and what it gets, once somebody lets it log at DEBUG.
_LOUD = ("botocore.auth", "botocore.endpoint", "botocore.hooks", "botocore.parsers", "botocore.retries.standard")
_asking = contextvars.ContextVar("asking", default=False)


class _KeyFacts(msgspec.Struct, frozen=True, rename="pascal"):
    arn: str
    enabled: bool
    key_spec: str = "SYMMETRIC_DEFAULT"


class KmsKeySource:
    """Keys of AWS KMS, newest first, each named by its ARN; several let an older one unwrap what it wrapped."""

    name = "kms"

    def __init__(self, keys: Sequence[str], connect: Callable[[str], Any]) -> None:
        """Prepare; nothing is sent yet.

        Args:
            keys: Ids, aliases or ARNs, the newest first.
            connect: Gives a client of the KMS service for the region of an ARN, empty for the usual region.
        """
        self._keys = tuple(keys)
        self._connect = connect
        self._arns: dict[str, str] = {}  # of what is no key's ARN itself; an alias may be turned to another key

    @classmethod
    def from_settings(cls, rest: str, environ: Mapping[str, str]) -> Self:
        """Read `KEY` or `NEW,OLD`, each an id, an alias or an ARN; region and login are AWS's usual settings.

        Raises:
            ConfigurationError: It can't be read, or boto3 is not installed.
        """
        keys = [key.strip() for key in rest.split(",")]
        if not all(_NAME.fullmatch(key) for key in keys):
            raise ConfigurationError(
                "The names of the KMS keys can't be read.", advice="Write kms:alias/NAME, kms:ARN, or kms:NEW,OLD."
            )
        return cls(keys, _Connections(environ))

    def current_id(self) -> str:
        """ARN of the first key; an alias is looked up anew each time.

        Raises:
            VaultLocked: The key is not there or disabled, may not be looked at, or KMS can't be reached.
            ConfigurationError: It is no symmetric key.
        """
        return self._look_up(self._keys[0])

    def wrap(self, data_key: bytes, key_id: str, context: bytes) -> bytes:
        """Wrap 32 bytes with one of the keys.

        Raises:
            WrongKey: It is none of these keys.
            VaultLocked: It may not encrypt, or KMS can't be reached.
        """
        self._check_ours(key_id)
        wrapped = self._ask("encrypt", "CiphertextBlob", key_id, Plaintext=data_key, EncryptionContext=_bound(context))
        return bytes(wrapped)

    def unwrap(self, wrapped: bytes, key_id: str, context: bytes) -> bytes:
        """Unwrap what was wrapped with one of the keys.

        Raises:
            WrongKey: It is none of these keys.
            VaultLocked: It may not decrypt, or KMS can't be reached.
            SealBroken: It was changed, wrapped with another key, or for another context.
        """
        self._check_ours(key_id)
        if not wrapped:
            raise _broken()
        text = self._ask("decrypt", "Plaintext", key_id, CiphertextBlob=wrapped, EncryptionContext=_bound(context))
        return SecretBytes(text)

    def add_key(self) -> str:
        """Refuse: keys of KMS are made there.

        Raises:
            ConfigurationError: Always; the advice says how.
        """
        raise ConfigurationError(
            "A key of AWS KMS is made there, not from here.",
            advice="Make one with `aws kms create-key`, then put it first: CLICKGATE_KEY_SOURCE="
            f"kms:NEW,{','.join(self._keys)}.",
        )

    def drop_key(self, key_id: str) -> None:
        """Do nothing: a key is dropped by taking it off the list, and disabled in AWS."""

    def _check_ours(self, key_id: str) -> None:
        """Let only those keys be used that the setting names, whatever the database says."""
        if key_id in self._keys or key_id in self._arns.values():
            return
        if not any(self._look_up(key) == key_id for key in self._keys if not _KEY_ARN.fullmatch(key)):
            raise WrongKey(
                f"The key {key_id} is not here: this source is kms:{','.join(self._keys)}.",
                advice="Put it behind the newer one: CLICKGATE_KEY_SOURCE=kms:NEW,OLD. Nothing was read or written.",
            )

    def _look_up(self, key: str) -> str:
        facts = self._ask("describe_key", "KeyMetadata", key)
        if facts.key_spec != "SYMMETRIC_DEFAULT":
            raise ConfigurationError(
                f"The KMS key {key} is of the kind {facts.key_spec}.", advice="Make a symmetric key for encryption."
            )
        if not facts.enabled:
            raise VaultLocked(f"The KMS key {key} is disabled.", advice="Enable it: `aws kms enable-key`.")
        if not _KEY_ARN.fullmatch(key):
            self._arns = {**self._arns, key: facts.arn}
        return str(facts.arn)

    def _ask(self, operation: str, member: str, key: str, **fields: Any) -> Any:
        """Give one member of AWS's answer: bytes, or facts of a key."""
        arn = _ANY_ARN.match(key)

        def call() -> Any:
            with _quiet():
                answer = getattr(self._connect(arn["region"] if arn else ""), operation)(KeyId=key, **fields)
            return msgspec.convert(answer[member], _KeyFacts) if member == "KeyMetadata" else answer[member]

        return remote.ask(call, lambda error: _explain(error, operation, key))


class _Connections:
    """Clients of the KMS service, one for each region, made when first asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        try:
            import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
            from botocore.config import Config  # type: ignore[import-untyped]  # noqa: PLC0415
        except ImportError:
            raise remote.absent("boto3", "aws") from None

        self._region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
        address = environ.get("AWS_ENDPOINT_URL_KMS") or environ.get("AWS_ENDPOINT_URL") or ""
        self._address = remote.read_address(address, "AWS_ENDPOINT_URL") if address else None
        near = remote.is_loopback(urlsplit(address).hostname or "")
        self._config = Config(
            connect_timeout=TIMEOUT, read_timeout=TIMEOUT, retries={"mode": "standard", "total_max_attempts": 2},
            proxies={} if near else None,
        )  # fmt: skip
        # What is None is looked for by boto3 itself: profiles, roles of a machine, of a pod, of a function.
        self._session = boto3.Session(
            aws_access_key_id=environ.get("AWS_ACCESS_KEY_ID") or None,
            aws_secret_access_key=environ.get("AWS_SECRET_ACCESS_KEY") or None,
            aws_session_token=environ.get("AWS_SESSION_TOKEN") or None,
        )
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def __call__(self, region: str) -> Any:
        with self._lock:
            if region not in self._clients:
                self._clients[region] = self._session.client(
                    "kms", region_name=region or self._region, endpoint_url=self._address, config=self._config
                )
            return self._clients[region]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep data keys out of the log: what botocore says at DEBUG within, in this thread, is dropped."""
    for name in _LOUD:
        logging.getLogger(name).addFilter(_is_harmless)  # added once, however often it is
    asking = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(asking)


def _is_harmless(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG or not _asking.get()


def _explain(error: Exception, operation: str, key: str) -> ClickgateError:
    from botocore import exceptions as known  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra

    right = "kms:" + "".join(word.title() for word in operation.split("_"))
    match error:
        case known.ClientError():
            return _read_refusal(str(error.response.get("Error", {}).get("Code", "")), right, key)
        case known.NoCredentialsError() | known.PartialCredentialsError() | known.CredentialRetrievalError():
            return VaultLocked(
                "There is no login for AWS.", advice="Set AWS_PROFILE or AWS_ACCESS_KEY_ID, or give the machine a role."
            )
        case known.NoRegionError():
            return ConfigurationError("It is not said in which region of AWS the key is.", advice="Set AWS_REGION.")
        case known.ConnectTimeoutError() | known.ReadTimeoutError():
            what = f"did not answer within {TIMEOUT:g} seconds, twice"
        case KeyError() | msgspec.ValidationError():
            what = "does not answer as it should"
        case _:
            what = "can't be reached"
    return VaultLocked(f"AWS KMS {what} ({right} with {key}).", advice="Look at network and region, then try again.")


def _read_refusal(code: str, right: str, key: str) -> ClickgateError:
    if code in _BROKEN:
        return _broken()
    if code == "AccessDeniedException":
        return VaultLocked(
            f"AWS does not let this login use the key: the right {right} on {key} is missing.",
            advice="Grant it in the key's policy or in the role's.",
        )
    if code in _REJECTED:
        return VaultLocked(f"AWS does not take this login ({code}).", advice="Renew the credentials of AWS.")
    return VaultLocked(
        f"The KMS key {key} {_WHY.get(code, 'can not be used: AWS says ' + code)}.",
        advice="Look at the key in AWS, and at its region.",
    )


def _bound(context: bytes) -> dict[str, str]:
    """The context as AWS binds and logs it: ids, nothing secret."""
    return {"clickgate": base64.b64encode(context).decode()}


def _broken() -> SealBroken:
    return SealBroken(
        "A data key does not unwrap: it was changed, or moved from its place. Nothing was used.",
        advice="Restore the database from a backup, or link the accounts anew.",
    )
