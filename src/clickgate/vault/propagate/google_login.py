"""Signs in to Google with the library google-auth, over the same careful HTTP as everything else here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.http import Lost, Request, carry
from clickgate.vault.propagate.telling import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.errors import ClickgateError
    from clickgate.vault.propagate.telling import Teller

_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)


class _Response(msgspec.Struct, frozen=True):
    """An answer in the form that google-auth reads."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class GoogleLogin:
    """Gives access tokens: of a service account whose key is given, or of the application default credentials."""

    def __init__(self, teller: Teller, account: Secret | None, path: str, timeout: float) -> None:
        """Raises `ConfigurationError` where google-auth is not installed."""
        self._teller, self._account, self._path, self._timeout = teller, account, path, timeout
        self._auth = teller.load("google.auth", "gcp")
        self._accounts = teller.load("google.oauth2.service_account", "gcp")
        self._errors = teller.load("google.auth.exceptions", "gcp")
        self._credentials: Any = None

    def token(self) -> Secret:
        """Give a token that is good for some minutes.

        Raises:
            ConfigurationError: There is no login, or Google does not take it.
            PropagationFailed: Google can't be reached.
        """
        failure: ClickgateError
        try:
            if self._credentials is None:
                self._credentials = self._find()
            if not self._credentials.valid:
                self._credentials.refresh(self._carry)
            return Secret(self._credentials.token)
        except self._errors.TransportError as error:
            failure = self._teller.failed(f"Google's sign-in can't be reached.{quote(str(error), [])}")
        except self._errors.GoogleAuthError as error:
            said = quote(str(error.args[0] if error.args else ""), [])
            failure = self._teller.refused(
                f"Google does not let this target sign in ({type(error).__name__}).{said}",
                advice="Give it the key of a service account, or run `gcloud auth application-default login`.",
            )
        except Exception:  # what is no key of Google's fails in many ways
            failure = self._teller.refused(
                "the key of the service account can't be read.", advice="It is the JSON file that Google makes."
            )
        raise failure

    def _find(self) -> Any:
        if self._account is not None:
            key = msgspec.json.decode(self._account.reveal())
            return self._accounts.Credentials.from_service_account_info(key, scopes=_SCOPES)
        if self._path:
            return self._accounts.Credentials.from_service_account_file(self._path, scopes=_SCOPES)
        credentials, _ = self._auth.default(scopes=_SCOPES, request=self._carry)
        return credentials

    def _carry(
        self, url: str, method: str = "GET", body: Any = None, headers: Any = None, timeout: Any = None, **_: Any
    ) -> _Response:
        """Carry a request of google-auth's."""
        text = body.decode() if isinstance(body, bytes) else body
        seconds = min(self._timeout, timeout or self._timeout)
        private = {name: Secret(value) for name, value in (headers or {}).items()}
        request = Request(method, url, {}, seconds, private, None if text is None else Secret(text))
        answer = carry(request)
        if isinstance(answer, Lost):
            raise self._errors.TransportError(answer.what)
        return _Response(answer.status, answer.headers, answer.body.reveal().encode())
