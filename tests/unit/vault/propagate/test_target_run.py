"""All targets are asked before any is written; each gets its turn; a repeat does no harm."""

import pytest

from clickgate.errors import ConfigurationError, PropagationFailed
from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.run import Outcome, propagate

NEW = Secret("pk_1_NEW")


class Memory:
    """A target in memory, with troubles on order."""

    def __init__(self, *, check=None, put=None, confirm=True, before=None):
        self.held, self.asked = before, []
        self.troubles = {"check": check, "put": put}
        self.answer = confirm

    def describe(self):
        return "memory"

    def check(self):
        self._do("check")

    def put(self, secret, *, version):
        self._do("put")
        changed, self.held = self.held != secret, secret
        return changed

    def confirm(self, secret):
        self.asked.append("confirm")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def _do(self, what):
        self.asked.append(what)
        if self.troubles[what] is not None:
            raise self.troubles[what]


def run(*targets, dry_run=False, secret=NEW, partial=False):
    noted = []
    named = [(f"t{number}", target) for number, target in enumerate(targets)]
    outcomes = propagate(
        named, secret, 1, dry_run=dry_run, note=lambda name, outcome: noted.append((name, outcome)), partial=partial
    )
    assert noted == [(outcome.name, outcome) for outcome in outcomes]
    return outcomes


GONE = ConfigurationError("It is gone.", advice="Make it.")
DOWN = PropagationFailed("It is down.", failed={"t0": "down"})


def test_each_is_written_and_read_back():
    targets = Memory(), Memory(confirm=None)

    outcomes = run(*targets)

    assert outcomes == (Outcome("t0", "done", confirmed=True), Outcome("t1", "done", confirmed=None))
    assert [target.asked for target in targets] == [["check", "put", "confirm"]] * 2


def test_what_is_there_already_is_neither_written_nor_read_again():
    target = Memory(before=NEW)

    assert run(target) == (Outcome("t0", "unchanged", confirmed=True),)
    assert target.asked == ["check", "put"]


def test_nothing_is_written_where_one_target_fails_its_check():
    targets = Memory(), Memory(check=GONE), Memory()

    outcomes = run(*targets)

    assert [outcome.state for outcome in outcomes] == ["would_write", "failed", "would_write"]
    assert outcomes[1].error == "It is gone. Make it."
    assert [target.asked for target in targets] == [["check"]] * 3


def test_the_others_are_written_if_that_was_asked_for():
    targets = Memory(), Memory(check=GONE), Memory()

    outcomes = run(*targets, partial=True)

    assert [outcome.state for outcome in outcomes] == ["done", "failed", "done"]
    assert targets[1].asked == ["check"]


@pytest.mark.parametrize("trouble", [DOWN, GONE, KeyError("pk_1_NEW"), OSError("pk_1_NEW")])
def test_every_target_gets_its_turn_whatever_happens_at_another(trouble):
    outcomes = run(Memory(put=trouble), Memory())

    assert [outcome.state for outcome in outcomes] == ["failed", "done"]
    assert outcomes[0].error
    assert "pk_1_NEW" not in outcomes[0].error


def test_a_library_that_stumbles_in_a_check_is_told_of_by_the_name_of_its_error_alone():
    (outcome,) = run(Memory(check=RuntimeError("pk_1_NEW")))

    assert outcome.state == "failed"
    assert "RuntimeError" in outcome.error
    assert "pk_1_NEW" not in outcome.error


@pytest.mark.parametrize("answer", [False, DOWN])
def test_what_is_not_read_back_as_it_was_written_has_failed(answer):
    (outcome,) = run(Memory(confirm=answer))

    assert outcome.state == "failed"
    assert "It was written" in outcome.error
    assert outcome.confirmed is (False if answer is False else None)


def test_a_dry_run_only_checks():
    targets = Memory(), Memory(check=DOWN)

    outcomes = run(*targets, dry_run=True)

    assert [outcome.state for outcome in outcomes] == ["would_write", "failed"]
    assert [target.asked for target in targets] == [["check"]] * 2


def test_a_journal_that_cannot_be_written_ends_the_run():
    targets = Memory(), Memory()

    def note(name, outcome):
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        propagate([("a", targets[0]), ("b", targets[1])], NEW, 1, dry_run=False, note=note)

    assert targets[1].held is None


def test_an_empty_secret_is_carried_nowhere():
    target = Memory()

    with pytest.raises(ConfigurationError, match="empty"):
        run(target, secret=Secret(""))

    assert target.asked == []


def test_no_targets_are_no_trouble():
    assert run() == ()
