"""Chooses whose token a program uses by the environment it runs in, and keeps production's out of all others.

`CLICKGATE_ENV` names the environment. Each has a variable of its own for its token; `CLICKUP_API_TOKEN` stands in for
those that are not set. Without `CLICKGATE_ENV` there is no environment, and nothing is refused.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from clickgate.accounts.pasted import read_pasted_token
from clickgate.client.wire.auth import read_token
from clickgate.errors import ConfigurationError, EnvironmentRefused
from clickgate.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

PRODUCTION = "production"
ENVIRONMENT = "CLICKGATE_ENV"
ACCOUNT = "CLICKGATE_ACCOUNT"
ALLOW_PRODUCTION = "CLICKGATE_ALLOW_PRODUCTION"
TOKEN = "CLICKUP_API_TOKEN"  # noqa: S105 - the name of a variable
_ALIASES = {"dev": "development", "stage": "staging", "prod": PRODUCTION}
_VARIABLES = {
    "development": "CLICKUP_API_TOKEN_DEV",
    "staging": "CLICKUP_API_TOKEN_STAGING",
    PRODUCTION: "CLICKUP_API_TOKEN_PROD",
}
# What is called otherwise elsewhere, and is not read.
_NEAR_MISSES = {
    f"{TOKEN}_DEVELOPMENT": f"{TOKEN}_DEV",
    f"{TOKEN}_STAGE": f"{TOKEN}_STAGING",
    f"{TOKEN}_PRODUCTION": f"{TOKEN}_PROD",
    **dict.fromkeys(("CLICKUP_TOKEN", "CLICKUP_API_KEY", "CLICKUP_ACCESS_TOKEN", "CLICKUP_PERSONAL_TOKEN"), TOKEN),
}
_OWN = re.compile(r"[a-z][a-z0-9-]{0,30}")
_ON, _OFF = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


class LinkedAccount(Protocol):
    """An account, as far as this choice goes."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def environment(self) -> str | None:
        """The environment it is for; None is for any."""


class Choice(msgspec.Struct, frozen=True):
    """Whose token is used: that in a variable, or that of a linked account. Never the token itself.

    `environment` is empty where none is set. `name` is that of the variable or of the account. `why` is a sentence.
    """

    environment: str
    source: Literal["variable", "account"]
    name: str
    why: str


class Variable(msgspec.Struct, frozen=True):
    """A variable for a token; `hint` is its beginning and its last four characters, empty where it is not set."""

    name: str
    hint: str = ""


class Description(msgspec.Struct, frozen=True):
    """What the environment variables come to, for a person; holds no token.

    `choice` is None where nothing can be chosen, and `refusal` says why. `problems` are sentences.
    """

    environment: str
    variables: tuple[Variable, ...]
    choice: Choice | None
    refusal: str
    problems: tuple[str, ...]


def read_environment(text: str) -> str:
    """Read the name of an environment: `dev`, `stage` and `prod` are short for the usual three; empty stays empty.

    Raises:
        ConfigurationError: It is no name: a letter, then at most 30 letters, digits and hyphens.
    """
    name = text.strip().lower()
    name = _ALIASES.get(name, name)
    if name and not _OWN.fullmatch(name):
        raise ConfigurationError(
            f"{ENVIRONMENT} is no name of an environment.",
            advice="Use development, staging or production, or letters, digits and hyphens of your own.",
        )
    return name


def variable_of(environment: str) -> str:
    """The variable that holds an environment's token: `CLICKUP_API_TOKEN_DEV`, `_STAGING`, `_PROD`, or `_<NAME>`."""
    return _VARIABLES.get(environment) or f"{TOKEN}_{environment.replace('-', '_').upper()}"


def is_production_allowed(environ: Mapping[str, str]) -> bool:
    """Tell whether `CLICKGATE_ALLOW_PRODUCTION` lets other environments use production's credentials.

    Raises:
        ConfigurationError: It is neither on nor off.
    """
    text = environ.get(ALLOW_PRODUCTION, "").strip().lower()
    if text not in _ON and text not in _OFF:
        raise ConfigurationError(f"{ALLOW_PRODUCTION} is neither on nor off.", advice="Set it to 1, or take it away.")
    return text in _ON


