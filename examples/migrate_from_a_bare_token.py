"""Takes a program from a bare token to a linked account: the token is sealed, and every request is on record."""

import os

from clickgate import ClickGate, Secret

with ClickGate.open() as gate:
    # Before: Client(os.environ["CLICKUP_API_TOKEN"]). Now, with nothing linked yet, the same token is used.
    with gate.client() as client:
        print(f"Without an account: {client.users.get_current().username}")

    # Linked once, the account is used instead, and the variable can go.
    if not gate.accounts.list(gate.caller):
        gate.accounts.link(gate.caller, name="robot", token=Secret(os.environ.pop("CLICKUP_API_TOKEN")))

    with gate.client() as client:
        print(f"With the account 'robot': {client.users.get_current().username}")
        print(f"Spaces: {', '.join(space.name for space in client.spaces.list())}")
