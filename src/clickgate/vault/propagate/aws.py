"""A secret of AWS Secrets Manager, or one member of it.

Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.aws_login import AwsLogin
from clickgate.vault.propagate.forms import find_member, is_plain, set_member
from clickgate.vault.propagate.http import read_address
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.service import Service, told
from clickgate.vault.propagate.telling import AGAIN, ODD_LOGIN, UNTOUCHED, Teller, quote

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clickgate.vault.propagate.http import Answer

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
# What AWS answers with 400 although another try may end better.
_PASSING = frozenset({"ThrottlingException", "LimitExceededException", "InternalServiceError"})
_OVERTAKEN = frozenset({"InvalidParameterException", "InvalidRequestException"})


class _Described(msgspec.Struct, rename="pascal"):
    version_ids_to_stages: dict[str, list[str]] | None = None
    deleted_date: float | None = None


class _Value(msgspec.Struct, rename="pascal"):
    version_id: str
    secret_string: Secret | None = None


class _Refusal(msgspec.Struct):
    type: str = msgspec.field(name="__type", default="")


class _Found(msgspec.Struct, frozen=True):
    """The current version: its id (empty where there is none yet), its text, and the labels on it."""

    id: str
    text: Secret | None
    labels: tuple[str, ...]


class SecretsManager:
    """Writes a new version beside the current one, reads it back, and only then makes it the current one."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where the settings contradict each other, or lead nowhere."""
        self._config, self._name = config, name
        self._teller = Teller(name, self.describe())
        if (secret is None) == bool(config["access_key"]):
            raise self._teller.refused(
                "'access_key' and the target's own secret belong together.", advice="Give both, or neither."
            )
        if secret is not None and not is_plain(secret):
            raise self._teller.refused(ODD_LOGIN, advice="Look for a space or a line break in it.")
        login = AwsLogin(self._teller, config, secret)
        try:
            address = read_address(config["endpoint"] or login.address)
        except ValueError as error:
            raise self._teller.refused(f"'endpoint' can't be used: {error}.", advice="Nothing was sent.") from None
        timeout = read_timeout(name, config["timeout"])
        self._service = Service(self._teller, address, "AWS", login.sign, timeout, "; ".join(KIND.rights))

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
            if self._value(found) == secret:
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
        known = self._service.read(self._ask("DescribeSecret"), _Described)
        if known.deleted_date is not None:
            raise self._teller.refused("the secret is about to be deleted.", advice="Restore it, or make another.")
        labels = known.version_ids_to_stages or {}
        current = next((id_ for id_, stages in labels.items() if _CURRENT in stages), "")
        return _Found(current, self._read(current), tuple(labels[current])) if current else _Found("", None, ())

    def _read(self, id_: str) -> Secret:
        value = self._service.read(self._ask("GetSecretValue", VersionId=id_), _Value)
        if value.secret_string is None:
            raise self._teller.refused("the secret holds bytes and no text.", advice="Name another secret.")
        return value.secret_string

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
        self._ask("PutSecretValue", ClientRequestToken=id_, SecretString=whole, VersionStages=[_PENDING])
        if self._read(id_) != whole:
            raise self._teller.failed(f"what was read back is not what was written. {UNTOUCHED}")
        if found.id:  # the first version of all is the current one by itself
            moves = {"VersionStage": _CURRENT, "MoveToVersionId": id_, "RemoveFromVersionId": found.id}
            moved = self._ask("UpdateSecretVersionStage", _OVERTAKEN, **moves)
            if moved.status >= 300 and self._look().id != id_:
                return False
        self._tidy(_Found(id_, None, (_CURRENT, _PENDING)))
        return True

    def _token(self, found: _Found, version: int) -> str:
        """The id of the new version: the same for a repeat, another where there is something else to be replaced."""
        parts = (self._name, self._config["secret"], self._config["key"], str(version), found.id)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _tidy(self, found: _Found) -> None:
        """Take `AWSPENDING` off: on an older version it would tell AWS's own rotation that another one is under way."""
        if _PENDING in found.labels:
            self._ask("UpdateSecretVersionStage", _OVERTAKEN, VersionStage=_PENDING, RemoveFromVersionId=found.id)

    def _ask(self, action: str, instead: Collection[str] = (), **fields: object) -> Answer:
        """Do one action; AWS says with status 400 nearly all that can go wrong, so its own names tell it apart.

        Args:
            action: Such as `GetSecretValue`.
            instead: Names of refusals that are given back and not raised.
            fields: Of the request, beside the secret's name.
        """
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"secretsmanager.{action}"}
        body = {"SecretId": self._config["secret"], **fields}
        answer = self._service.ask("POST", "/", body, also=(400, 404), headers=headers)
        if answer.status < 300:
            return answer
        name = self._service.read(answer, _Refusal).type.rpartition("#")[2]
        if name in instead:
            return answer
        said = quote(f"{name}: {told(answer)}", answer.hidden)
        if name in _PASSING:
            raise self._teller.failed(f"AWS asks to wait.{said} {UNTOUCHED}", advice=AGAIN)
        raise self._teller.refused(
            f"AWS does not take the request.{said} {UNTOUCHED}",
            advice=f"Make the secret if it is not there. Needed: {'; '.join(KIND.rights)}.",
        )
