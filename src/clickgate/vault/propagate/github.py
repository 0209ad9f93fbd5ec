"""A secret of GitHub Actions: of a repository, of one of its environments, or of an organization.

Source: https://docs.github.com/en/rest/actions/secrets
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote as escape

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.forms import seal_for
from clickgate.vault.propagate.http import read_address
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.service import Service, sign_with
from clickgate.vault.propagate.telling import UNTOUCHED, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC = "https://api.github.com"
KIND = Kind(
    name="github",
    title="a secret of GitHub Actions",
    keys=(
        Key("repository", "owner/name; leave it out for a secret of an organization"),
        Key("environment", "one of the repository's environments, for a secret of that one alone"),
        Key("organization", "the organization, for a secret that several repositories use"),
        Key("visibility", "`all` or `private`: which repositories may use a secret of an organization that is new"),
        Key("key", "name of the secret", default="CLICKUP_API_TOKEN"),
        Key("api", "address of the API; https://HOST/api/v3 for GitHub Enterprise Server", default=PUBLIC),
        TIMEOUT,
    ),
    login="a token of GitHub",
    without_login="GH_TOKEN or GITHUB_TOKEN; for another `api`, GH_ENTERPRISE_TOKEN or GITHUB_ENTERPRISE_TOKEN",
    rights=(
        "fine-grained token: 'Secrets' read and write (of an environment: 'Environments' as well)",
        "classic token: `repo`; for an organization `admin:org`",
    ),
    confirmed="GitHub gives no secret back: only that it is there, and written no earlier than by us",
    extra="github",
)
# Source: https://docs.github.com/en/rest/about-the-rest-api/api-versions
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_REPOSITORY = re.compile(r"[\w-][\w.-]*/\w[\w.-]*|[\w-]+/\.[\w-][\w.-]*", re.ASCII)
# Source: https://docs.github.com/en/actions/reference/security/secrets
_KEY = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*", re.ASCII | re.IGNORECASE)
_SLACK = 60.0  # seconds that two clocks of GitHub's may differ


class _PublicKey(msgspec.Struct):
    key_id: str
    key: str


class _Known(msgspec.Struct):
    """What GitHub tells of a secret."""

    updated_at: str
    visibility: str = ""


class _Repository(msgspec.Struct):
    id: int


class _Repositories(msgspec.Struct):
    repositories: list[_Repository]
    total_count: int = 0


class GitHub:
    """Encrypts the credential for GitHub's key, so that nobody on the way can read it, and puts it there."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where the place is not named in one of the three ways, or there is no token."""
        self._config = config
        self._teller = Teller(name, self.describe())
        self._folder = self._read_folder()
        try:
            base = read_address(config["api"])
        except ValueError as error:
            raise self._teller.refused(f"'api' can't be used: {error}.", advice=f"Leave it out for {PUBLIC}.") from None
        token = secret or _token_of_environment(base)
        if token is None:
            raise self._teller.refused(
                "there is no token of GitHub.", advice="Give the target one, or set GH_TOKEN (see `gh auth token`)."
            )
        self._nacl = self._teller.load("nacl.public", "github")
        self._service = Service(
            self._teller, base, "GitHub", sign_with(self._teller, token), read_timeout(name, config["timeout"]),
            "; ".join(KIND.rights), _HEADERS,
        )  # fmt: skip
        self._put_at: float | None = None

    def describe(self) -> str:
        """Name the secret and whose it is."""
        config = self._config
        owner = config["repository"] or f"organization {config['organization']}"
        inner = f", environment {config['environment']}" if config["environment"] else ""
        return f"GitHub secret {config['key']} of {owner}{inner}"

    def check(self) -> None:
        """Read the public key and what is known of the secret: that needs nearly the rights that writing does."""
        self._read_public_key()
        self._read_rest()

    def put(self, secret: Secret, *, version: int) -> bool:
        """Put the secret; GitHub never gives one back, so it is written each time."""
        public, rest = self._read_public_key(), self._read_rest()
        sealed = seal_for(self._nacl, public.key, secret)
        if not sealed:
            raise self._teller.failed(f"GitHub's public key can't be used. {UNTOUCHED}")
        body = {"encrypted_value": sealed, "key_id": public.key_id, **rest}
        answer = self._service.ask("PUT", self._path(), body)
        self._put_at = _read_date(answer.header("date"))
        return True

    def confirm(self, secret: Secret) -> bool | None:
        """Tell False where the secret is not there, or is older than what was put here; else None: it can't be read."""
        known = self._read_known()
        if known is None:
            return False
        at = _read_time(known.updated_at)
        if at is not None and self._put_at is not None and at < self._put_at - _SLACK:
            return False
        return None

    def _read_folder(self) -> str:
        config = self._config
        repository, organization = config["repository"], config["organization"]
        if bool(repository) == bool(organization) or (organization and config["environment"]):
            raise self._teller.refused(
                "it is not clear whose secret it is.",
                advice="Name a repository, a repository and an environment, or an organization.",
            )
        if repository and _REPOSITORY.fullmatch(repository) is None:
            raise self._teller.refused("'repository' is not owner/name.", advice="Such as acme/site.")
        if _KEY.fullmatch(config["key"]) is None:
            raise self._teller.refused(
                f"GitHub has no secret named '{config['key']}'.",
                advice="Use letters, digits and _, no digit first, and not GITHUB_ at the beginning.",
            )
        if config["visibility"] not in ({"", "all", "private"} if organization else {""}):
            raise self._teller.refused(
                "'visibility' can't be used.", advice="It is `all` or `private`, for a secret of an organization."
            )
        if organization:
            return f"/orgs/{escape(organization, safe='')}/actions/secrets"
        if config["environment"]:
            return f"/repos/{escape(repository)}/environments/{escape(config['environment'], safe='')}/secrets"
        return f"/repos/{escape(repository)}/actions/secrets"

    def _path(self) -> str:
        return f"{self._folder}/{escape(self._config['key'], safe='')}"

    def _read_public_key(self) -> _PublicKey:
        return self._service.read(self._service.ask("GET", f"{self._folder}/public-key"), _PublicKey)

    def _read_known(self) -> _Known | None:
        answer = self._service.ask("GET", self._path(), also=(404,))
        return None if answer.status == 404 else self._service.read(answer, _Known)

    def _read_rest(self) -> dict[str, object]:
        """What a PUT has to say again, so that those who may use a secret of an organization stay the same."""
        known = self._read_known()
        if not self._config["organization"]:
            return {}
        visibility = known.visibility if known is not None else self._config["visibility"]
        if not visibility:
            raise self._teller.refused(
                "the organization has no such secret yet.", advice="Make it there, or say 'visibility' for a new one."
            )
        if visibility != "selected":
            return {"visibility": visibility}
        return {"visibility": visibility, "selected_repository_ids": self._read_selected()}

    def _read_selected(self) -> list[int]:
        ids: list[int] = []
        while True:
            path = f"{self._path()}/repositories?per_page=100&page={len(ids) // 100 + 1}"
            page = self._service.read(self._service.ask("GET", path), _Repositories)
            ids += [repository.id for repository in page.repositories]
            if len(page.repositories) < 100:
                return ids


def _token_of_environment(base: str) -> Secret | None:
    """The token that GitHub's own tools would use for this address: one for github.com goes nowhere else."""
    names = ("GH_TOKEN", "GITHUB_TOKEN") if base == PUBLIC else ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
    return next((Secret(os.environ[name]) for name in names if os.environ.get(name)), None)


def _read_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _read_time(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None
