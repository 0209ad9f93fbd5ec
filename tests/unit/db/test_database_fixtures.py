"""The databases that other tests are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clickgate.db.migrate import NEWEST
from clickgate.db.tables import metadata, organizations

if TYPE_CHECKING:
    from clickgate.db.engine import Database


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_is_given_every_table_and_no_row_of_the_test_before(database: Database, time: str):
    row = {"id": "org_1", "name": "Example", "slug": "example", "created_at": 1.0}

    def look(connection: sa.Connection) -> dict[str, int]:
        count = sa.select(sa.func.count())
        return {name: connection.scalar(count.select_from(table)) for name, table in metadata.tables.items()}

    before = database.read(look)
    database.run(lambda connection: connection.execute(sa.insert(organizations), row))

    assert before == dict.fromkeys(metadata.tables, 0)
    assert database.read(look)["organizations"] == 1
    assert database.read(lambda c: c.scalar(sa.text("SELECT version_num FROM clickgate_schema"))) == NEWEST
