"""The documentation harness itself: it runs what it should, and fails when a page is wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.docs import Block, PageError, PageRun, Step, read_blocks, read_steps

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """\
Words.

```python
answer = 42
print("the answer", answer)
```

```output
the ... 42
```

<!-- not run: it would delete the disk -->

```sh
exit 1
```

1. A list:

   ```console
   $ echo one
   one
   ```

```json
{"not": "run"}
```
"""


@pytest.fixture
def reader(tmp_path: Path) -> PageRun:
    return PageRun(page="page.md", folder=tmp_path, environment=os.environ)


def test_blocks_are_read_with_their_line_and_their_reason():
    blocks = read_blocks(PAGE)

    assert blocks == [
        Block("python", 'answer = 42\nprint("the answer", answer)\n', 4),
        Block("output", "the ... 42\n", 9),
        Block("sh", "exit 1\n", 15, not_run="it would delete the disk"),
        Block("console", "$ echo one\none\n", 21),
    ]


def test_a_right_page_is_run_to_its_end(reader: PageRun):
    ran = reader.run(read_blocks(PAGE))

    assert ran == 3
    assert reader.namespace["answer"] == 42


def test_a_command_may_be_carried_on():
    steps = read_steps(Block("console", "$ cat <<E\n> word\n> E\nword\n$ true\n", 1))

    assert steps == [Step("cat <<E\nword\nE", "word\n"), Step("true", "")]


def test_python_may_await_outside_a_function(reader: PageRun):
    reader.run(read_blocks("```python\nimport asyncio\nvalue = await asyncio.sleep(0, 'done')\n```\n"))

    assert reader.namespace["value"] == "done"


@pytest.mark.parametrize(
    ("page", "error"),
    [
        pytest.param("```console\n$ echo one\ntwo\n```\n", PageError, id="a command prints something else"),
        pytest.param("```console\n$ false\n```\n", PageError, id="a command fails"),
        pytest.param("```console\none\n```\n", PageError, id="a console block without a command"),
        pytest.param("```sh\nfalse\ntrue\n```\n", PageError, id="a line of a script fails"),
        pytest.param("```python\nprint(1)\n```\n```output\n2\n```\n", PageError, id="python prints something else"),
        pytest.param("```python\n1 / 0\n```\n", ZeroDivisionError, id="python raises"),
    ],
)
def test_a_wrong_page_fails(reader: PageRun, page: str, error: type[Exception]):
    blocks = read_blocks(page)

    with pytest.raises(error):
        reader.run(blocks)
