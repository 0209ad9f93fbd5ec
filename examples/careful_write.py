"""Creates a task only if that is certain to make one task, whatever the network does."""

from clickgate import Client, OutcomeUnknown

NAME = "Pay the invoice"

with Client(deadline=30.0) as client:
    space = client.spaces.create(name="Office")
    home = client.lists.create_folderless(space.id, name="Payments")

    try:
        task = client.tasks.create(home.id, name=NAME)
    except OutcomeUnknown:
        # The request was sent and its answer was lost: look before sending it again.
        found = [task for task in client.iterate(client.tasks.list, home.id) if task.name == NAME]
        task = found[0] if found else client.tasks.create(home.id, name=NAME)

    print(f"{task.name} is there once: {len(client.tasks.list(home.id)) == 1}")
