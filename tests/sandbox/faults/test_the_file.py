import re
from pathlib import Path
from typing import get_args

import pytest

from outbound.mistakes import UserMistake
from outbound.sandbox import faults
from outbound.sandbox.faults import Fault
from outbound.sandbox.faults.file import read_faults
from outbound.sandbox.faults.plan import Kind
from tests.conftest import EXAMPLE

SHOWN = EXAMPLE.with_name("faults.toml")
A_FAULT = '[[fault]]\non = "bulk"\nkind = "drop"\nnumbers = [1]\n'


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def complaint(path: Path) -> str:
    with pytest.raises(UserMistake) as mistake:
        read_faults(path)
    return str(mistake.value).removeprefix(f"{path}: ")


def entry(**fields: object) -> str:
    """The second entry of a file, whose first one is right."""
    usual = {"on": '"bulk"', "kind": '"drop"', "probability": "0.2"}
    lines = [f"{name} = {of}" for name, of in {**usual, **fields}.items() if of is not None]
    return "\n".join([A_FAULT, "[[fault]]", *lines])


def test_a_file_says_what_code_can_say(tmp_path: Path) -> None:
    text = f'seed = 3\n{A_FAULT}until = 10\n[[fault]]\non = "any"\nkind = "hang"\n'
    read = read_faults(write(tmp_path / "f.toml", f"{text}probability = 0.2\nseconds = 5\n"))
    assert read.seed == 3
    assert read.entries == [
        Fault(on="bulk", kind="drop", numbers=[1], until=10),
        Fault(on="any", kind="hang", probability=0.2, seconds=5),
    ]


def test_the_example_shows_every_kind() -> None:
    shown = {fault.kind for fault in read_faults(SHOWN).entries}
    assert shown == set(get_args(Kind))


def test_every_kind_is_explained() -> None:
    assert faults.__doc__
    assert set(re.findall(r"^- `(\w+)`", faults.__doc__, re.MULTILINE)) == set(get_args(Kind))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": '"comit"'}, 'kind is "comit": write one of drop, commit_then_drop, '),
        ({"kind": None}, "kind is missing: write one of drop, "),
        ({"on": '"bulks"'}, 'on is "bulks": write one of token, call_flow, '),
        ({"on": "5"}, "on is 5: write one of token, "),
        ({"second": "5"}, "second is 5, and there is no such field: write on, kind, "),
        ({"probability": "1.5"}, "probability is 1.5: write a number above 0 and at most 1"),
        ({"probability": "0"}, "probability is 0: write a number above 0"),
        ({"probability": '"0.2"'}, 'probability is "0.2": write a number above 0'),
        ({"probability": None}, "probability and numbers are both missing: write one of them"),
        ({"numbers": "[1]"}, "probability is 0.2 and numbers is [1]: keep only one"),
        ({"numbers": "[]"}, "numbers is []: write a list of whole numbers from 1 on"),
        ({"numbers": "[1, 0]"}, "numbers has the item 0: write a list of whole numbers"),
        ({"numbers": "3"}, "numbers is 3: write a list of whole numbers from 1 on"),
        ({"until": "0"}, "until is 0: write a whole number from 1 on"),
        ({"kind": '"hang"', "seconds": "-1"}, "seconds is -1: write a number above 0"),
        ({"kind": '"hang"', "seconds": "nan"}, "seconds is NaN: write a number above 0"),
        ({"kind": '"hang"'}, "seconds is missing, and hang needs it: write seconds = 5"),
        ({"seconds": "5"}, "seconds is 5, and drop has none: take it out"),
        ({"kind": '"error"', "status": "404"}, "status is 404: write a status from 500 to 599"),
        ({"kind": '"blocked"', "status": "500"}, "status is 500: write a status from 400 to 499"),
        ({"words": "[]"}, 'words is []: write a list of texts, like ["union select"]'),
        ({"words": '[""]'}, 'words has the item "": write a list of texts'),
        ({"status": "500"}, "status is 500, and drop has none: take it out"),
        ({"as_date": "true"}, "as_date is true, and drop has none: take it out"),
        (
            {"kind": '"lag"', "seconds": "5"},
            'on is "bulk", where lag cannot happen: write list',
        ),
        (
            {"on": '"list"', "kind": '"half_then_drop"'},
            'on is "list", where half_then_drop cannot happen: write bulk',
        ),
        (
            {"on": '"token"', "kind": '"dead_token"'},
            'on is "token", where dead_token cannot happen: write one of call_flow, ',
        ),
    ],
)
def test_a_mistake_in_an_entry_is_told_with_its_remedy(
    tmp_path: Path, fields: dict[str, str | None], said: str
) -> None:
    told = complaint(write(tmp_path / "f.toml", entry(**fields)))
    assert told.startswith(f"in fault 2, {said}")
    assert told.endswith(".")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'seed = "x"\n{A_FAULT}', 'seed is "x": write a whole number, or leave it out.'),
        (f"sed = 1\n{A_FAULT}", "sed is 1, and there is no such field: write seed, fault."),
        ("fault = [5]", "in fault 1, 5 stands for an entry: begin each with [[fault]]."),
        ('[fault]\non = "bulk"\n', 'fault is {"on": "bulk"}: write entries that begin with'),
    ],
)
def test_a_mistake_around_the_entries_is_told(tmp_path: Path, text: str, said: str) -> None:
    assert complaint(write(tmp_path / "f.toml", text)).startswith(said)


def test_what_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    told = complaint(write(tmp_path / "f.toml", "seed = 3\n[[fault]\n"))
    assert "is not TOML" in told
    assert "line 2" in told


def test_a_file_without_faults_is_a_mistake(tmp_path: Path) -> None:
    assert "has no [[fault]]" in complaint(write(tmp_path / "f.toml", "seed = 3\n"))


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    assert "No such file" in complaint(tmp_path / "f.toml")
    assert "Is a directory" in complaint(tmp_path)


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in complaint(tmp_path / "f.toml")
