"""A secret of AWS Secrets Manager, or one member of it.

Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.aws_log import quiet
from clickgate.vault.propagate.forms import find_member, is_plain, set_member
from clickgate.vault.propagate.http import is_loopback, read_address
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.telling import AGAIN, ODD_LOGIN, UNKNOWN, UNTOUCHED, Teller, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickgate.errors import ClickgateError

T = TypeVar("T")

KIND = Kind(
    name="aws",
    title="a secret of AWS Secrets Manager",
    keys=(
        Key("secret", "name or ARN of the secret, which has to be there", required=True),
        Key("key", "member of the secret, where it is a JSON object; without it the secret is the credential alone"),
        Key("region", "region, such as eu-central-1; else that of the profile or of AWS_REGION"),
        Key("profile", "profile of ~/.aws/config that says who asks"),
        Key("access_key", "id of the access key that the target's own secret belongs to"),
        Key("endpoint", "address of another Secrets Manager, such as that of a VPC endpoint"),
        TIMEOUT,
    ),
    login="the secret access key that belongs to `access_key`",
    without_login="what boto3 finds: the environment, a profile, the role of the machine",
    rights=(
        "secretsmanager:DescribeSecret, GetSecretValue, PutSecretValue and UpdateSecretVersionStage on the secret",
        "kms:Decrypt and kms:GenerateDataKey, where the secret has a KMS key of your own",
    ),
    confirmed="the new version is read back before it becomes the current one, and again afterwards",
    extra="aws",
)
_TRIES = 5
_CURRENT, _PENDING = "AWSCURRENT", "AWSPENDING"
_REFUSALS = frozenset((
    "AccessDeniedException", "DecryptionFailure", "EncryptionFailure", "ExpiredTokenException", "IncompleteSignature",
    "InvalidClientTokenId", "InvalidParameterException", "InvalidRequestException", "InvalidSignatureException",
    "MissingAuthenticationToken", "ResourceNotFoundException", "UnrecognizedClientException", "ValidationException",
))  # fmt: skip


class _Found(msgspec.Struct, frozen=True):
    """The current version: its id (empty where there is none yet), its text, and the labels on it."""

    id: str
    text: Secret | None
    labels: tuple[str, ...]


class SecretsManager:
    """Writes a new version beside the current one, reads it back, and only then makes it the current one."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where the settings contradict each other."""
        self._config, self._name, self._secret = config, name, secret
        self._teller = Teller(name, self.describe())
        self._boto3 = self._teller.load("boto3", "aws")
        self._botocore = self._teller.load("botocore.exceptions", "aws")
        self._settings = self._teller.load("botocore.config", "aws")
        self._timeout = read_timeout(name, config["timeout"])
        if (secret is None) == bool(config["access_key"]):
            raise self._teller.refused(
                "'access_key' and the target's own secret belong together.", advice="Give both, or neither."
            )
        if secret is not None and not is_plain(secret):
            raise self._teller.refused(ODD_LOGIN, advice="Look for a space or a line break in it.")
        try:
            self._endpoint = read_address(config["endpoint"]) if config["endpoint"] else None
        except ValueError as error:
            raise self._teller.refused(f"'endpoint' can't be used: {error}.", advice="Nothing was sent.") from None

    def describe(self) -> str:
        """Name the secret, and the member of it."""
        member = f"{self._config['key']} of " if self._config["key"] else ""
        return f"{member}AWS secret {self._config['secret']}"

    def check(self) -> None:
        """Read the secret; whether it may be written is known to AWS alone, until it is."""
        self._value(self._look())

    def put(self, secret: Secret, *, version: int) -> bool:
        """Write a version, read it back and make it the current one; begin anew where somebody did so meanwhile."""
        for _ in range(_TRIES):
            found = self._look()
            changed = self._value(found) != secret
            if not changed:
                self._tidy(found)
                return False
            if self._write(found, secret, version):
                return True
        raise self._teller.failed(f"somebody else keeps writing there. {UNTOUCHED}")

    def confirm(self, secret: Secret) -> bool:
        """Read the current version."""
        return self._value(self._look()) == secret

    def _look(self) -> _Found:
        """Read the current version."""
        told = self._ask(lambda client: client.describe_secret(SecretId=self._config["secret"]))
        if told.get("DeletedDate") is not None:
            raise self._teller.refused("the secret is about to be deleted.", advice="Restore it, or make another.")
        labels: dict[str, list[str]] = told.get("VersionIdsToStages") or {}
        current = next((id_ for id_, stages in labels.items() if _CURRENT in stages), "")
        if not current:
            return _Found("", None, ())
        return _Found(current, self._read(current), tuple(labels[current]))

    def _read(self, id_: str) -> Secret:
        text = self._ask(lambda client: _text(client.get_secret_value(SecretId=self._config["secret"], VersionId=id_)))
        if text is None:
            raise self._teller.refused("the secret holds bytes and no text.", advice="Name another secret.")
        return text

    def _value(self, found: _Found) -> Secret | None:
        if not self._config["key"] or found.text is None:
            return found.text
        try:
            return find_member(found.text, self._config["key"])
        except ValueError:
            pass
        raise self._teller.refused(
            "the secret is no JSON object, and has no members.", advice="Leave 'key' out, or name another secret."
        )

    def _write(self, found: _Found, secret: Secret, version: int) -> bool:
        """Write a version that no label but `AWSPENDING` is on, and move `AWSCURRENT` there; False where overtaken."""
        whole = secret
        if self._config["key"]:
            whole = set_member(found.text or Secret("{}"), self._config["key"], secret)
        id_ = self._token(found, version)
        name = self._config["secret"]
        self._ask(
            lambda client: client.put_secret_value(
                SecretId=name, ClientRequestToken=id_, SecretString=whole.reveal(), VersionStages=[_PENDING]
            ),
            held=secret,
        )
        if self._read(id_) != whole:
            raise self._teller.failed(f"what was read back is not what was written. {UNTOUCHED}")
        came_from = {"RemoveFromVersionId": found.id} if found.id else {}
        moved = self._ask(
            lambda client: client.update_secret_version_stage(
                SecretId=name, VersionStage=_CURRENT, MoveToVersionId=id_, **came_from
            ),
            held=secret, overtaken={"InvalidParameterException", "InvalidRequestException"} if found.id else set(),
        )  # fmt: skip
        if moved is None and self._look().id != id_:
            return False
        self._tidy(_Found(id_, None, (_CURRENT, _PENDING)))
        return True

    def _token(self, found: _Found, version: int) -> str:
        """The id of the new version: the same for a repeat, another where there is something else to be replaced."""
        parts = (self._config["secret"], self._config["key"], str(version), found.id)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _tidy(self, found: _Found) -> None:
        """Take `AWSPENDING` off: on an older version it would tell AWS's own rotation that another one is under way."""
        if _PENDING in found.labels:
            self._ask(
                lambda client: client.update_secret_version_stage(
                    SecretId=self._config["secret"], VersionStage=_PENDING, RemoveFromVersionId=found.id
                ),
                overtaken={"InvalidParameterException", "InvalidRequestException"},
            )

    def _ask(self, call: Callable[[Any], T], *, held: Secret | None = None, overtaken: set[str] | None = None) -> T:
        """Do one thing with a client; what is raised is raised here, so that nothing of the library hangs on it.

        Args:
            call: Is given the client.
            held: A secret that is written; None says that nothing is.
            overtaken: Codes of errors that are answered with None rather than raised.
        """
        errors = self._botocore
        try:
            with quiet(), closing(self._client()) as client:
                return call(client)
        except errors.ClientError as error:
            if error.response["Error"]["Code"] in (overtaken or ()):
                return None  # type: ignore[return-value]
            failure = self._refused(error, held)
        except errors.BotoCoreError as error:
            failure = self._lost(error, writes=held is not None)
        except (KeyError, TypeError, ValueError):
            failure = self._teller.failed("AWS answered with something that can't be understood.")
        raise failure

    def _client(self) -> Any:
        config = self._config
        session = self._boto3.session.Session(
            profile_name=config["profile"] or None,
            aws_access_key_id=config["access_key"] or None,
            aws_secret_access_key=None if self._secret is None else self._secret.reveal(),
        )
        local = self._endpoint is not None and is_loopback(urlsplit(self._endpoint).hostname or "")
        return session.client(
            "secretsmanager", region_name=config["region"] or None, endpoint_url=self._endpoint,
            config=self._settings.Config(
                connect_timeout=self._timeout, read_timeout=self._timeout, proxies={} if local else None,
                retries={"mode": "standard", "total_max_attempts": 1},
            ),
        )  # fmt: skip

    def _refused(self, error: Any, held: Secret | None) -> ClickgateError:
        code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        said = quote(f"{code}: {error.response['Error'].get('Message', '')}", [held, self._secret])
        if 300 <= status < 400:
            return self._teller.refused(
                f"AWS answers with a redirect ({status}), which is not followed.", advice="Look at 'endpoint'."
            )
        if code in _REFUSALS:
            return self._teller.refused(
                f"AWS does not take the request.{said} {UNTOUCHED}",
                advice=f"Make the secret if it is not there. Needed: {'; '.join(KIND.rights)}.",
            )
        return self._teller.failed(f"AWS failed ({status}).{said} {UNTOUCHED if held is None else UNKNOWN}")

    def _lost(self, error: Any, *, writes: bool) -> ClickgateError:
        errors = self._botocore
        kept = UNKNOWN if writes else UNTOUCHED
        match error:
            case errors.SSLError():
                return self._teller.refused(
                    "its certificate is not trusted. Nothing was sent.", advice="See AWS_CA_BUNDLE."
                )
            case errors.ConnectTimeoutError():
                return self._teller.failed(f"AWS did not answer within {self._timeout:g} seconds. {UNTOUCHED}")
            case errors.ReadTimeoutError():
                return self._teller.failed(f"AWS did not answer within {self._timeout:g} seconds. {kept}")
            case errors.EndpointConnectionError() | errors.ProxyConnectionError():
                return self._teller.failed(f"AWS can't be reached. {UNTOUCHED}")
            case errors.HTTPClientError():
                return self._teller.failed(f"the connection broke before the answer was read. {kept}")
        return self._teller.refused(
            f"boto3 can't ask AWS ({type(error).__name__}).{quote(str(error), [self._secret])}",
            advice=f"Look at region, profile and login. {AGAIN}",
        )


def _text(told: Any) -> Secret | None:
    text = told.get("SecretString")
    return None if text is None else Secret(text)
