"""Rules of tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickgate.sandbox import access
from clickgate.sandbox.answers import EMPTY, Answer, Refusal, answer
from clickgate.sandbox.registry import rule
from clickgate.sandbox.shapes import values

if TYPE_CHECKING:
    from clickgate.sandbox.call import Call
    from clickgate.sandbox.world.rows import Space, Tag


@rule("tags.list", "official", "A space's tags with their creator's number.")
def list_tags(call: Call) -> Answer:
    """A space's tags."""
    return answer({"tags": [values.tag(tag) for tag in access.space(call).tags.values()]})


@rule("tags.create", "official", "Names are lower-cased; a tag that is there already is left as it is (guess).")
def create_tag(call: Call) -> Answer:
    """Give a space a tag."""
    space = access.space(call)
    sent = _read_tag(call)
    name = sent.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Refusal("SANDBOX_003", "Tag name invalid")
    fg, bg = _colors(sent, "#FFFFFF", "#7C4DFF")
    call.world.add_tag(space, name.strip(), call.me.id, fg=fg, bg=bg)
    return EMPTY


@rule(
    "tags.update",
    "official",
    "Takes `tag_fg`/`tag_bg` and `fg_color`/`bg_color`: which of them the server reads is not known.",
)
def update_tag(call: Call) -> Answer:
    """Rename or recolour a tag."""
    space = access.space(call)
    tag = _find(space, call.params["tag_name"])
    sent = _read_tag(call)
    name = sent.get("name")
    name = name.strip().lower() if isinstance(name, str) and name.strip() else tag.name
    if name != tag.name and name in space.tags:
        raise Refusal("SANDBOX_003", "Tag name taken")
    fg, bg = _colors(sent, tag.fg, tag.bg)
    del space.tags[tag.name]
    tag.name, tag.fg, tag.bg = name, fg, bg
    space.tags[name] = tag
    call.world.scene_changed()
    return answer({"tag": {"name": tag.name, "fg_color": tag.fg, "bg_color": tag.bg}})


@rule("tags.delete", "official", "Takes the tag off all tasks; wants no body.")
def delete_tag(call: Call) -> Answer:
    """Delete a tag of a space."""
    space = access.space(call)
    tag = _find(space, call.params["tag_name"])
    del space.tags[tag.name]
    for task in call.world.tasks_in[space.workspace.id].values():
        if tag in task.tags:
            task.tags = tuple(one for one in task.tags if one is not tag)
            call.world.task_changed(task)
    call.world.scene_changed()
    return EMPTY


@rule("tags.add_to_task", "guess", "Makes the tag in the space when it is not there, as the product does.")
def add_to_task(call: Call) -> Answer:
    """Tag a task."""
    task = access.task(call)
    name = call.params["tag_name"].strip()
    if not name:
        raise Refusal("SANDBOX_003", "Tag name invalid")
    tag = call.world.add_tag(task.home.space, name, call.me.id)
    if tag not in task.tags:
        task.tags = (*task.tags, tag)
        call.world.task_changed(task, max(call.now, task.date_updated))
    return EMPTY


@rule("tags.remove_from_task", "official", "`{}`, also where the task has no such tag (guess).")
def remove_from_task(call: Call) -> Answer:
    """Take a tag off a task."""
    task = access.task(call)
    name = call.params["tag_name"].strip().lower()
    kept = tuple(tag for tag in task.tags if tag.name != name)
    if len(kept) < len(task.tags):
        task.tags = kept
        call.world.task_changed(task, max(call.now, task.date_updated))
    return EMPTY


def _find(space: Space, name: str) -> Tag:
    found = space.tags.get(name.strip().lower())
    if found is None:
        raise Refusal("SANDBOX_005", "Tag not found")
    return found


def _read_tag(call: Call) -> dict[str, Any]:
    sent = call.body.get("tag")
    if not isinstance(sent, dict):
        raise Refusal("SANDBOX_003", "tag must be an object")
    return sent


def _colors(sent: dict[str, Any], fg: str, bg: str) -> tuple[str, str]:
    new_fg, new_bg = sent.get("tag_fg") or sent.get("fg_color"), sent.get("tag_bg") or sent.get("bg_color")
    return new_fg if isinstance(new_fg, str) else fg, new_bg if isinstance(new_bg, str) else bg
