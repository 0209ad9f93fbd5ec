"""Builds worlds to begin with: `small`, `team`, `large` and `huge`, the same rows with the same ids every time."""

from __future__ import annotations

import gc
import random
from typing import TYPE_CHECKING, NamedTuple

from clickgate.errors import ConfigurationError
from clickgate.sandbox.limits import PLANS
from clickgate.sandbox.seeds.company import add_company
from clickgate.sandbox.seeds.fields import add_fields
from clickgate.sandbox.seeds.names import COLORS, FOLDERS, LISTS, PEOPLE, SPACES, TAGS
from clickgate.sandbox.seeds.progress import add_progress
from clickgate.sandbox.seeds.tasks import Filler
from clickgate.sandbox.seeds.templates import add_templates
from clickgate.sandbox.world.rows import TaskType
from clickgate.sandbox.world.world import World

if TYPE_CHECKING:
    from clickgate.sandbox.world.rows import Space, StatusType, TaskList, User, Workspace

# All seeds end before this: 2026-01-05, 09:00 UTC.
END = 1_767_603_600_000
DAY = 86_400_000

STATUSES: tuple[tuple[str, str, StatusType], ...] = (
    ("to do", "#87909e", "open"),
    ("in progress", "#1090e0", "custom"),
    ("in review", "#f8ae00", "custom"),
    ("shipped", "#0f9d9f", "done"),
    ("complete", "#008844", "closed"),
)


class Scale(NamedTuple):
    """How much a seed has."""

    users: int
    spaces: int
    folders: int  # in each space
    lists: int  # in each folder
    folderless: int  # in each space
    tasks: int
    days: int  # that they were made in
    has_neighbour: bool = True


SEEDS = {
    "small": Scale(3, 1, 1, 1, 1, 8, 10, has_neighbour=False),
    "team": Scale(12, 3, 3, 3, 1, 2_000, 200),
    "large": Scale(20, 6, 5, 4, 2, 50_000, 700),
    "huge": Scale(20, 6, 5, 4, 2, 1_000_000, 1400),
}


# With more tasks than this the first searches would be slow: what they need is found with the seed.
_MANY = 100_000


class Seeded(NamedTuple):
    """A world, a token of its owner's, and the workspace that the token is for."""

    world: World
    token: str
    workspace_id: str


def build(name: str, plan: str = "free") -> Seeded:
    """Build a seed's world.

    Raises:
        ConfigurationError: There is no such seed or plan.
    """
    if name not in SEEDS:
        raise ConfigurationError(f"There is no seed '{name}'.", advice=f"Seeds: {', '.join(SEEDS)}.")
    if plan not in PLANS:
        raise ConfigurationError(f"There is no plan '{plan}'.", advice=f"Plans: {', '.join(PLANS)}.")
    # Nothing made here is garbage: looking for it would cost as much as the making.
    was_on = gc.isenabled()
    gc.disable()
    try:
        if gc.get_freeze_count() > _MANY:
            gc.unfreeze()  # an earlier world of many tasks may have been given up
        made = _build(name, plan, SEEDS[name])
        if SEEDS[name].tasks > _MANY:
            gc.freeze()  # else every search for garbage would walk all rows, for a second each time
        return made
    finally:
        if was_on:
            gc.enable()


def _build(name: str, plan: str, scale: Scale) -> Seeded:
    world = World(name)
    dice = random.Random(f"seed {name}")  # noqa: S311 - repeatable on purpose
    begin = END - scale.days * DAY
    workspace = world.add_workspace("Harbour Works", plan=plan)
    owner = _add_people(world, workspace, scale.users, begin)
    workspace.task_types = (
        TaskType(1, "Milestone", "Milestones"),
        TaskType(1001, "Bug", "Bugs", "Something is broken"),
    )
    token = world.add_token(owner)
    lists: list[TaskList] = []
    for index in range(scale.spaces):
        lists += _add_space(world, workspace, SPACES[index], scale, owner)
    _override_statuses(world, lists)
    add_fields(world, workspace, lists, begin)
    filler = Filler(world, lists, [row.user for row in workspace.members.values() if row.date_joined], dice)
    filler.fill(scale.tasks, begin, END)
    add_templates(world, workspace)
    if scale.has_neighbour:
        _add_neighbour(world, begin)
        add_progress(world, workspace, END)
        add_company(world, workspace, lists, begin)
    world.oauth.add_app("Harbour connector")
    if scale.tasks > _MANY:
        world.searches.index(workspace.id, world.tasks_in[workspace.id]).warm()
    return Seeded(world, token, workspace.id)


def _add_people(world: World, workspace: Workspace, count: int, at: int) -> User:
    owner: User | None = None
    for index in range(count):
        name = PEOPLE[index]
        email = f"{name.lower().replace(' ', '.')}@example.com"
        # The last one has been invited and has not come yet: no name, no colour.
        has_joined = index < count - 1
        user = world.add_user(
            name if has_joined else None, email, color=COLORS[index % len(COLORS)] if has_joined else None
        )
        # A large enough team has a guest, who sees only what is shared.
        role = 1 if owner is None else (4 if index == count - 2 and count > 3 else (2 if index == 1 else 3))
        world.add_member(workspace, user, role, at, invited_by=owner, joined=has_joined)  # type: ignore[arg-type]
        owner = owner or user
    if owner is None:
        raise ValueError("a seed has at least one person")
    return owner


def _add_space(world: World, workspace: Workspace, name: str, scale: Scale, owner: User) -> list[TaskList]:
    space: Space = world.add_space(workspace, name, statuses=STATUSES)
    space.color = COLORS[len(workspace.spaces) % len(COLORS)]
    if len(workspace.spaces) == 1:
        space.custom_id_prefix = name[:3].upper()
    for tag in TAGS:
        world.add_tag(space, tag, owner.id, bg=COLORS[len(tag) % len(COLORS)])
    made = []
    for folder_index in range(scale.folders):
        folder = world.add_folder(space, FOLDERS[folder_index])
        made += [world.add_list(folder, LISTS[(folder_index * 3 + index) % len(LISTS)], owner_id=owner.id)
                 for index in range(scale.lists)]  # fmt: skip
    made += [world.add_list(space, LISTS[-1 - index], owner_id=owner.id) for index in range(scale.folderless)]
    return made


def _override_statuses(world: World, lists: list[TaskList]) -> None:
    """One folder and one list of a larger seed have statuses of their own."""
    if len(lists) < 8:
        return
    folder, one = lists[3].folder, lists[-1]
    own: tuple[tuple[str, str, StatusType], ...] = (("new", "#87909e", "open"), ("closed", "#008844", "closed"))
    folder.statuses = world.make_statuses(f"c{folder.id}", own)
    one.statuses = world.make_statuses(f"sc{one.id}", (("queued", "#87909e", "open"), *own[1:]))
    world.scene_changed()


def _add_neighbour(world: World, at: int) -> None:
    """A workspace that the token may not see, for ids that are refused."""
    workspace = world.add_workspace("Elsewhere")
    user = world.add_user("Uma Stranger", "uma.stranger@example.com", color="#5f7c8a")
    world.add_member(workspace, user, 1, at)
    one = world.add_list(world.add_space(workspace, "Private"), "Hidden work", owner_id=user.id)
    world.add_task(one, "Nothing for you", user, at)