def check_environment(
    account_environment: str | None, environ: Mapping[str, str], *, allow_production: bool = False
) -> None:
    """Return if an account may be used in the environment at hand.

    Raises:
        EnvironmentRefused: It is production's, and this is another environment.
        ConfigurationError: A setting can't be read.
    """
    environment = read_environment(environ.get(ENVIRONMENT, ""))
    if account_environment != PRODUCTION or environment in {"", PRODUCTION}:
        return
    if not (allow_production or is_production_allowed(environ)):
        raise _refused(environment, "The account is one of production")


def choose(
    environ: Mapping[str, str],
    *,
    account: str = "",
    accounts: Sequence[LinkedAccount] = (),
    allow_production: bool = False,
    is_of_production: Callable[[Secret], bool] = lambda _token: False,
) -> Choice:
    """Choose whose token is used: an account that is named, else a variable, else the one account that fits.

    Args:
        environ: The environment variables.
        account: Name of an account, which goes before `CLICKGATE_ACCOUNT`. One that is not among `accounts` is for
            whoever looks it up to refuse, with `check_environment` once it is found.
        accounts: The linked accounts that can be used.
        allow_production: Lets other environments use production's credentials.
        is_of_production: Tells whether a token is that of an account of production.

    Raises:
        EnvironmentRefused: The token that would be used is production's, and this is another environment.
        ConfigurationError: There is none, or several accounts fit, or a setting can't be read.
    """
    environment = read_environment(environ.get(ENVIRONMENT, ""))
    is_free = environment in {"", PRODUCTION} or allow_production or is_production_allowed(environ)
    if named := account or environ.get(ACCOUNT, "").strip():
        found = next((one for one in accounts if one.name == named), None)
        check_environment(found.environment if found else None, environ, allow_production=allow_production)
        return Choice(environment, "account", named, "It was named." if account else f"{ACCOUNT} names it.")
    variables = [variable_of(environment), TOKEN] if environment else [TOKEN]
    for variable in filter(lambda name: _is_set(environ, name), variables):
        if not is_free:
            _check_token(environ, variable, environment, is_of_production)
        return Choice(environment, "variable", variable, _why(environment, variable))
    if fitting := _fitting(accounts, environment):
        return _only(fitting, environment)
    if environment not in {"", PRODUCTION} and _is_set(environ, variable_of(PRODUCTION)):
        if not is_free:
            raise _refused(environment, f"Only {variable_of(PRODUCTION)} is set")
        why = f"Nothing else is set, and {environment} is allowed to use it."
        return Choice(environment, "variable", variable_of(PRODUCTION), why)
    raise _missing(environment, accounts)


def describe(
    environ: Mapping[str, str],
    *,
    account: str = "",
    accounts: Sequence[LinkedAccount] = (),
    allow_production: bool = False,
    is_of_production: Callable[[Secret], bool] = lambda _token: False,
) -> Description:
    """Tell what `choose` would do, which variables are set, and what is wrong with them; never raises."""
    choice, refusal = None, ""
    try:
        choice = choose(
            environ,
            account=account,
            accounts=accounts,
            allow_production=allow_production,
            is_of_production=is_of_production,
        )
    except (ConfigurationError, EnvironmentRefused) as error:
        refusal = str(error)
    environment = _environment_or_none(environ)
    usual = [TOKEN, *_VARIABLES.values(), variable_of(environment) if environment else TOKEN]
    names = dict.fromkeys([*usual, *sorted(name for name in environ if name.startswith(f"{TOKEN}_"))])
    variables = tuple(Variable(name, _hint(environ[name]) if _is_set(environ, name) else "") for name in names)
    problems = (*_problems(environ, environment), *_odd_values(environ, names), *_shared(environ, names))
    return Description(environment, variables, choice, refusal, problems)


def token_of(choice: Choice, environ: Mapping[str, str]) -> Secret:
    """The token of a choice that fell on a variable."""
    return Secret(environ[choice.name].strip())


def has_same_token(environ: Mapping[str, str], one: str, other: str) -> bool:
    """Tell whether two variables hold the same token, however it is written; in constant time."""
    tokens = _read(environ, one), _read(environ, other)
    return tokens[0] is not None and tokens[0] == tokens[1]


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name, "").strip())


def _read(environ: Mapping[str, str], name: str) -> Secret | None:
    """The token in a variable, as it is sent; None where there is none that could be."""
    try:
        return read_token(environ.get(name, "")).header
    except ConfigurationError:
        return None


