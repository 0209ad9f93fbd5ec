"""Which token is used follows from the environment, and production's stays out of all others."""

from __future__ import annotations

import string
from itertools import combinations, product
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickgate.accounts.environments import (
    Choice,
    check_environment,
    choose,
    describe,
    has_same_token,
    read_environment,
    token_of,
    variable_of,
)
from clickgate.errors import ConfigurationError, EnvironmentRefused
from clickgate.kernel.secret import Secret
from tests.unit.accounts.tokens import make_personal

PLAIN, DEV, STAGING, PROD, QA = (make_personal(seed) for seed in range(5))
ALL = {
    "CLICKUP_API_TOKEN": PLAIN,
    "CLICKUP_API_TOKEN_DEV": DEV,
    "CLICKUP_API_TOKEN_STAGING": STAGING,
    "CLICKUP_API_TOKEN_PROD": PROD,
    "CLICKUP_API_TOKEN_QA_EU": QA,
}


class Linked(NamedTuple):
    name: str
    environment: str | None = None


@pytest.mark.parametrize("environment", ["", "dev", "stage", "prod", "qa"])
def test_the_whole_matrix(environment: str):
    """Which variables are set, which of them hold production's token, whether that is allowed: all combinations."""
    own = variable_of(read_environment(environment)) if environment else "CLICKUP_API_TOKEN_DEV"
    plain, prod = "CLICKUP_API_TOKEN", "CLICKUP_API_TOKEN_PROD"
    for set_, stolen, allowed in product(subsets({own, plain, prod}), subsets({own, plain} - {prod}), [False, True]):
        tokens = {own: DEV, plain: PLAIN, prod: PROD} | dict.fromkeys(stolen, PROD)
        environ = {"CLICKGATE_ENV": environment} | {name: tokens[name] for name in set_}
        found = next((name for name in ([own, plain] if environment else [plain]) if name in set_), "")
        is_guarded = environment not in {"", "prod"} and prod in set_
        if not found and is_guarded:
            found = prod
        is_refused = is_guarded and (found == prod or found in stolen) and not allowed

        outcome, _ = attempt(environ, allow_production=allowed)

        assert (outcome.name if outcome else "") == ("" if is_refused else found), environ


def subsets(names: set[str]) -> list[set[str]]:
    return [set(chosen) for count in range(len(names) + 1) for chosen in combinations(sorted(names), count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  ", ""),
        ("dev", "development"),
        ("stage", "staging"),
        ("prod", "production"),
        (" Production\n", "production"),
        ("staging", "staging"),
        ("qa-eu", "qa-eu"),
        ("a" * 31, "a" * 31),
    ],
)
def test_an_environment_is_read_by_its_name_or_its_short_name(text: str, expected: str):
    assert read_environment(text) == expected


@pytest.mark.parametrize("text", ["1st", "-x", "a" * 32, "a b", "qa_eu", "prod;", "é", "a\x00", "../x"])
def test_what_is_no_name_of_an_environment_is_refused(text: str):
    with pytest.raises(ConfigurationError, match="CLICKGATE_ENV"):
        read_environment(text)


@pytest.mark.parametrize(
    ("environment", "set_", "expected"),
    [
        pytest.param("", "plain dev staging prod", "CLICKUP_API_TOKEN", id="none: the plain one"),
        pytest.param("dev", "plain dev staging prod", "CLICKUP_API_TOKEN_DEV", id="development's own"),
        pytest.param("development", "plain dev", "CLICKUP_API_TOKEN_DEV", id="by its long name"),
        pytest.param("staging", "plain dev staging prod", "CLICKUP_API_TOKEN_STAGING", id="staging's own"),
        pytest.param("prod", "plain dev staging prod", "CLICKUP_API_TOKEN_PROD", id="production's own"),
        pytest.param("qa-eu", "plain dev qa_eu", "CLICKUP_API_TOKEN_QA_EU", id="that of one's own environment"),
        pytest.param("dev", "plain prod", "CLICKUP_API_TOKEN", id="without development's own the plain one"),
        pytest.param("prod", "plain dev", "CLICKUP_API_TOKEN", id="without production's own the plain one"),
        pytest.param("qa", "plain", "CLICKUP_API_TOKEN", id="without one's own the plain one"),
    ],
)
def test_each_environment_has_a_variable_and_the_plain_one_stands_in(environment: str, set_: str, expected: str):
    environ = given_variables(environment, set_)

    choice = choose(environ)

    assert (choice.source, choice.name) == ("variable", expected)
    assert choice.environment == read_environment(environment)
    assert token_of(choice, environ) == Secret(ALL[expected])


