"""The rules of the house that no other tool keeps."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import ROOT, SOURCE, handwritten, short, syntax, tracked

# Built from pieces, so that this page does not break its own rule.
MACHINE = re.compile(r"(?<![\w.])/" + r"(?:work|home|root|Users)" + r"/\w")
TEMPORARY = re.compile(r"(?<![\w.$}])/" + r"tmp/\w")
HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)", "--(?:extra-)?" + "index-url"))
)
WORKPLACE = re.compile(
    "|".join(("facts" + " §", "facts" + r"\.md", "spec_" + "findings", "findings" + " #", r"\.\./" + "shared"))
)
# The two places that may look for the official documents beside the checkout.
BESIDE = ("dev", "tools/drift/", "tests/tools/")


def text_of_tracked() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in tracked():
        try:
            texts[short(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return texts


def found(pattern: re.Pattern[str], *, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in text_of_tracked().items() if not name.startswith(but or ("\0",))
        for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)
    ]  # fmt: skip


def test_no_file_knows_the_machine_it_was_written_on():
    assert found(MACHINE) == []
    assert found(TEMPORARY, but=("tests/",)) == []


def test_no_file_names_a_registry():
    assert found(HOSTS) == []
    assert "uv.lock" not in text_of_tracked()


def test_the_project_speaks_of_itself_alone():
    assert found(WORKPLACE, but=BESIDE) == []


@pytest.mark.parametrize("path", handwritten(), ids=short)
def test_only_the_command_line_prints(path):
    calls = [node for node in ast.walk(syntax(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]

    assert path.is_relative_to(SOURCE / "cli") or [call.lineno for call in calls if call.func.id == "print"] == []


@pytest.mark.parametrize("path", handwritten(), ids=short)
def test_a_module_opens_with_what_it_is_for(path):
    assert ast.get_docstring(syntax(path)) or not syntax(path).body


def test_a_secret_is_revealed_in_few_places():
    """`Secret.reveal()` is the only way to a secret's text: this list is the audit."""
    places = {short(path) for path in handwritten() if ".reveal()" in path.read_text(encoding="utf-8")}

    assert places == {
        "src/clickgate/accounts/identity.py",  # takes the scheme off before it is sealed
        "src/clickgate/accounts/oauth/flow.py",  # hashes state and binding, writes the state into the address
        "src/clickgate/catalog/schemas/base.py",  # to_dict() gives an answer as it came
        "src/clickgate/client/transport/httpx2.py",  # writes the header
        "src/clickgate/client/transport/pyreqwest.py",  # writes the header
        "src/clickgate/client/wire/auth.py",  # looks which kind of token it is
        "src/clickgate/testing/transport.py",  # hands the header to a sandbox in memory
        "src/clickgate/vault/keys/keyring.py",  # hands the key to the system's keyring
        "src/clickgate/vault/keys/local.py",  # wraps with the key
        "src/clickgate/vault/keys/openbao.py",  # writes the header
        "src/clickgate/vault/propagate/aws_login.py",  # what AWS is asked with
        "src/clickgate/vault/propagate/dotenv_text.py",  # writes the line
        "src/clickgate/vault/propagate/files.py",  # looks for it in a file
        "src/clickgate/vault/propagate/forms.py",  # the forms that places want it in
        "src/clickgate/vault/propagate/google_login.py",  # what Google is asked with
        "src/clickgate/vault/propagate/http.py",  # writes the header
        "src/clickgate/vault/propagate/openbao.py",  # writes the header, and what is kept there
        "src/clickgate/vault/propagate/service.py",  # hands it to the place
        "src/clickgate/vault/vault.py",  # seals it, and makes its fingerprint
        "src/clickgate/client/wire/refusal.py",  # takes it out of a text that a server sent back
        "src/clickgate/client/wire/params.py",  # a parameter that is a secret, such as that of an OAuth app
    }


def test_the_changelog_says_what_is_new():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(r"^## (?:Unreleased|\d+\.\d+\.\d+)", changelog, re.MULTILINE)
