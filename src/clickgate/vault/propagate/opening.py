"""Opens a target of any kind from its stored configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clickgate.errors import ConfigurationError
from clickgate.vault.propagate import aws, dotenv, gcp, github, kubernetes, openbao
from clickgate.vault.propagate.kinds import did_you_mean, read_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickgate.kernel.secret import Secret
    from clickgate.vault.propagate import Target
    from clickgate.vault.propagate.kinds import Kind


class _Opener(Protocol):
    def __call__(self, name: str, config: Mapping[str, str], secret: Secret | None) -> Target: ...


_OPENERS: Mapping[str, tuple[Kind, _Opener]] = {
    "dotenv": (dotenv.KIND, dotenv.Dotenv),
    "github": (github.KIND, github.GitHub),
    "openbao": (openbao.KIND, openbao.OpenBao),
    "aws": (aws.KIND, aws.SecretsManager),
    "gcp": (gcp.KIND, gcp.SecretManager),
    "kubernetes": (kubernetes.KIND, kubernetes.KubernetesSecret),
}
KINDS: Mapping[str, Kind] = {name: kind for name, (kind, _) in _OPENERS.items()}
"""Every kind of target: its settings, what it authenticates with, the rights it needs."""


def open_target(kind: str, name: str, config: Mapping[str, str], secret: Secret | None) -> Target:
    """Open one target; nothing is sent to it yet.

    Args:
        kind: One of `KINDS`.
        name: What the target is called here.
        config: Its settings; `KINDS[kind].keys` says which.
        secret: What the target itself authenticates with; None for what its own tools would use on this machine.

    Raises:
        ConfigurationError: The kind or a setting is unknown, one is missing or can't be used, there is no login, or
            the library for this kind is not installed.
    """
    if kind not in _OPENERS:
        raise ConfigurationError(
            f"Target '{name}': there is no kind '{kind}'.",
            advice=f"{did_you_mean(kind, KINDS)}There is {', '.join(KINDS)}.",
        )
    found, opener = _OPENERS[kind]
    if secret is not None and not found.login:
        raise ConfigurationError(f"Target '{name}': the kind '{kind}' needs no secret.", advice="Leave it out.")
    return opener(name, read_config(found, name, config), secret or None)
