"""Answers the shell that asks how a command line may go on; the candidates come from the catalogue.

The scripts below run `clickgate WORD…` with the words up to the cursor, and `_CLICKGATE_COMPLETE` set. They are given
a line for each candidate: its text, and after a tab what it means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, ShellComplete

from clickgate.cli.text import show_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clickgate.catalog.model import Operation, Param

_BASH = r"""_clickgate() {
    local IFS=$'\n' word line glue= words=() cur
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do  # bash cuts words at '=' and ':'
        if [[ ( $glue || $word == [=:]* ) && ${#words[@]} -gt 0 ]]; then words[-1]+=$word; else words+=("$word"); fi
        if [[ $word == *[=:] ]]; then glue=1; else glue=; fi
    done
    cur=${words[-1]}
    COMPREPLY=()
    for line in $(_CLICKGATE_COMPLETE=bash clickgate "${words[@]}" 2>/dev/null); do
        line=${line%%$'\t'*}
        COMPREPLY+=("${line#"${cur%"${cur##*[=:]}"}"}")
    done
    if [[ ${COMPREPLY[0]-} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o nosort -F _clickgate clickgate
"""

_ZSH = r"""#compdef clickgate
_clickgate() {
    local line value
    local -a whole whole_shown open open_shown
    for line in "${(@f)$(_CLICKGATE_COMPLETE=zsh clickgate "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        value=${line%%$'\t'*}
        if [[ $value == *= ]]; then
            open+=("$value") open_shown+=("${line/$'\t'/  }")
        elif [[ -n $value ]]; then
            whole+=("$value") whole_shown+=("${line/$'\t'/  }")
        fi
    done
    (( $#open )) && compadd -S '' -l -d open_shown -a open
    (( $#whole )) && compadd -l -d whole_shown -a whole
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _clickgate "$@"; else compdef _clickgate clickgate; fi
"""

_FISH = r"""function __clickgate_complete
    set -l words (commandline -opc) (commandline -ct)
    env _CLICKGATE_COMPLETE=fish clickgate $words[2..-1] 2>/dev/null
end
complete -c clickgate -f -a '(__clickgate_complete)'
"""

SCRIPTS: Mapping[str, str] = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def complete(cli: click.Command, words: Sequence[str]) -> None:
    """Write the candidates for the last of these words, one a line."""
    shell = ShellComplete(cli, {}, "clickgate", "")
    for item in shell.get_completions(list(words[:-1]), words[-1] if words else ""):
        click.echo(show_line(item.value) + (f"\t{show_line(item.help)}" if item.help else ""))


def complete_operation(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Entities, then actions, then the parameters of what was named, and the values of those that have few."""
    from clickgate.catalog import reading  # noqa: PLC0415 - only the shell asks for it
    from clickgate.errors import UnknownOperation  # noqa: PLC0415

    words: tuple[str, ...] = context.params.get(parameter.name or "") or ()
    try:
        if not words:
            return _items(reading.entities(), incomplete)
        if len(words) == 1 and "." not in words[0]:
            actions = reading.entity(words[0])
            return [CompletionItem(name, help=actions[name].summary) for name in actions if name.startswith(incomplete)]
        entity, action, *given = [*words[0].split("."), *words[1:]]
        return _params(reading.operation(entity, action), given, incomplete)
    except UnknownOperation:
        return []


def _params(operation: Operation, given: Sequence[str], incomplete: str) -> list[CompletionItem[str]]:
    name, is_valued, _ = incomplete.partition("=")
    if is_valued:
        param = next((param for param in operation.params if param.name == name), None)
        return _items((f"{name}={value}" for value in _values(param)), incomplete)
    taken = {item.partition("=")[0].rstrip(":") for item in given}
    return [
        CompletionItem(f"{param.name}=", help=param.note or param.type)
        for param in operation.params
        if param.name.startswith(incomplete) and (param.array or param.name not in taken)
    ]


def _values(param: Param | None) -> tuple[str, ...]:
    if param is None:
        return ()
    return ("true", "false") if param.type == "boolean" else tuple(map(str, param.enum))


def _items(names: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
