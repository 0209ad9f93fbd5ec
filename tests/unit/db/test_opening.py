"""Which database is opened, and what is said where none can be."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

import pytest

from clickgate.db.location import data_folder, database_url
from clickgate.db.opening import connect, open_database
from clickgate.errors import ClickgateError, ConfigurationError, DatabaseUnavailable

if TYPE_CHECKING:
    from pathlib import Path

_PASSWORD = "a-very-secret-word"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CLICKGATE_HOME", "CLICKGATE_DATABASE_URL", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_without_any_setting_it_is_a_file_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path / "here & there?"))
    open_database().close()

    assert (tmp_path / "here & there?" / "clickgate.db").is_file()


def test_a_setting_names_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CLICKGATE_DATABASE_URL", f" sqlite:///{tmp_path / 'other.db'} ")
    open_database().close()

    assert (tmp_path / "other.db").is_file()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="where others keep such things is named otherwise")
@pytest.mark.parametrize(
    ("named", "expected"), [("", ".local/share"), ("relative", ".local/share"), ("{home}/set", "set")]
)
def test_the_data_folder_is_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, expected: str
):
    monkeypatch.setenv("XDG_DATA_HOME", named.format(home=tmp_path))
    found = data_folder()

    assert found == tmp_path / expected / "clickgate"
    assert found.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_can_not_be_made_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CLICKGATE_HOME", str(tmp_path / "file"))

    with pytest.raises(ConfigurationError, match="CLICKGATE_HOME names another"):
        database_url()


@pytest.mark.parametrize("url", ["mysql://host/db", "nonsense", "http://example.com", "sqlite"])
def test_a_url_of_something_else_is_refused_with_the_forms_there_are(url: str):
    with pytest.raises(ConfigurationError, match="Forms: sqlite:"):
        connect(url)


def everything_said(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"postgresql://me:{_PASSWORD}@127.0.0.1:1/db", id="nobody listens there"),
        pytest.param(f"postgresql://me@127.0.0.1:1/db?password={_PASSWORD}", id="given as an option"),
        pytest.param(f"postgresql://me@127.0.0.1:1/db?sslmode=disable&sslpassword={_PASSWORD}", id="that of a key"),
        pytest.param(f"postgresql://me:1:{_PASSWORD}@127.0.0.1:port/db", id="a port that is no number"),
        pytest.param(f"postgresql://me:x@{_PASSWORD}:{_PASSWORD}@127.0.0.1/db", id="signs that had to be escaped"),
        pytest.param(f"postgresql://me:{_PASSWORD}@127.0.0.1:1/db?nonsense=1", id="an option that is none"),
        pytest.param(f"postgresql://me:{_PASSWORD}@127.0.0.1:1/db?sslmode=nonsense", id="an option of no meaning"),
        pytest.param(f"mysql://me:{_PASSWORD}@127.0.0.1/db", id="another kind of database"),
    ],
)
def test_a_password_is_in_no_error(url: str):
    with pytest.raises(ClickgateError) as caught:
        open_database(url)

    assert _PASSWORD not in everything_said(caught.value)


@pytest.mark.parametrize("url", [f"postgresql://me:{_PASSWORD}@h/db", f"postgresql://h/db?password={_PASSWORD}"])
def test_a_password_is_in_no_repr(url: str):
    with connect(url) as database:
        shown = repr(database) + repr(vars(database))

    assert _PASSWORD not in shown


def test_a_server_that_is_not_there_is_told_in_one_line():
    with pytest.raises(DatabaseUnavailable, match=r"can't be used: .*refused") as caught:
        open_database("postgresql://me@127.0.0.1:1/db")

    assert "\n" not in str(caught.value)
    assert caught.value.retryable


def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(ConfigurationError, match=r"pip install 'clickgate\[postgres\]'"):
        connect("postgresql://me@127.0.0.1/db")
