"""Makes a space with a list, puts a task in it, changes it and reads it back."""

from clickgate import Client

with Client() as client:  # token, base URL and workspace come from the environment
    space = client.spaces.create(name="Launch")
    tasks = client.lists.create_folderless(space.id, name="To do")

    task = client.tasks.create(tasks.id, name="Write the announcement", priority=2)
    client.tasks.update(task.id, status="complete")

    task = client.tasks.get(task.id)
    print(f"{task.name}: {task.status.status}, {task.priority.priority}")
