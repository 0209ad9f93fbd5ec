"""Keeps the templates of all workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickgate.sandbox.world.template_rows import FolderPlan, Kind, ListPlan, TaskPlan, Template

if TYPE_CHECKING:
    from clickgate.sandbox.world.ids import Ids
    from clickgate.sandbox.world.rows import Workspace


class Templates:
    """Templates by id."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.rows: dict[str, Template] = {}

    def add(self, workspace: Workspace, plan: TaskPlan | ListPlan | FolderPlan) -> Template:
        """Put a template into a workspace's library."""
        made = Template(self._ids.template(), workspace, plan)
        self.rows[made.id] = made
        return made

    def of(self, workspace: Workspace, kind: Kind) -> list[Template]:
        """A workspace's templates of one kind."""
        return [row for row in self.rows.values() if row.workspace is workspace and row.kind == kind]
