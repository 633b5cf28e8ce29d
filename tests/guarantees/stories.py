"""Stories told to the state machine on purpose: each needs one rule, and ends badly without it.

The machine finds such stories by itself, too, but not each of them each time.
"""

from collections.abc import Sequence
from datetime import timedelta

from outbound.planning import InWords
from tests.guarantees.machine import STATUS_COLUMNS, NobodyTwiceNobodyLost
from tests.guarantees.vendor import Request

LATE = "done later, not heard of"
MUCH_LATER = "done much later, not heard of"
UNHEARD = "done, not heard of"


class Teller:
    """Tells a story to the machine; at its end everything must come to what it must come to."""

    def __init__(self) -> None:
        self.machine = NobodyTwiceNobodyLost()

    def begins(
        self,
        people: int,
        *,
        is_open_early: bool = False,
        is_one_machine: bool = False,
        stumbles_at: Sequence[int] = (),
    ) -> None:
        """A launcher has a list of so many people: three in a bulk, six in a schedule."""
        self.machine.begin(
            is_open_early=is_open_early,
            turned_down=set(),
            people=people,
            is_one_machine=is_one_machine,
            head_start=0,
            stumbles_at=stumbles_at,
        )

    def calls_one_person(self, *windows: str) -> None:
        """A launcher has one person to call, in one window or in several."""
        self.machine.begin(
            is_open_early=False,
            turned_down=set(),
            people=1,
            is_one_machine=False,
            head_start=0,
            single_call_in=InWords(windows=list(windows)),
        )

    def asked(self, kind: str) -> Request:
        """All is well until somebody sends a request of this kind: that one."""
        for _ in range(500):
            for request in self.machine.vendor.underway:
                if request.kind == kind and self.machine.is_answerable(request):
                    return request
            self.machine.things_are_well(1)
        raise AssertionError(f"nobody asks for {kind}")

    def becomes(self, kind: str, fate: str, later: int = 0) -> None:
        """The next request of this kind comes to this."""
        self.machine.resolve(self.asked(kind), STATUS_COLUMNS[kind].index(fate), later)

    def goes_on(self, times: int = 100) -> None:
        """All is well for a while."""
        self.machine.things_are_well(times)

    def ends(self) -> None:
        """The weather is fine, and what was promised is looked at."""
        try:
            self.machine.look_at_everything()
        finally:
            self.machine.teardown()


def all_is_well(tell: Teller) -> None:
    """Nothing happens."""
    tell.begins(8)


def the_vendor_fails_at_one_person(tell: Teller) -> None:
    tell.begins(5, stumbles_at=[2])


def an_answer_is_lost(tell: Teller) -> None:
    tell.begins(5)
    tell.becomes("bulk", UNHEARD)


def a_sender_dies_after_its_bulk_has_left(tell: Teller) -> None:
    tell.begins(5, is_one_machine=True)
    tell.asked("bulk")
    tell.machine.kill(0, arrives=True, again=True)


def a_bulk_is_carried_out_and_turned_down(tell: Teller) -> None:
    tell.begins(5)
    tell.becomes("bulk", "done, and turned down")


def a_bulk_lands_within_its_deadline(tell: Teller) -> None:
    tell.begins(5)
    tell.becomes("bulk", LATE, later=25)
    tell.asked("enable")
    tell.machine.time_passes(45)


def a_list_lags_for_long(tell: Teller) -> None:
    """Longer than anybody looks, and there is no other call in the schedule."""
    tell.begins(2)
    tell.becomes("bulk", UNHEARD)
    tell.machine.vendor.lag = timedelta(seconds=120)
    tell.goes_on(30)


def _is_witnessed(tell: Teller, fate: str, later: int = 0) -> None:
    """A bulk comes to this, and the schedule's other one leaves after that one's deadline."""
    tell.becomes("bulk", fate, later)
    tell.becomes("bulk", "never left")
    tell.becomes("bulk", "done")


def a_page_has_a_gap_where_somebody_is_looked_for(tell: Teller) -> None:
    tell.begins(5)
    _is_witnessed(tell, UNHEARD)
    tell.asked("page")
    tell.machine.lists_are_odd(0, 0)


def the_ledger_forgets_a_bulk(tell: Teller) -> None:
    """It is an older copy; nothing was ever in doubt."""
    tell.begins(2, is_one_machine=True)
    tell.asked("page")
    tell.machine.the_ledger_is_an_older_copy()
    tell.machine.launch_again()