@pytest.mark.parametrize(
    ("environment", "set_", "named"),
    [
        pytest.param("", "dev staging prod", "CLICKUP_API_TOKEN", id="none"),
        pytest.param("dev", "staging", "CLICKUP_API_TOKEN_DEV or CLICKUP_API_TOKEN", id="development"),
        pytest.param("prod", "dev staging", "CLICKUP_API_TOKEN_PROD or CLICKUP_API_TOKEN", id="production"),
        pytest.param("qa-eu", "dev", "CLICKUP_API_TOKEN_QA_EU or CLICKUP_API_TOKEN", id="one's own"),
    ],
)
def test_a_missing_token_is_told_by_the_name_of_its_variable_and_with_the_other_way(
    environment: str, set_: str, named: str
):
    with pytest.raises(ConfigurationError) as caught:
        choose(given_variables(environment, set_))

    assert f"Set {named}" in caught.value.advice
    assert "clickgate link" in caught.value.advice


@pytest.mark.parametrize("environment", ["dev", "staging", "qa-eu"])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"CLICKUP_API_TOKEN": PROD}, id="the plain one is production's"),
        pytest.param({"CLICKUP_API_TOKEN": f' "Bearer {PROD}"\n'}, id="written otherwise"),
        pytest.param({}, id="only production's is set"),
    ],
)
def test_production_s_token_is_refused_elsewhere(environment: str, changes: dict[str, str]):
    environ = {"CLICKGATE_ENV": environment, "CLICKUP_API_TOKEN_PROD": PROD, **changes}

    with pytest.raises(EnvironmentRefused) as caught:
        choose(environ)

    assert variable_of(read_environment(environment)) in caught.value.advice
    assert "Nothing was sent" in caught.value.message
    assert PROD[-8:] not in str(caught.value)


@pytest.mark.parametrize("environment", ["dev", "staging", "qa-eu"])
def test_an_environment_s_own_variable_with_production_s_token_is_refused(environment: str):
    variable = variable_of(read_environment(environment))

    with pytest.raises(EnvironmentRefused, match=variable):
        choose({"CLICKGATE_ENV": environment, "CLICKUP_API_TOKEN_PROD": PROD, variable: PROD, "CLICKUP_API_TOKEN": DEV})


def test_the_token_of_an_account_of_production_is_refused_elsewhere():
    asked: list[Secret] = []

    with pytest.raises(EnvironmentRefused, match="account of production"):
        choose(
            {"CLICKGATE_ENV": "dev", "CLICKUP_API_TOKEN_DEV": f" {DEV} "},
            is_of_production=lambda token: bool(asked.append(token)) or True,
        )

    assert asked == [Secret(DEV)]


@pytest.mark.parametrize("environment", ["", "prod"])
def test_without_an_environment_and_in_production_nothing_is_refused(environment: str):
    environ = {"CLICKGATE_ENV": environment, "CLICKUP_API_TOKEN": PROD, "CLICKUP_API_TOKEN_PROD": PROD}

    assert choose(environ, is_of_production=lambda _token: True).source == "variable"
    check_environment("production", environ)


@pytest.mark.parametrize(
    ("flag", "allow"),
    [("1", False), ("true", False), (" YES ", False), ("on", False), ("", True), ("0", True)],
)
def test_production_can_be_allowed(flag: str, allow: bool):
    environ = {"CLICKGATE_ENV": "dev", "CLICKUP_API_TOKEN_PROD": PROD, "CLICKGATE_ALLOW_PRODUCTION": flag}

    only = choose(environ, allow_production=allow)
    same = choose({**environ, "CLICKUP_API_TOKEN_DEV": PROD}, allow_production=allow)
    check_environment("production", environ, allow_production=allow)

    assert (only.name, same.name) == ("CLICKUP_API_TOKEN_PROD", "CLICKUP_API_TOKEN_DEV")
    assert "allowed" in only.why


@pytest.mark.parametrize("flag", ["0", "no", "false", "off", "", "  "])
def test_a_flag_that_is_off_allows_nothing(flag: str):
    with pytest.raises(EnvironmentRefused):
        check_environment("production", {"CLICKGATE_ENV": "dev", "CLICKGATE_ALLOW_PRODUCTION": flag})


def test_a_flag_that_can_t_be_read_allows_nothing():
    with pytest.raises(ConfigurationError, match="CLICKGATE_ALLOW_PRODUCTION"):
        check_environment("production", {"CLICKGATE_ENV": "dev", "CLICKGATE_ALLOW_PRODUCTION": "maybe"})


@pytest.mark.parametrize("account_environment", [None, "development", "staging", "qa-eu"])
def test_accounts_of_other_environments_can_be_used_anywhere(account_environment: str | None):
    assert check_environment(account_environment, {"CLICKGATE_ENV": "dev"}) is None


