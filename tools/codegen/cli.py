"""The commands and their options → docs/reference/cli.md."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clickgate.cli.exit_codes import MEANINGS
from clickgate.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = Path("docs/reference/cli.md")

_HEAD = """\
<!-- Generated from src/clickgate/cli by `./dev generate`; change that and tools/codegen/cli.py, not this page. -->

# Commands

`clickgate COMMAND --help` tells the same at the terminal.

| command | what it does |
|---|---|
{commands}

An operation may be named without `exec`: `clickgate tasks get task_id=…` is `clickgate exec tasks get task_id=…`.

## Options of all commands

They may stand before the command or after it; a command that does not talk to ClickUp has those of its output alone.

| option | meaning |
|---|---|
{options}

The token is never an argument: every user of the machine can read the arguments of a process. It is that of a
[linked account](../howto/link-an-account.md), or read from `CLICKUP_API_TOKEN`, or asked for at a terminal.
`clickgate env` tells which, and why. The commands that take a secret in ask for it, or read it with `--from-stdin` or
`--from-fd N`.

Results go to standard output and everything else to standard error, so that pipes stay clean. With `--json` or
`--jsonl` an error is one JSON object on the last line, `{{"error": {{"code": …, "message": …, "advice": …}}}}`, with
what else is known.
"""

_MORE = {
    "demo": "Without a terminal it asks nothing: `--real` says yes.",
    "actions": """\
```console
$ clickgate actions folders create
folders.create: ...
  POST /v2/space/{space_id}/folder  (API v2; changes what is there)
  gives Folder

  space_id          id; required
  name              string; required
...
```""",
    "exec": """\
What comes after the name of the operation are parameters, read by the type that the parameter has:

| write | for |
|---|---|
| `name=Fix` | text, number, true or false |
| `due_date=2026-01-31` | a day, a moment such as `2026-01-31T12:00Z`, or milliseconds |
| `assignees=1,2` | a list; `assignees=1 assignees=2` is the same |
| `priority:=null` | JSON |
| `description=@FILE` | what a file holds; for an upload, the file itself |
| `-` | a JSON object with parameters, from standard input |

```console
$ clickgate exec spaces list --fields id,name
ID           NAME
90171135568  Engineering
$ clickgate exec tasks create list_id=901 name="Fix the gate" due_date=2026-01-31 --dry-run
POST http://.../api/v2/list/901/task
{
  "name": "Fix the gate",
  "due_date": 1769860800000
}
$ clickgate exec tasks crate; echo "exit code $?"
error: 'tasks' has no action 'crate'.
next: Did you mean tasks.create or tasks.update?
exit code 2
```

What destroys is asked about at a terminal, and refused without one; `--yes` says yes beforehand.""",
    "sandbox": """\
Needs the extra `sandbox`. [How to use it](../howto/use-the-sandbox.md).

Whoever starts it from a program asks for port 0 and `--json`, and reads one line:
`{"base_url": …, "token": …, "workspace_id": …}`.""",
    "link": """\
[Link an account](../howto/link-an-account.md) and [sign in with OAuth](../howto/sign-in-with-oauth.md) tell more.

```console
$ printf %s "$CLICKUP_API_TOKEN" | clickgate link main --from-stdin
...
account      main  (acc_...)
state        ✓ active: Its token was checked with ClickUp.
owner        Amara Osei <amara.osei@example.com>, user ...
kind         personal token
environment  any
workspace    9006111699  Harbour Works  (default)
rate limit   100 requests a minute
$ clickgate whoami --account main
user        Amara Osei <amara.osei@example.com>, id ...
token       of the account 'main'
...
```""",
    "accounts list": """\
```console
$ clickgate accounts list
NAME  STATE     OWNER       WORKSPACE      ENVIRONMENT  TOKEN    LAST USED
main  ✓ active  Amara Osei  Harbour Works               0 d old  just now
```""",
    "accounts check": """\
```console
$ clickgate accounts check main
...
ClickUp answered in ... ms.
```""",
    "accounts suspend": """\
```console
$ clickgate accounts suspend main --why "The robot needs a rest."
...
$ clickgate whoami --account main; echo "exit code $?"
error: The account 'main' is not used, it is suspended: The robot needs a rest.
next: `clickgate accounts resume` switches it on again.
exit code 4
$ clickgate accounts resume main
...
```""",
    "env": """\
[Use environments](../howto/use-environments.md) tells how variables and accounts go together.

```console
$ unset CLICKUP_API_TOKEN; clickgate env
environment                none (CLICKGATE_ENV is not set)
CLICKUP_API_TOKEN          not set
CLICKUP_API_TOKEN_DEV      not set
CLICKUP_API_TOKEN_STAGING  not set
CLICKUP_API_TOKEN_PROD     not set
used                       account main: No token is set, and it is the only account.
```""",
    "rotate": """\
