"""One variable of a .env file is set; loaders read the new value, and nothing else has changed."""

import io
import re
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickgate.kernel.secret import Secret
from clickgate.vault.propagate.dotenv_text import is_key, is_value, set_variable

KEY = "CLICKUP_API_TOKEN"
NEW = "pk_1_NEW"


def set_to(text, value=NEW):
    return set_variable(Secret(text), KEY, Secret(value)).reveal()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", f"{KEY}=pk_1_NEW\n", id="an empty file"),
        pytest.param("A=1", f"A=1\n{KEY}=pk_1_NEW\n", id="no line end at the end"),
        pytest.param("A=1\r\n", f"A=1\r\n{KEY}=pk_1_NEW\r\n", id="line ends of Windows"),
        pytest.param(f"{KEY}=old\nB=2\n", f"{KEY}=pk_1_NEW\nB=2\n", id="in place"),
        pytest.param(f"{KEY}=\nB=2", f"{KEY}=pk_1_NEW\nB=2", id="an empty value"),
        pytest.param(f"{KEY}= # put it here\n", f"{KEY}=pk_1_NEW # put it here\n", id="an empty value and a comment"),
        pytest.param(f"{KEY}=old # mine\r\n", f"{KEY}=pk_1_NEW # mine\r\n", id="a comment behind it"),
        pytest.param(f"{KEY}=a#b\n", f"{KEY}=pk_1_NEW\n", id="a # within the value"),
        pytest.param(f'  export  {KEY} = "old"  # x\n', f'  export  {KEY} = "pk_1_NEW"  # x\n', id="as it was written"),
        pytest.param(f"{KEY}='old'\n", f"{KEY}='pk_1_NEW'\n", id="in its quotation marks"),
        pytest.param(f'{KEY}="a\nb"\nB=2\n', f'{KEY}="pk_1_NEW"\nB=2\n', id="over several lines"),
        pytest.param(f"{KEY}=old 'x\n", f"{KEY}=pk_1_NEW\n", id="a quotation mark within the value"),
        pytest.param(f"{KEY}='a'b\n", f"{KEY}=pk_1_NEW\n", id="more behind the quotation"),
        pytest.param(f"{KEY}=1\n{KEY}=2\n", f"{KEY}=pk_1_NEW\n{KEY}=pk_1_NEW\n", id="set twice"),
        pytest.param(f"#{KEY}=old\n", f"#{KEY}=old\n{KEY}=pk_1_NEW\n", id="in a comment"),
        pytest.param(f"MY_{KEY}=a\n{KEY}_2=b\n", f"MY_{KEY}=a\n{KEY}_2=b\n{KEY}=pk_1_NEW\n", id="names like it"),
        pytest.param(f'A="x\n{KEY}=no\n"\n', f'A="x\n{KEY}=no\n"\n{KEY}=pk_1_NEW\n', id="within another value"),
        pytest.param(f'A="\\"\n{KEY}=no"\n', f'A="\\"\n{KEY}=no"\n{KEY}=pk_1_NEW\n', id="behind an escaped mark"),
        pytest.param(f"\xef\xbb\xbf{KEY}=old", f"\xef\xbb\xbf{KEY}=pk_1_NEW", id="behind a byte order mark"),
        pytest.param("A=\xa0\n", f"A=\xa0\n{KEY}=pk_1_NEW\n", id="odd white space"),
    ],
)
def test_the_variable_is_set_and_the_rest_stays(before, after):
    assert set_to(before) == after
    assert set_to(after) == after


@pytest.mark.parametrize(("value", "written"), [("a b", "'a b'"), ("$HOME", "'$HOME'"), ('say "x"', "'say \"x\"'")])
def test_what_a_shell_would_change_is_quoted(value, written):
    assert set_to(f'{KEY}="old"\n', value) == f"{KEY}={written}\n"


@pytest.mark.parametrize("text", ["A='x\nB=1\n", '# c\n\nA="never ends\n'])
def test_a_quotation_without_an_end_is_refused_with_the_number_of_its_line(text):
    with pytest.raises(ValueError, match=f"line {text[: text.index('A=')].count(chr(10)) + 1} begins a quotation"):
        set_to(text)


@pytest.mark.parametrize("value", ["", "it's", "a\nb", "a\x00b", "é", "a\\\\b", "ends in \\", "a\\'b", "tab\t"])
def test_what_loaders_read_in_different_ways_is_no_value(value):
    assert not is_value(Secret(value))


@pytest.mark.parametrize("value", ["pk_1_A", "a b", "a\\b", '"', "`", "$x", "a#b", "-", "%41", "~", "!"])
def test_what_they_all_read_alike_is_one(value):
    assert is_value(Secret(value))


def test_names_that_every_loader_takes():
    assert [name for name in ("A", "_a1", "1A", "A-B", "A.B", "", "A B", "É", "A\n") if is_key(name)] == ["A", "_a1"]


values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30).filter(
    lambda text: is_value(Secret(text))
)
names = st.sampled_from(["A", "B_2", KEY, "MY_" + KEY])
bare = st.text(
    st.characters(codec="ascii", exclude_characters="\r\n\x00'\"`#\\$", categories=["L", "N", "P", "S"]), max_size=8
)
lines = st.one_of(
    st.builds("{}={}".format, names, bare),
    st.builds("export {}={} # note".format, names, bare),
    st.builds("{} = '{}'".format, names, bare | st.just("two\nlines") | st.just(f"x\n{KEY}=inner\n")),
    st.builds('{}="{}"'.format, names, bare | st.just('a \\" b') | st.just("two\r\nlines")),
    st.builds("{}=".format, names),
    st.builds("# {}".format, bare),
    st.just(""),
)
files = st.builds(lambda parts, end: end.join(parts), st.lists(lines, max_size=8), st.sampled_from(["\n", "\r\n"]))


def load(text):
    from dotenv import dotenv_values

    return dotenv_values(stream=io.StringIO(text), interpolate=False)


@given(files, values)
@example(f"{KEY}=1\n\n", "x")
def test_a_common_loader_reads_the_new_value_and_the_others_as_before(text, value):
    before, after = load(text), load(set_to(text, value))

    assert after == {**before, KEY: value}


@given(files, values)
def test_what_is_set_is_found_and_setting_it_again_changes_nothing(text, value):
    once = set_to(text, value)

    assert set_to(once, value) == once


@given(st.lists(lines, max_size=8), st.sampled_from(["\n", "\r\n"]), values)
def test_no_other_line_is_touched(parts, end, value):
    others = [part for part in parts if re.match(rf"(?:export )?{KEY} ?=", part) is None]

    after, at = set_to(end.join(parts), value), 0

    for part in others:
        at = after.find(part, at)
        assert at >= 0
        at += len(part)


@given(st.text(st.characters(max_codepoint=255), max_size=60), values)
def test_whatever_a_file_holds_it_is_set_or_refused(text, value):
    try:
        after = set_to(text, value)
    except ValueError as error:
        after, what = text, str(error)
    else:
        what = ""

    assert re.fullmatch(r"line \d+ begins a quotation that never ends", what) or set_to(after, value) == after


@settings(max_examples=25, deadline=None)
@given(values)
def test_a_shell_reads_the_same(value):
    text = set_to(f"A=1\n{KEY}=old # c\n", value)

    done = subprocess.run(
        ["sh", "-c", f'. /dev/stdin; printf %s "${KEY}"'], input=text, capture_output=True, text=True, check=True
    )

    assert done.stdout == value
