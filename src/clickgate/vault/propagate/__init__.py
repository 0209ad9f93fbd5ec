"""Carries a new credential to the places that deployments read it from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clickgate.kernel.secret import Secret


class Target(Protocol):
    """One place that a deployment reads a credential from.

    What a method raises holds neither the credential nor what the target authenticates with, and no traceback of it
    does: not in its text, not in the local variables of its frames, not in the errors behind it.
    """

    def describe(self) -> str:
        """Name the place for a person, such as `GitHub secret CLICKUP_API_TOKEN of acme/site`; never a secret."""

    def check(self) -> None:
        """Find out, without writing, whether `put` would be let through, as far as the place tells.

        Raises:
            ConfigurationError: The place or the right to write there is missing; the advice says what to do.
            PropagationFailed: It can't be reached.
        """

    def put(self, secret: Secret, *, version: int) -> bool:
        """Write the secret; writing it again does no harm, whether the first time ended well or not.

        Args:
            secret: What is written.
            version: Version of the credential, kept beside it where the place can keep such a thing.

        Returns:
            Whether anything was written: False where the place was read and holds this secret already.

        Raises:
            ConfigurationError: The place or the right to write there is missing; nothing was written.
            PropagationFailed: It was not written, or it is not known whether it was; the message says which.
        """

    def confirm(self, secret: Secret) -> bool | None:
        """Tell whether the place holds this secret now; None where it can't be read back.

        Raises:
            ConfigurationError: The place or the right to read there is missing.
            PropagationFailed: It can't be reached.
        """
