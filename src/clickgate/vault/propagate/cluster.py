"""Finds a Kubernetes cluster and the login for it: named in the settings, in a kubeconfig, or around this process."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import msgspec

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.http import read_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.vault.propagate.telling import Teller


class Cluster(msgspec.Struct, frozen=True):
    """Where a cluster is and how to sign in; `token` is None where a client certificate does that."""

    server: str
    token: Secret | None
    tls: ssl.SSLContext | None


def find_cluster(teller: Teller, config: Mapping[str, str], secret: Secret | None) -> Cluster:
    """Find the cluster that the settings lead to.

    Raises:
        ConfigurationError: They lead nowhere, or to a cluster whose certificate is not to be checked.
    """
    if config["server"]:
        if secret is None:
            raise teller.refused("'server' needs a token.", advice="Give the target one, or use a kubeconfig.")
        return _cluster(teller, config["server"], secret, config["ca_file"], None)
    if secret is not None or config["ca_file"]:
        raise teller.refused("a token and 'ca_file' need 'server'.", advice="Name the server, or leave them out.")
    found = _load(teller, config)
    if not found.verify_ssl:
        raise teller.refused(
            "the kubeconfig says not to check the server's certificate.", advice="Name its authority there instead."
        )
    login = None
    if found.cert_file:
        login = (found.cert_file, found.key_file)
    return _cluster(teller, found.host, _token(found), found.ssl_ca_cert or "", login)


def _load(teller: Teller, config: Mapping[str, str]) -> Any:
    """Let the library read a kubeconfig, or what a pod is given; it may run a program that signs in."""
    library = teller.load("kubernetes.config", "kubernetes")
    found = teller.load("kubernetes.client", "kubernetes").Configuration()
    try:
        if config["kubeconfig"] or config["context"]:
            library.load_kube_config(
                config["kubeconfig"] or None, config["context"] or None, found, persist_config=False
            )
        else:
            _load_standard(library, found)
    except Exception:  # noqa: S110 - whatever YAML, programs and files have in store; its text may quote them
        pass
    else:
        return found
    raise teller.refused(
        "no login for a cluster was found.", advice="Name a 'kubeconfig', or a 'server' and its token."
    )


def _load_standard(library: Any, found: Any) -> None:
    try:
        library.load_incluster_config(found)
    except library.ConfigException:
        library.load_kube_config(client_configuration=found, persist_config=False)


def _token(found: Any) -> Secret | None:
    text = (found.api_key.get("BearerToken") or found.api_key.get("authorization") or "").strip()
    kind, _, token = text.partition(" ")
    return Secret(token.strip()) if kind.lower() == "bearer" and token else None


def _cluster(
    teller: Teller, server: str, token: Secret | None, authority: str, login: tuple[str, str | None] | None
) -> Cluster:
    try:
        address = read_address(server)
        tls = ssl.create_default_context(cafile=authority or None)
        if login is not None:
            tls.load_cert_chain(*login)
    except ValueError as error:
        raise teller.refused(f"'server' can't be used: {error}.", advice="Nothing was sent.") from None
    except OSError:
        raise teller.refused("its certificates can't be read.", advice="Look at 'ca_file'.") from None
    return Cluster(address, token, tls)
