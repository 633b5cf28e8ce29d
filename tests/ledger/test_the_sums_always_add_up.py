"""Whatever happens to rows, in whatever order: at every moment each stands in one place."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbound.ledger import Counts, Ledger, ScheduleState
from outbound.ledger.rows import Claim, Refused
from tests.ledger.columns import set_schedule
from tests.ledger.runs import A_RUN, NOW, Story, attempt, call_of, person, reading, unusable

_KEYS = count()
_IDS = "abcdefgh"

_sometimes = st.lists(st.tuples(st.sampled_from(_IDS), st.booleans()), min_size=1, max_size=5)


@dataclass
class Told:
    """What a run's rows have been through, kept beside the ledger in the plainest way."""

    story: Story
    data: st.DataObject
    states: dict[int, str] = field(default_factory=dict)
    batches: dict[int, int] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    is_released: bool = False

    def happenings(self) -> list[Callable[[], Awaitable[None]]]:
        """What may happen, at any time and as often as it likes."""
        return [
            self.rows_are_read,
            self.a_batch_is_claimed,
            self.an_answer_comes,
            self.no_answer_comes,
            self.a_request_never_left,
            self.calls_are_listed,
            self.the_schedule_is_released,
            self.the_window_is_over,
        ]

    async def rows_are_read(self) -> None:
        chunk = []
        planned: list[int] = []
        for external_id, is_usable in self.data.draw(_sometimes):
            number = len(self.states) + 1
            chunk.append((person if is_usable else unusable)(number, external_id))
            self.states[number] = self._first_state(external_id, is_usable=is_usable)
            if self.states[number] == "planned":
                planned.append(number)
        first = max(self.batches.values(), default=0) + 1
        self.batches |= {number: first + place // 2 for place, number in enumerate(planned)}
        await self.story.stage(chunk, batch_size=2)

    async def a_batch_is_claimed(self) -> None:
        batch = self.data.draw(st.integers(1, 4))
        expected = [n for n in self._in("planned") if self.batches[n] == batch]
        claim = await self.story.claim(batch)
        assert expected == ([row.number for row in claim.rows] if claim else [])
        if claim is not None:
            self.claims.append(claim)
            self._move(expected, "sending")

    async def an_answer_comes(self) -> None:
        held = await self._some_claim()
        if held is None:
            return
        claim, numbers = held
        fates = {n: self.data.draw(st.sampled_from(["created", "refused", ""])) for n in numbers}
        created = [call_of(n) for n, fate in fates.items() if fate == "created"]
        refused = [Refused(n, None, "Invalid") for n, fate in fates.items() if fate == "refused"]
        await self.story.ledger.rows.record(claim, created=created, refused=refused, now=NOW)
        for number, fate in fates.items():
            self._move([number], fate or "in_doubt")
        self.claims.remove(claim)

    async def no_answer_comes(self) -> None:
        held = await self._some_claim()
        if held is not None:
            await self.story.ledger.rows.doubt(held[0])
            self._move(held[1], "in_doubt")
            self.claims.remove(held[0])

    async def a_request_never_left(self) -> None:
        held = await self._some_claim()
        if held is not None:
            await self.story.ledger.rows.give_back(held[0])
            self._move(held[1], "planned")
            self.claims.remove(held[0])

    async def calls_are_listed(self) -> None:
        there = self._in("created") + self._in("closed")
        final = {n: self.data.draw(st.booleans()) for n in there}
        readings = [reading(n, attempt(f"a{n}"), is_final=final[n]) for n in there]
        await self.story.read(*readings)
        self._move([n for n in there if final[n]], "closed")

    async def the_schedule_is_released(self) -> None:
        facts = {"state": ScheduleState.ENABLED, "enabled_at": NOW}
        await set_schedule(self.story.ledger, self.story.schedule_id, **facts)
        self.is_released = True

    async def the_window_is_over(self) -> None:
        story = self.story
        await story.ledger.calls.close_open(story.run_id, story.schedule_id, now=NOW)
        self._move(self._in("created"), "closed")

    def agrees_with(self, counts: Counts) -> bool:
        tally = Counter(self.states.values())
        created = tally["created"] + tally["closed"]
        return (
            counts.adds_up
            and counts.read == len(self.states)
            and counts.unresolved == tally["planned"] + tally["sending"] + tally["in_doubt"]
            and (counts.rejected, counts.duplicate) == (tally["rejected"], tally["duplicate"])
            and (counts.refused, counts.suppressed) == (tally["refused"], 0)
            and (counts.open, counts.closed) == (tally["created"], tally["closed"])
            and (counts.released, counts.held)
            == ((created, 0) if self.is_released else (0, created))
            and sum(counts.outcomes.values()) == counts.closed
        )

    def _first_state(self, external_id: str, *, is_usable: bool) -> str:
        if not is_usable:
            return "rejected"
        if external_id in self.taken:
            return "duplicate"
        self.taken.add(external_id)
        return "planned"

    async def _some_claim(self) -> tuple[Claim, list[int]] | None:
        if not self.claims:
            return None
        claim = self.data.draw(st.sampled_from(self.claims))
        return claim, [row.number for row in claim.rows]

    def _in(self, state: str) -> list[int]:
        return [number for number, its in self.states.items() if its == state]

    def _move(self, numbers: list[int], state: str) -> None:
        self.states.update(dict.fromkeys(numbers, state))


@settings(
    max_examples=20,
    deadline=None,  # the disk's, not ours
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_at_every_moment_the_sums_add_up(ledger: Ledger, data: st.DataObject) -> None:
    story = await Story.begun(ledger, replace(A_RUN, key=f"run {next(_KEYS)}"))
    told = Told(story, data)
    await told.rows_are_read()
    happenings = st.lists(st.sampled_from(told.happenings()), max_size=12)
    for happen in data.draw(happenings):
        await happen()
        assert told.agrees_with(await story.count()), happen.__name__
        assert await story.states() == list(told.states.values()), happen.__name__


def test_a_run_is_delivered_when_nothing_is_unresolved_or_held() -> None:
    assert _counts(read=1, refused=1).is_delivered
    assert _counts(read=1, open=1, released=1).is_delivered
    assert not _counts(read=1, open=1, held=1).is_delivered
    assert not _counts(read=1, in_doubt=1).is_delivered
    assert not _counts(read=2, refused=1).is_delivered


def _counts(**changes: int) -> Counts:
    nothing = dict.fromkeys(Counts.__dataclass_fields__, 0)
    return Counts(**{**nothing, **changes, "outcomes": {}})  # type: ignore[arg-type]