@pytest.mark.parametrize(
    ("environ", "accounts", "expected"),
    [
        pytest.param({}, [Linked("a")], "a", id="the only one"),
        pytest.param({}, [Linked("p", "production")], "p", id="the only one, of any environment"),
        pytest.param({"CLICKGATE_ENV": "dev"}, [Linked("d", "development"), Linked("p", "production")], "d", id="own"),
        pytest.param({"CLICKGATE_ENV": "dev"}, [Linked("d", "development"), Linked("a")], "d", id="own before any"),
        pytest.param({"CLICKGATE_ENV": "dev"}, [Linked("a"), Linked("p", "production")], "a", id="that for any"),
        pytest.param(
            {"CLICKGATE_ENV": "dev", "CLICKUP_API_TOKEN_PROD": PROD}, [Linked("a")], "a", id="beside production's token"
        ),
        pytest.param({"CLICKGATE_ACCOUNT": "b"}, [Linked("a"), Linked("b")], "b", id="that which is named"),
        pytest.param({"CLICKGATE_ACCOUNT": "b", **ALL}, [Linked("b")], "b", id="named goes before a variable"),
        pytest.param({"CLICKGATE_ACCOUNT": "not known yet"}, [], "not known yet", id="looked up by the caller"),
    ],
)
def test_an_account_is_used_where_it_is_named_or_the_only_one(
    environ: dict[str, str], accounts: list[Linked], expected: str
):
    choice = choose(environ, accounts=accounts)

    assert (choice.source, choice.name) == ("account", expected)


def test_what_the_call_names_goes_before_what_the_environment_names():
    assert choose({"CLICKGATE_ACCOUNT": "b"}, account="a").name == "a"


def test_a_token_goes_before_an_account_that_nobody_named():
    assert choose({"CLICKUP_API_TOKEN": PLAIN}, accounts=[Linked("a")]).source == "variable"


@pytest.mark.parametrize("environment", ["dev", "staging", "qa-eu"])
def test_an_account_of_production_is_refused_elsewhere_though_it_is_named(environment: str):
    accounts = [Linked("live", "production")]

    with pytest.raises(EnvironmentRefused):
        choose({"CLICKGATE_ENV": environment}, account="live", accounts=accounts)

    assert choose({"CLICKGATE_ENV": environment}, account="live", accounts=accounts, allow_production=True)


def test_among_several_accounts_one_has_to_be_named():
    with pytest.raises(ConfigurationError, match="a, b") as caught:
        choose({}, accounts=[Linked("b"), Linked("a")])

    assert "--account" in caught.value.advice


def test_accounts_of_other_environments_are_told_where_none_fits():
    with pytest.raises(ConfigurationError, match=r"live \(production\)"):
        choose({"CLICKGATE_ENV": "dev"}, accounts=[Linked("live", "production")])


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_variable_is_not_set(blank: str):
    environ = {"CLICKGATE_ENV": "dev", "CLICKUP_API_TOKEN_DEV": blank, "CLICKUP_API_TOKEN": PLAIN}

    assert choose(environ).name == "CLICKUP_API_TOKEN"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (PROD, PROD, True),
        (PROD, f"'{PROD}' ", True),
        (PROD, DEV, False),
        ("", "", False),
        ("\udcff", "\udcff", False),
        (PROD, "\udcff", False),
    ],
)
def test_tokens_are_compared_as_they_are_sent(one: str, other: str, expected: bool):
    assert has_same_token({"A": one, "B": other}, "A", "B") is expected


def test_a_description_says_what_is_set_and_shows_no_token():
    shown = describe({"CLICKGATE_ENV": "staging", **ALL})

    assert shown.environment == "staging"
    assert shown.choice is not None
    assert shown.choice.name == "CLICKUP_API_TOKEN_STAGING"
    assert {one.name: one.hint for one in shown.variables} == {name: f"pk_…{token[-4:]}" for name, token in ALL.items()}
    assert shown.problems == ()
    assert not any(token in repr(shown) for token in ALL.values())