def the_ledger_forgets_a_bulk_after_doubt(tell: Teller) -> None:
    """And the window is open: what is released wrong rings at once."""
    tell.begins(5, is_open_early=True, is_one_machine=True)
    tell.becomes("bulk", UNHEARD)
    tell.asked("page")
    tell.machine.the_ledger_is_an_older_copy()
    tell.machine.launch_again()


def a_bulk_lands_between_the_audit_and_the_release(tell: Teller) -> None:
    tell.begins(5)
    _is_witnessed(tell, LATE, later=500)
    tell.asked("enable")
    tell.machine.time_passes(600)


def a_bulk_lands_after_the_release(tell: Teller) -> None:
    tell.begins(5)
    _is_witnessed(tell, LATE, later=1500)
    tell.goes_on()


def a_run_is_stopped_and_goes_into_another_window(tell: Teller) -> None:
    """Everybody has been called by then."""
    tell.begins(2, is_open_early=True)
    tell.goes_on()
    tell.machine.stop()
    tell.goes_on()
    tell.machine.resume_in_another_window()


def a_sleeper_wakes_up_just_before_its_successor_releases(tell: Teller) -> None:
    tell.begins(5, is_open_early=True)
    tell.asked("bulk")
    _, second = (r for r in tell.machine.vendor.underway if r.kind == "bulk")
    tell.machine.resolve(second, STATUS_COLUMNS["bulk"].index("never left"), 0)
    tell.machine.fall_asleep_or_wake_up(0, has_left=True)
    tell.machine.time_passes(70)
    tell.machine.launch_again()
    tell.asked("enable")
    tell.machine.fall_asleep_or_wake_up(0, has_left=False)
    tell.becomes("bulk", "done")


def a_stop_comes_while_an_enabling_is_on_its_way(tell: Teller) -> None:
    """Nobody waits for its answer any more, and it lands within its deadline."""
    tell.begins(2)
    tell.becomes("enable", LATE, later=20)
    tell.machine.kill(0, arrives=False, again=False)
    tell.machine.stop()
    tell.goes_on()
    tell.machine.time_passes(45)


def whoever_stops_dies_while_an_enabling_is_on_its_way(tell: Teller) -> None:
    """The wish is written; only the launcher is left to carry it out."""
    tell.begins(2)
    tell.asked("enable")
    tell.machine.stop()
    tell.machine.kill(1, arrives=False, again=False)
    tell.becomes("enable", "done")


TODAY = "2026-11-24 12:00-16:00 UTC"
NEXT_DAY = "2026-11-25 12:00-16:00 UTC"


def one_person_is_stopped_and_goes_into_another_window(tell: Teller) -> None:
    tell.calls_one_person(TODAY)
    tell.goes_on()
    tell.machine.stop()
    tell.goes_on()
    tell.machine.resume_in_another_window()


def one_person_was_too_late_for_the_first_of_two_days(tell: Teller) -> None:
    """The launcher is killed before the release, and the day is over when another comes."""
    tell.calls_one_person(TODAY, NEXT_DAY)
    tell.asked("enable")
    tell.machine.kill(0, arrives=False, again=False)
    tell.machine.time_passes(8 * 3600)
    tell.machine.launch_again()


def the_answer_for_one_person_is_lost(tell: Teller) -> None:
    tell.calls_one_person(TODAY)
    tell.becomes("bulk", UNHEARD)


def an_enabling_lands_after_its_schedule_was_given_up(tell: Teller) -> None:
    """The run was stopped meanwhile, and its people are called from another schedule."""
    tell.begins(2, is_open_early=True)
    tell.becomes("enable", MUCH_LATER, later=1000)
    tell.machine.kill(0, arrives=False, again=False)
    tell.machine.stop()
    tell.goes_on()
    tell.machine.resume_in_another_window()
    tell.goes_on()
    tell.machine.time_passes(1000)


def _a_bulk_is_turned_down_and_a_disabling(tell: Teller, fate: str, later: int) -> None:
    """What is looked into is disabled first, and this becomes of that."""
    tell.begins(2)
    tell.becomes("bulk", "turned down")
    tell.becomes("disable", fate, later)


def a_disabling_lands_within_its_deadline(tell: Teller) -> None:
    _a_bulk_is_turned_down_and_a_disabling(tell, LATE, later=25)
    tell.goes_on()
    tell.machine.time_passes(45)


def a_disabling_lands_after_the_release(tell: Teller) -> None:
    _a_bulk_is_turned_down_and_a_disabling(tell, MUCH_LATER, later=1000)
    tell.goes_on()
    tell.machine.time_passes(1000)
