"""The page on targets says of each kind what the program says."""

import pytest

from clickgate.vault.propagate.opening import KINDS
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "reference" / "targets.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_setting_login_and_right_is_in_the_reference(kind):
    _, _, section = PAGE.partition(f"\n## {kind.name}\n")
    section, _, _ = section.partition("\n## ")

    rows = [line for line in section.splitlines() if line.startswith("| `")]
    without = {
        key.name: "has to be given" if key.required else f"`{key.default}`" if key.default else "" for key in kind.keys
    }
    assert rows == [f"| `{key.name}` | {key.meaning} | {without[key.name]} |" for key in kind.keys]
    assert f"* **Rights**: {'; '.join(kind.rights)}." in section
    assert f"* **Confirmed**: {kind.confirmed}." in section
    assert not kind.login or f"* **Authenticates with** {kind.login}; without it, {kind.without_login}." in section
    extra = f" `clickgate[{kind.extra}]` |" if kind.extra else " |"
    assert f"| [`{kind.name}`](#{kind.name}) | {kind.title} |{extra}" in PAGE