def _environment_or_none(environ: Mapping[str, str]) -> str:
    try:
        return read_environment(environ.get(ENVIRONMENT, ""))
    except ConfigurationError:
        return ""


def _hint(text: str) -> str:
    try:
        return read_pasted_token(text).token.hint()
    except ConfigurationError:
        return Secret(text.strip()).hint()


def _problems(environ: Mapping[str, str], environment: str) -> Iterator[str]:
    """What is wrong with the names of what is set."""
    for name, meant in _NEAR_MISSES.items():
        if _is_set(environ, name):
            yield f"{name} is not read: call it {meant}."
    specific = [name for name in _VARIABLES.values() if _is_set(environ, name)]
    if specific and not environ.get(ENVIRONMENT, "").strip():
        yield f"{ENVIRONMENT} is not set, so {TOKEN} alone is read, and not {' or '.join(specific)}."
    if environ.get(ALLOW_PRODUCTION, "").strip().lower() in _ON and environment != PRODUCTION:
        yield f"{ALLOW_PRODUCTION} is on: nothing keeps production's token out of other environments."


def _odd_values(environ: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    """What is wrong with what they hold."""
    for name in names:
        text = environ.get(name, "")
        if not text.strip():
            if name in environ:
                yield f"{name} is set, and empty."
            continue
        if text.strip().strip("\"'").strip() != text:
            yield f"{name} has spaces or quotes around its token."
        try:
            read = read_pasted_token(text)
        except ConfigurationError as error:
            yield f"{name}: {error.message}"
        else:
            yield from (f"{name}: {notice}" for notice in read.notices)


def _shared(environ: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    """Which variables of different environments hold the same token."""
    for one, other in combinations(names, 2):
        is_apart = TOKEN not in {one, other} or variable_of(PRODUCTION) in {one, other}
        if is_apart and has_same_token(environ, one, other):
            yield f"{one} and {other} hold the same token: give each environment its own."


def _check_token(
    environ: Mapping[str, str], variable: str, environment: str, is_of_production: Callable[[Secret], bool]
) -> None:
    if has_same_token(environ, variable, variable_of(PRODUCTION)):
        raise _refused(environment, f"{variable} holds the same token as {variable_of(PRODUCTION)}")
    if is_of_production(Secret(environ[variable].strip())):
        raise _refused(environment, f"{variable} holds the token of an account of production")


def _fitting(accounts: Sequence[LinkedAccount], environment: str) -> list[str]:
    """Names of the accounts for an environment, else of those for any."""
    if not environment:
        return [one.name for one in accounts]
    return [one.name for one in accounts if one.environment == environment] or [
        one.name for one in accounts if one.environment is None
    ]


def _only(fitting: list[str], environment: str) -> Choice:
    if len(fitting) > 1:
        raise ConfigurationError(
            f"{len(fitting)} linked accounts can be used{_in(environment)}: {', '.join(sorted(fitting))}.",
            advice=f"Say which: --account NAME, or {ACCOUNT}.",
        )
    return Choice(environment, "account", fitting[0], f"No token is set, and it is the only account{_in(environment)}.")


def _why(environment: str, variable: str) -> str:
    if not environment:
        return f"{ENVIRONMENT} is not set."
    if variable == TOKEN:
        return f"{ENVIRONMENT} is {environment}, and {variable_of(environment)} is not set."
    return f"{ENVIRONMENT} is {environment}."


def _in(environment: str) -> str:
    return f" in {environment}" if environment else ""


def _missing(environment: str, accounts: Sequence[LinkedAccount]) -> ConfigurationError:
    own = f"{variable_of(environment)} or {TOKEN}" if environment else TOKEN
    others = f" The linked accounts are for other environments: {_names(accounts)}." if accounts else ""
    link = f"clickgate link{f' --environment {environment}' if environment else ''}"
    return ConfigurationError(
        f"There is no token{_in(environment)}.{others}", advice=f"Set {own}, or link an account: `{link}`."
    )


def _names(accounts: Sequence[LinkedAccount]) -> str:
    return ", ".join(f"{one.name} ({one.environment})" for one in accounts)


def _refused(environment: str, what: str) -> EnvironmentRefused:
    return EnvironmentRefused(
        f"{what}, and this is {environment}. Nothing was sent.",
        advice=f"Give {environment} a token of its own in {variable_of(environment)}; "
        f"{ALLOW_PRODUCTION}=1 allows it all the same.",
    )