def test_a_description_names_the_usual_variables_though_they_are_not_set():
    shown = describe({"CLICKGATE_ENV": "qa"})

    assert [(one.name, one.hint) for one in shown.variables] == [
        ("CLICKUP_API_TOKEN", ""),
        ("CLICKUP_API_TOKEN_DEV", ""),
        ("CLICKUP_API_TOKEN_STAGING", ""),
        ("CLICKUP_API_TOKEN_PROD", ""),
        ("CLICKUP_API_TOKEN_QA", ""),
    ]
    assert shown.choice is None
    assert "CLICKUP_API_TOKEN_QA" in shown.refusal


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        pytest.param(
            {"CLICKGATE_ENV": "prod", "CLICKUP_API_TOKEN_DEV": PROD, "CLICKUP_API_TOKEN_PROD": PROD},
            "CLICKUP_API_TOKEN_DEV and CLICKUP_API_TOKEN_PROD hold the same token",
            id="development and production share a token",
        ),
        pytest.param(
            {"CLICKGATE_ENV": "prod", "CLICKUP_API_TOKEN": PROD, "CLICKUP_API_TOKEN_PROD": PROD},
            "CLICKUP_API_TOKEN and CLICKUP_API_TOKEN_PROD hold the same token",
            id="what stands in for all is production's",
        ),
        pytest.param({"CLICKUP_API_TOKEN": f'"{PLAIN}"'}, "spaces or quotes", id="quotes"),
        pytest.param({"CLICKUP_API_TOKEN": f"{PLAIN}\r"}, "spaces or quotes", id="a line ending"),
        pytest.param({"CLICKUP_API_TOKEN": f"Bearer {PLAIN}"}, "sent without 'Bearer'", id="a scheme"),
        pytest.param({"CLICKUP_API_TOKEN": "YOUR_TOKEN"}, "CLICKUP_API_TOKEN: That is", id="a placeholder"),
        pytest.param({"CLICKUP_API_TOKEN": ""}, "CLICKUP_API_TOKEN is set, and empty", id="empty"),
        pytest.param(
            {"CLICKUP_API_TOKEN_PRODUCTION": PROD}, "is not read: call it CLICKUP_API_TOKEN_PROD", id="another name"
        ),
        pytest.param({"CLICKUP_API_KEY": PLAIN}, "is not read: call it CLICKUP_API_TOKEN", id="a name used elsewhere"),
        pytest.param(
            {"CLICKUP_API_TOKEN_DEV": DEV}, "CLICKGATE_ENV is not set, so CLICKUP_API_TOKEN alone", id="no environment"
        ),
        pytest.param({"CLICKGATE_ALLOW_PRODUCTION": "1"}, "nothing keeps production's token", id="production allowed"),
    ],
)
def test_a_description_says_what_is_wrong(environ: dict[str, str], problem: str):
    shown = describe(environ)

    assert [one for one in shown.problems if problem in one] != []
    assert not any(token in repr(shown) for token in ALL.values())


@pytest.mark.parametrize("environ", [{"CLICKGATE_ENV": "!"}, {"CLICKGATE_ENV": "dev", "CLICKUP_API_TOKEN_PROD": PROD}])
def test_a_description_tells_a_refusal_instead_of_raising_it(environ: dict[str, str]):
    shown = describe(environ)

    assert shown.choice is None
    assert shown.refusal != ""


names = st.sampled_from(["CLICKGATE_ENV", "CLICKGATE_ACCOUNT", "CLICKGATE_ALLOW_PRODUCTION", "CLICKUP_API_KEY", *ALL])
values = st.one_of(
    st.sampled_from([*ALL.values(), f'"{PROD}"', "dev", "prod", "qa-eu", "1", ""]),
    st.text(max_size=20),
    st.text(string.ascii_letters + "\udcff", max_size=20),
)


@given(st.dictionaries(names, values))
def test_whatever_is_set_the_outcome_is_a_choice_or_a_plain_refusal(environ: dict[str, str]):
    """Production's token, as its variable has it, never comes out in development unless that is allowed."""
    shown = describe(environ)
    choice, refusal = attempt(environ)
    is_guarded = shown.environment not in {"", "production"} and "CLICKGATE_ALLOW_PRODUCTION" not in environ

    assert (shown.choice, shown.refusal) == (choice, refusal)
    assert not (
        is_guarded
        and choice is not None
        and choice.source == "variable"
        and has_same_token(environ, choice.name, "CLICKUP_API_TOKEN_PROD")
    )
    assert not any(token in repr(shown) for token in ALL.values() if token not in environ.get("CLICKGATE_ACCOUNT", ""))


def attempt(environ: dict[str, str], **options: bool) -> tuple[Choice | None, str]:
    try:
        return choose(environ, **options), ""
    except (ConfigurationError, EnvironmentRefused) as error:
        return None, str(error)


def given_variables(environment: str, set_: str) -> dict[str, str]:
    wanted = {"CLICKUP_API_TOKEN" if one == "plain" else f"CLICKUP_API_TOKEN_{one.upper()}" for one in set_.split()}
    return {"CLICKGATE_ENV": environment} | {name: ALL[name] for name in wanted}