[Rotate a token](../howto/rotate-a-token.md) walks through it.

```console
$ clickgate rotate main --dry-run
ClickUp takes the token in use.
No place reads this account's token: `clickgate targets add`.
Nothing was changed.
$ clickgate rotate --due
ACCOUNT  DAYS  DUE  ROTATION  STILL VALID
main     0     no
```""",
    "targets add": """\
Each kind has [settings of its own](targets.md).

```console
$ clickgate targets add main site --kind dotenv path="$PWD/.env"
NAME  KIND    WHERE                     HAS VERSION
site  dotenv  path=.../.env  none
```""",
    "propagate": """\
[Propagate a token](../howto/propagate-a-token.md) tells more.

```console
$ clickgate propagate main
site: done
TARGET  VERSION  STATE  TRIES  WHEN
site    1        done   1      just now
```""",
    "oauth-apps add": """\
[Sign in with OAuth](../howto/sign-in-with-oauth.md) tells how an app is made.

<!-- not run: asks for the client secret -->

```sh
clickgate oauth-apps add invoices --client-id VAMFB3… --redirect-uri http://127.0.0.1:8421/callback
clickgate link main --oauth invoices
```""",
    "vault": "[How the vault works](../explanation/vault.md).",
    "vault status": """\
```console
$ clickgate vault status
key source     file
key            kek-..., active, 0 d old, wraps 1 data keys
data keys      1, the oldest 0 d old
sealed values  3
rotation       none is under way
```""",
    "vault rotate-key": "[Rotate the vault's keys](../howto/rotate-the-vault-key.md) tells when, and which.",
    "vault backup": """\
```console
$ clickgate vault backup clickgate.backup
backup  clickgate.backup
rows    ...
Keep the vault's key apart from it: together they open everything.
$ clickgate vault restore clickgate.backup --replace --yes
rows            ...
what was there  .../clickgate.db.replaced-1
```""",
    "audit": "[The audit log](../explanation/audit-log.md), and [how to ask it](../howto/ask-the-audit-log.md).",
    "completion": """\
<!-- not run: changes the shell it is typed into -->

```sh
eval "$(clickgate completion bash)"
```""",
}


def generate() -> dict[Path, str]:
    """Path, relative to the repository → text of the page that is made from the commands."""
    context = click.Context(main, info_name="clickgate")
    found = {name: command for name in main.list_commands(context) if (command := main.get_command(context, name))}
    shared = frozenset(parameter.name for parameter in main.params)
    head = _HEAD.format(
        commands="\n".join(f"| `clickgate {name}` | {_summary(command)} |" for name, command in found.items()),
        options="\n".join(_rows(main.params)),
    )
    sections = [_section(name, command, shared) for name, command in found.items()]
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in MEANINGS.items())
    end = f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n"
    return {PAGE: "\n".join([head, *sections, end])}


def _section(name: str, command: click.Command, shared: frozenset[str | None]) -> str:
    """One command: what it does, its own options, and what there is to say beside."""
    parts = inspect.cleandoc(command.help or "").split("\n\n")
    paragraphs = [" ".join(part.split()) for part in parts if not part.startswith("\b")]  # those are written out below
    own = list(_rows(parameter for parameter in command.params if parameter.name not in shared))
    table = "\n".join(["| option | meaning |", "|---|---|", *own]) if own else ""
    level = "#" * (2 + name.count(" "))
    usage = f"`clickgate {_usage(name, command)}`"
    section = [f"{level} clickgate {name}", usage, *paragraphs, _MORE.get(name, ""), table]
    text = "\n\n".join(part for part in section if part) + "\n"
    return "\n".join([text, *(_section(f"{name} {inner}", one, shared) for inner, one in _inner(command).items())])


def _inner(command: click.Command) -> dict[str, click.Command]:
    """The commands of a group, by name, in its order; none where it is no group."""
    return dict(command.commands) if isinstance(command, click.Group) else {}


def _usage(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    return " ".join([name, *command.collect_usage_pieces(context)])


def _summary(command: click.Command) -> str:
    return " ".join((command.help or "").partition("\n\n")[0].split()).rstrip(".")


def _rows(parameters: Iterable[click.Parameter]) -> Iterable[str]:
    for parameter in parameters:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            yield f"| {_names(parameter)} | {(parameter.help or '').rstrip('.')} |"


def _names(option: click.Option) -> str:
    """`--port PORT`; of options with few values, these; several names beside each other."""
    kind = option.metavar or ""
    if isinstance(option.type, click.Choice) and not kind:
        kind = "\\|".join(map(str, option.type.choices))
    longest = max(option.opts, key=len)
    others = [f"`{name}`" for name in option.opts if name != longest]
    return ", ".join([f"`{longest} {kind}`" if kind and not option.is_flag else f"`{longest}`", *others])
