"""One key of a Secret in a Kubernetes cluster.

Source: https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.cluster import find_cluster
from clickgate.vault.propagate.forms import from_base64, to_base64
from clickgate.vault.propagate.kinds import TIMEOUT, Key, Kind, read_timeout
from clickgate.vault.propagate.service import Service, Signature, sign_with
from clickgate.vault.propagate.telling import UNTOUCHED, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping

KIND = Kind(
    name="kubernetes",
    title="a key of a Kubernetes Secret",
    keys=(
        Key("namespace", "namespace of the Secret", required=True),
        Key("secret", "name of the Secret, which has to be there", required=True),
        Key("key", "key within it; the others are kept", default="CLICKUP_API_TOKEN"),
        Key("server", "address of the cluster's API, such as https://10.0.0.1:6443, for a login by token"),
        Key("ca_file", "certificates of the authority that signs for `server`"),
        Key("kubeconfig", "file that says how to reach the cluster; else KUBECONFIG or ~/.kube/config"),
        Key("context", "context of the kubeconfig; else its current one"),
        TIMEOUT,
    ),
    login="a token of a service account, together with `server`",
    without_login="the service account of the pod, or a kubeconfig",
    rights=("`get` and `patch` on this one Secret (a Role with its name in `resourceNames`)",),
    confirmed="the Secret is read again; a pod that has it as a variable needs a restart to see it",
    extra="kubernetes",
)
_TRIES = 5
_NOTED = "clickgate/credential-version"
_MERGE = {"Content-Type": "application/merge-patch+json"}
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
_KEY = re.compile(r"[A-Za-z0-9._-]+")


class _Metadata(msgspec.Struct, rename="camel"):
    resource_version: str
    annotations: dict[str, str] | None = None


class _Found(msgspec.Struct):
    metadata: _Metadata
    data: dict[str, Secret] | None = None
    immutable: bool | None = None


class KubernetesSecret:
    """Patches one key, and nothing that somebody else has changed since it was read."""

    def __init__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> None:
        """Raises `ConfigurationError` where a name can't be used, or no cluster is found."""
        self._config = config
        self._teller = Teller(name, self.describe())
        for key, form in (("namespace", _NAME), ("secret", _NAME), ("key", _KEY)):
            if form.fullmatch(config[key]) is None:
                raise self._teller.refused(f"'{key}' is no name of Kubernetes.", advice="Give the name alone.")
        cluster = find_cluster(self._teller, config, secret)
        sign = (lambda _: Signature()) if cluster.token is None else sign_with(self._teller, cluster.token)
        self._path = f"/api/v1/namespaces/{config['namespace']}/secrets/{config['secret']}"
        self._service = Service(
            self._teller, cluster.server, "Kubernetes", sign,
            read_timeout(name, config["timeout"]), "; ".join(KIND.rights), tls=cluster.tls,
        )  # fmt: skip

    def describe(self) -> str:
        """Name the key, the Secret and its namespace."""
        config = self._config
        return f"{config['key']} of Kubernetes Secret {config['namespace']}/{config['secret']}"

    def check(self) -> None:
        """Read the Secret, and have a patch that changes nothing tried and not carried out."""
        if self._read().immutable:
            raise self._teller.refused("the Secret is immutable.", advice="Make another one without `immutable`.")
        self._service.ask("PATCH", f"{self._path}?dryRun=All", {}, headers=_MERGE)

    def put(self, secret: Secret, *, version: int) -> bool:
        """Patch the key, unless it holds the secret; read again where somebody else wrote in between."""
        for _ in range(_TRIES):
            found = self._read()
            changed = self._value(found) != secret
            noted = (found.metadata.annotations or {}).get(_NOTED) == str(version)
            if (not changed and noted) or self._patch(found, secret, version):
                return changed
        raise self._teller.failed(f"somebody else keeps writing there. {UNTOUCHED}")

    def confirm(self, secret: Secret) -> bool:
        """Read the Secret again."""
        return self._value(self._read()) == secret

    def _read(self) -> _Found:
        return self._service.read(self._service.ask("GET", self._path), _Found)

    def _value(self, found: _Found) -> Secret | None:
        encoded = (found.data or {}).get(self._config["key"])
        return None if encoded is None else from_base64(encoded)

    def _patch(self, found: _Found, secret: Secret, version: int) -> bool:
        """Say whether it was taken: it is not, where the Secret has changed since."""
        metadata = {"resourceVersion": found.metadata.resource_version, "annotations": {_NOTED: str(version)}}
        body = {"metadata": metadata, "data": {self._config["key"]: to_base64(secret)}}
        return self._service.ask("PATCH", self._path, body, also=(409,), headers=_MERGE).status != 409
