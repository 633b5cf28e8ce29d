from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts import ListOptions, read_profile, write_profile
from outbound.mistakes import UserMistake

column = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
options = st.builds(
    ListOptions,
    region=st.sampled_from([None, "JP", "US"]),
    columns=st.dictionaries(st.sampled_from(["phone_number", "time_zone"]), column),
    only=st.lists(column, max_size=3),
    drop=st.lists(column, max_size=3),
    name_order=st.sampled_from([None, "family first", "given first"]),
    event_zone=st.sampled_from([None, "Asia/Tokyo"]),
    one_per_number=st.booleans(),
    same_id=st.sampled_from(["refuse", "first"]),
    encoding=st.sampled_from([None, "cp874"]),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profiles") / "clinic.toml"


@given(kept=options)
def test_a_profile_keeps_every_option(file: Path, kept: ListOptions) -> None:
    write_profile(file, kept)
    assert read_profile(file) == kept


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("regoin = 'JP'", "regoin"),
        ("region = 'XX'", "two-letter code"),
        ("region = ", "not TOML"),
        ("[columns]\nphone = 'x'", "no field of a call"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told(file: Path, text: str, what: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(UserMistake, match=rf"clinic.toml.*{what}"):
        read_profile(file)


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserMistake, match="cannot be read"):
        read_profile(tmp_path / "nowhere.toml")
