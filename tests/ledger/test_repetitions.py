from dataclasses import replace

import pytest

from outbound.ledger.repetitions import Sameness
from outbound.ledger.staged import SharedId, StagedRow
from tests.ledger.runs import A_RUN, Story, person, unusable


def row(
    number: int,
    external_id: str,
    who: str,
    phone: str | None = None,
    if_shared: SharedId = SharedId.ORDINARY,
) -> StagedRow:
    """A row of a person, with a number that is theirs alone unless it is said."""
    ordinary = person(number, external_id)
    phone_number = phone or str(ordinary.phone_number)
    return replace(ordinary, person=who, phone_number=phone_number, if_shared=if_shared)


async def ids(story: Story) -> list[object]:
    return [exported["external_id"] for exported in await story.exported()]


async def test_an_id_of_two_people_is_a_contradiction(story: Story) -> None:
    await story.stage([row(1, "A", "iris"), row(2, "B", "lily"), row(3, "A", "otis")])
    assert await story.states() == ["rejected", "planned", "rejected"]
    first, _, third = await story.exported()
    assert first["field"] == third["field"] == "external_id"
    assert "a contradiction" in str(first["reason"])


@pytest.mark.parametrize(("who", "phone"), [("iris", None), ("otis", "+818000000001")])
async def test_the_same_id_with_the_same_name_or_number_is_a_duplicate(
    story: Story, who: str, phone: str | None
) -> None:
    await story.stage([row(1, "A", "iris"), row(2, "A", who, phone)])
    assert await story.states() == ["planned", "duplicate"]


async def test_a_contradiction_is_found_at_any_distance(story: Story) -> None:
    await story.ledger.rows.stage(story.run_id, [row(1, "A", "iris")])
    for chunk in range(3):
        others = [row(n, f"P-{n}", f"p{n}") for n in range(2 + chunk * 100, 102 + chunk * 100)]
        await story.ledger.rows.stage(story.run_id, others)
    await story.stage([row(302, "A", "otis")])
    states = await story.states()
    assert (states[0], states[-1], set(states[1:-1])) == ("rejected", "rejected", {"planned"})


async def test_all_rows_of_the_id_are_refused_its_duplicates_too(story: Story) -> None:
    await story.stage([row(1, "A", "iris"), row(2, "A", "iris"), row(3, "A", "otis")])
    assert await story.states() == ["rejected"] * 3


async def test_the_first_of_an_id_may_be_asked_for(story: Story) -> None:
    rows = [row(1, "A", "iris"), row(2, "A", "iris"), row(3, "A", "otis")]
    await story.ledger.rows.stage(story.run_id, rows)
    await story.settle(Sameness(first_of_id=True))
    assert await story.states() == ["planned", "duplicate", "rejected"]
    assert "the first one is asked for" in str((await story.exported())[2]["reason"])


async def test_a_row_that_could_not_be_used_contradicts_nobody(story: Story) -> None:
    await story.stage([unusable(1, "A"), row(2, "A", "iris")])
    assert await story.states() == ["rejected", "planned"]


async def test_a_person_is_called_under_another_id_that_no_one_else_has(story: Story) -> None:
    """A refused row takes no number from a row below."""
    same = "+818000000001"
    await story.stage([row(1, "A", "iris"), row(2, "A", "otis"), row(3, "B", "iris", same)])
    assert await story.states() == ["rejected", "rejected", "planned"]


@pytest.mark.parametrize("kind", [SharedId.BLANK, SharedId.PERHAPS_ROUNDED])
async def test_an_id_that_tells_nobody_apart_is_made_anew_for_all(
    story: Story, kind: SharedId
) -> None:
    rows = [row(n, "0", who, if_shared=kind) for n, who in enumerate(["iris", "lily", "otis"], 1)]
    await story.stage(rows)
    assert await story.states() == ["planned"] * 3
    assert await ids(story) == [f"made-+8180{n:08}" for n in (1, 2, 3)]
    assert (await story.ledger.runs.get(A_RUN.key)).ids_made_anew == 3
    claim = await story.claimed()
    assert [each.call["external_id"] for each in claim.rows] == await ids(story)


async def test_ids_are_made_anew_for_any_number_of_rows(story: Story) -> None:
    rows = [row(n, "0", f"p{n}", if_shared=SharedId.BLANK) for n in range(1, 2102)]
    await story.ledger.rows.stage(story.run_id, rows)
    await story.settle()
    assert set(await story.states()) == {"planned"}
    assert len(set(await ids(story))) == 2101


async def test_an_id_that_one_row_has_is_kept(story: Story) -> None:
    rounded = row(2, "10", "otis", if_shared=SharedId.PERHAPS_ROUNDED)
    await story.stage([row(1, "0", "iris", if_shared=SharedId.BLANK), rounded])
    assert await ids(story) == ["0", "10"]


async def test_a_rounded_id_of_one_person_is_kept(story: Story) -> None:
    await story.stage([row(n, "10", "iris", if_shared=SharedId.PERHAPS_ROUNDED) for n in (1, 2)])
    assert await story.states() == ["planned", "duplicate"]
    assert await ids(story) == ["10", "10"]


async def test_people_whose_ids_are_made_anew_are_still_called_once(story: Story) -> None:
    same = "+818000000001"
    await story.stage([row(n, "0", "iris", same, SharedId.BLANK) for n in (1, 2)])
    assert await story.states() == ["planned", "duplicate"]


async def test_what_is_settled_stays_so(story: Story) -> None:
    blank = [row(n, "0", f"p{n}", if_shared=SharedId.BLANK) for n in (4, 5)]
    await story.stage([row(1, "A", "iris"), row(2, "A", "otis"), row(3, "B", "lily"), *blank])
    before = await story.exported(), await story.ledger.runs.get(A_RUN.key)
    await story.settle()
    assert (await story.exported(), await story.ledger.runs.get(A_RUN.key)) == before


async def test_a_list_that_is_read_anew_is_counted_anew(story: Story) -> None:
    await story.stage([row(n, "0", f"p{n}", if_shared=SharedId.BLANK) for n in (1, 2)])
    await story.ledger.rows.unstage(story.run_id)
    assert (await story.ledger.runs.get(A_RUN.key)).ids_made_anew == 0
