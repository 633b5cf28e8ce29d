from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbound.ledger import Ledger
from outbound.ledger.repetitions import Sameness
from outbound.ledger.staged import SharedId, StagedRow
from tests.ledger.runs import A_RUN, Story, person, unusable

_KEYS = count()


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


KINDS = {"0": SharedId.BLANK, "10": SharedId.PERHAPS_ROUNDED}
Cells = tuple[str, str, str]
a_row = st.tuples(
    st.sampled_from(["A", "B", "0", "10"]),
    st.sampled_from(["iris", "lily", "otis"]),
    st.sampled_from(["+81801", "+81802", "+81803"]),
)


def expected(cells: Sequence[Cells]) -> list[str]:
    """The same rules, told of a whole list in memory."""
    by_id: dict[str, list[Cells]] = {}
    for each in cells:
        by_id.setdefault(each[0], []).append(each)
    contradictory = {
        external_id
        for external_id, (first, *others) in by_id.items()
        if any(other[1] != first[1] and other[2] != first[2] for other in others)
    }
    states: list[str] = []
    ids: set[str] = set()
    people: set[tuple[str, str]] = set()
    for external_id, *person_of in cells:
        is_anew = external_id == "0" or (external_id == "10" and external_id in contradictory)
        who = person_of[0], person_of[1]
        if external_id in contradictory and not is_anew:
            states.append("rejected")
        elif (external_id in ids and not is_anew) or who in people:
            states.append("duplicate")
        else:
            states.append("planned")
            people.add(who)
        ids.add(external_id)
    return states


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(a_row, min_size=1, max_size=8), chunk=st.integers(1, 8))
async def test_whatever_rows_have_in_common_it_is_settled_as_in_a_list_in_memory(
    ledger: Ledger, cells: Sequence[Cells], chunk: int
) -> None:
    story = await Story.begun(ledger, replace(A_RUN, key=f"run {next(_KEYS)}"))
    staged = [
        row(number, external_id, who, phone, KINDS.get(external_id, SharedId.ORDINARY))
        for number, (external_id, who, phone) in enumerate(cells, start=1)
    ]
    for start in range(0, len(staged), chunk):
        await ledger.rows.stage(story.run_id, staged[start : start + chunk])
    await story.settle()
    assert await story.states() == expected(cells)
    planned = [each["external_id"] for each in await story.exported() if each["state"] == "planned"]
    assert len(planned) == len(set(planned))
