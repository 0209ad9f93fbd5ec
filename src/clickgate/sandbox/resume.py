"""Makes an engine that goes on where its data folder left off."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from clickgate.errors import ConfigurationError
from clickgate.sandbox.engine import Engine
from clickgate.sandbox.freezing import Unreadable
from clickgate.sandbox.journal import NotKept
from clickgate.sandbox.persistence import DataFolder

if TYPE_CHECKING:
    from clickgate.sandbox.clock import SandboxClock
    from clickgate.sandbox.journal import Entry

SEED = "small"
PLAN = "free"

# So many writes may be read again at the next start, too, before the moment is written anew at this one.
_FEW = 200


def open_engine(
    folder: Path | str | None, *, seed: str | None = None, plan: str | None = None, clock: SandboxClock | None = None
) -> Engine:
    """Make an engine: of a seed, or, with a folder, as the folder has it; a new folder is given the seed's rows.

    Raises:
        ConfigurationError: The folder is in use, damaged, of another version, or of another seed than the one given.
    """
    if folder is None:
        return Engine(seed or SEED, plan or PLAN, clock)
    data = DataFolder(Path(folder))
    try:
        return _resume(data, seed, plan, clock)
    except NotKept as error:
        data.close()
        raise ConfigurationError(
            f"The world can't be kept: {error}.", advice="Look whether the disk is full."
        ) from error
    except BaseException:
        data.close()
        raise


def close_engine(engine: Engine) -> bool:
    """Have the folder keep the last moment and let go of it; whether there was one."""
    keeper = engine.keeper
    data, keeper.journal = keeper.journal, None
    if not isinstance(data, DataFolder):
        return False
    # Where it can't be kept nothing is lost: the writes since the last moment are in the journal.
    with suppress(NotKept):
        data.keep(keeper.moment().freeze())
    data.close()
    return True


def _resume(data: DataFolder, seed: str | None, plan: str | None, clock: SandboxClock | None) -> Engine:
    kept = data.load()
    engine = Engine(seed or SEED, plan or PLAN, clock) if kept is None else Engine(SEED, PLAN, clock)
    if kept is not None:
        _go_on(engine, data, *kept)
        if seed not in (None, engine.seed):
            raise ConfigurationError(
                f"{data.folder} holds a world of the seed '{engine.seed}', not '{seed}'.",
                advice="Leave out --seed, or name another folder.",
            )
    has_plan = plan in (None, engine.limits.plan)
    if plan is not None and not has_plan:
        engine.set_plan(plan)
    engine.keeper.journal = data
    if kept is None or not has_plan or data.noted > _FEW:
        engine.keeper.keep()
    engine.keeper.fetch()
    return engine


def _go_on(engine: Engine, data: DataFolder, moment: bytes, entries: list[Entry]) -> None:
    try:
        engine.keeper.become(moment)
        for entry in entries:
            engine.keeper.replay(entry)
    except (Unreadable, KeyError) as error:
        raise data.damaged(str(error)) from error
