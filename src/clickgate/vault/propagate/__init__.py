"""Carries a new credential to the places that deployments read it from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clickgate.kernel.secret import Secret


class Target(Protocol):
    """One place that a deployment reads a credential from."""

    def describe(self) -> str:
        """Name the place for a person, such as `GitHub secret CLICKUP_API_TOKEN of acme/site`; never a secret."""

    def check(self) -> None:
        """Find out, without writing, whether `put` would be let through.

        Raises:
            ConfigurationError: The place or the right to write there is missing; the advice says what to do.
            PropagationFailed: It can't be reached.
        """

    def put(self, secret: Secret, *, version: int) -> None:
        """Write the secret; writing the same version again changes nothing.

        Args:
            secret: What is written.
            version: Version of the credential, kept beside it where the place can keep such a thing.

        Raises:
            PropagationFailed: It was not written; the old value is still there.
        """

    def confirm(self, secret: Secret) -> bool | None:
        """Tell whether the place holds this secret now; None where it can't be read back."""
