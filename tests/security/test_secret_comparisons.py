"""What is secret is compared in a time that does not tell where two texts begin to differ."""

from __future__ import annotations

import ast
import inspect
import re

import pytest

from clickgate.kernel.secret import Secret
from tests.architecture.tree import handwritten, short, syntax

LOOKS_SECRET = re.compile(
    r"(?:^|_)(?:tokens?|secrets?|state|binding|signature|fingerprint|print|cookie|seal|mac|digest|hash|password"
    r"|header|reveal|hexdigest)(?:$|_)"
)
# Words of other meanings: a state that a thing is in, the name of a key, the hash of what anybody may read.
NO_SECRET = re.compile(r"(?:^|\.)(?:key_id|data_key_id|ecode|error_code|status_code|exit_code|reason_code|returncode)$")
ORDINARY_STATES = re.compile(r"\b(?:account|credential|one|now|rotation|check|arrival|key|version)\.state$|^state$")

# Comparisons that look like those of secrets and are allowed, and why.
ALLOWED = {
    # Two `Secret`s: their own comparison takes as long whatever they hold.
    "src/clickgate/accounts/environments.py: tokens[0] == tokens[1]": "two Secrets",
    "src/clickgate/accounts/lending.py: self._loan.token.header != refused.header": "two Secrets",
    "src/clickgate/accounts/lending.py: loan.token.header == refused.header": "two Secrets",
    "src/clickgate/accounts/linking.py: known.token != token": "two Secrets",
    "src/clickgate/accounts/oauth/flow.py: read_callback(query).state == state": "two Secrets",
    "src/clickgate/vault/propagate/aws.py: self._value(found) == secret": "two Secrets",
    "src/clickgate/vault/propagate/aws.py: self._value(self._look()) == secret": "two Secrets",
    "src/clickgate/vault/propagate/gcp.py: self._read() == secret": "two Secrets",
    "src/clickgate/vault/propagate/kubernetes.py: self._value(found) != secret": "two Secrets",
    "src/clickgate/vault/propagate/kubernetes.py: self._value(self._read()) == secret": "two Secrets",
    "src/clickgate/vault/propagate/openbao.py: self._value(found) != secret": "two Secrets",
    "src/clickgate/vault/propagate/openbao.py: self._value(self._read()) == secret": "two Secrets",
    # What is compared is no secret.
    "src/clickgate/accounts/rotation/rotations.py: one.fingerprint == print_of_new": "of whoever brings the token",
    "src/clickgate/access/audit/checking.py: chain.hashes.get(seq, hash_) != hash_": "of readable lines",
    "src/clickgate/db/postgresql.py: name not in secret": "names of options",
    "src/clickgate/kernel/secret.py: hide_secrets(text) != text": "a text and itself",
}

KEPT_OUT = ("src/clickgate/sandbox/", "src/clickgate/testing/")  # its tokens are invented, and secret to nobody


def leaf(node: ast.expr) -> str:
    """The name that a value goes by: the last of its path."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return leaf(func)
        case ast.Subscript(value=value):
            return leaf(value)
    return ""


def looks_secret(node: ast.expr) -> bool:
    text = ast.unparse(node)
    return bool(LOOKS_SECRET.search(leaf(node))) and not (NO_SECRET.search(text) or ORDINARY_STATES.search(text))


def is_harmless(node: ast.Compare) -> bool:
    """Tell whether one side is written in the code, or the comparison is one of lengths or of a database's columns."""
    sides = [node.left, *node.comparators]
    plain = (ast.Constant, ast.Set, ast.Tuple, ast.List, ast.Dict)
    return any(
        isinstance(side, plain) or re.search(r"\bc\.\w+$|^_[thdr]\.\w+$|\.bindparam\(", ast.unparse(side))
        for side in sides
    )


def suspects(tree: ast.AST) -> list[str]:
    """The comparisons of a module by `==`, `!=` or `in` in which something looks secret."""
    return [
        ast.unparse(node) for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and all(isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for op in node.ops)
        and not is_harmless(node)
        and any(looks_secret(side) for side in (node.left, *node.comparators))
    ]  # fmt: skip


def found() -> set[str]:
    return {f"{short(path)}: {text}" for path in handwritten() for text in suspects(syntax(path))}


def test_no_secret_is_compared_by_its_characters():
    assert {one for one in found() if not one.startswith(KEPT_OUT)} - set(ALLOWED) == set()


def test_what_is_allowed_is_there():
    assert set(ALLOWED) - found() == set()


def test_two_secrets_are_compared_in_constant_time():
    assert "compare_digest" in inspect.getsource(Secret.__eq__)
    assert Secret("é" * 20) == Secret("é" * 20)
    assert Secret("a" * 20) != Secret("a" * 19 + "b")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("token == given", ["token == given"]), ("given.secret != other", ["given.secret != other"]),
        ("cookie in cookies", ["cookie in cookies"]), ("hash_state(a) == b", ["hash_state(a) == b"]),
        ("seal == row.seal", ["seal == row.seal"]), ("a.reveal() == b.reveal()", ["a.reveal() == b.reveal()"]),
        ("hmac.compare_digest(token, given)", []), ("token is None", []), ("kind == 'token'", []),
        ("table.c.state == wanted", []), ("token == ''", []),
    ],
)  # fmt: skip
def test_a_comparison_of_secrets_is_seen(code: str, expected: list[str]):
    assert suspects(ast.parse(code)) == expected
