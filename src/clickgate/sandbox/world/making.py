"""Makes tasks, lists and folders after templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clickgate.sandbox.world.template_rows import Parts

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Folder, Space, Task, TaskList, User
    from clickgate.sandbox.world.template_rows import FolderPlan, ListPlan, TaskPlan
    from clickgate.sandbox.world.world import World


class Maker(NamedTuple):
    """Somebody who makes things after templates at a time in ms, as much of them as was asked for."""

    world: World
    user: User
    at: int
    parts: Parts = Parts()

    def make_folder(self, space: Space, plan: FolderPlan, name: str, *, parent: Folder | None = None) -> Folder:
        """Make a folder with its lists."""
        made = self.world.add_folder(space, name, parent=parent)
        if self.parts.statuses and plan.statuses:
            made.statuses = self.world.make_statuses(f"c{made.id}", plan.statuses)
        for one in plan.lists:
            self.make_list(made, one, one.name)
        return made

    def make_list(self, parent: Folder | Space, plan: ListPlan, name: str) -> TaskList:
        """Make a list with its tasks."""
        made = self.world.add_list(parent, name, owner_id=self.user.id)
        made.content = self.parts.content or plan.content
        if self.parts.statuses and plan.statuses:
            made.statuses = self.world.make_statuses(f"sc{made.id}", plan.statuses)
        for one in plan.tasks:
            self.make_task(made, one, one.name)
        self.world.scene_changed()
        return made

    def make_task(self, home: TaskList, plan: TaskPlan, name: str) -> Task:
        """Make a task with its checklists and subtasks."""
        parts = self.parts
        made = self.world.add_task(home, name, self.user, self.at)
        made.watchers = (self.user,)
        made.description = made.markdown = plan.description
        made.priority = plan.priority if parts.priority else None
        made.time_estimate = plan.time_estimate if parts.time_estimate else None
        if parts.tags:
            made.tags = tuple(self.world.add_tag(home.space, tag, self.user.id) for tag in plan.tags)
        for checklist, items in plan.checklists if parts.checklists else ():
            row = self.world.checklists.add(made, checklist, self.user, self.at)
            for item in items:
                self.world.checklists.add_item(row, item, self.at)
        for below in plan.subtasks if parts.subtasks else ():
            self.world.put_under(self.make_task(home, below, below.name), made)
        self.world.task_changed(made, self.at)
        return made
