"""A plan as a person reads it."""

from rich.table import Table

from outbound.cli.screen import results, shown
from outbound.delivery.plan import Plan, PlannedSchedule

_FATES = {
    "usable": "would be called",
    "rejected": "could not be used",
    "duplicate": "duplicate",
    "suppressed": "do not call",
}
# Reasons that are shown; all of them are in `--fates`.
_SHOWN = 12


def show_plan(plan: Plan) -> None:
    """When people are called, why others are not, and whether the window will suffice."""
    parts = " + ".join(f"{plan.rows[fate]:,} {words}" for fate, words in _FATES.items())
    results.print(f"[bold]{shown(plan.name)}[/]: {plan.rows['read']:,} read = {parts}")
    results.print(_columns(plan))
    if plan.sheet is not None:
        results.print(_workbook(plan))
    if "event_date_time" in plan.columns:
        results.print(_event_zone(plan))
    if plan.schedules:
        results.print(_schedules(plan))
        results.print(_prospects(plan.schedules))
    if plan.not_called:
        results.print(_reasons(plan))
    for warning in _warnings(plan):
        results.print(f"[yellow]![/] {warning}")
    loading = f"{plan.requests:,} requests, about {plan.seconds_to_load:,.0f} s to load. "
    results.print(f"{loading if plan.schedules else ''}Nothing was sent.")


def _columns(plan: Plan) -> str:
    """How the list was read, and what of it Mico gets beside the fields of a call."""
    fields = ", ".join(
        field if field == column else f"{field} = {column}"
        for field, column in plan.columns.items()
    )
    parameters = ", ".join(plan.custom_parameters) or "none"
    made = "" if "external_id" in plan.columns else "; external ids are made"
    columns = f"Columns: {fields}{made}. Custom parameters, sent to Mico: {parameters}."
    return shown(columns)


def _workbook(plan: Plan) -> str:
    """Which sheet was read, and what of the workbook was not."""
    sheets = f"Sheet: {plan.sheet}."
    if plan.sheets_not_read:
        unread = ", ".join(
            f"{sheet} (hidden)" if sheet in plan.hidden_sheets else sheet
            for sheet in plan.sheets_not_read
        )
        sheets += f" Not read: {unread} (--sheet NAME reads another one)."
    if plan.hidden_columns:
        sheets += f" Hidden columns, not sent: {', '.join(plan.hidden_columns)}."
    return shown(sheets)


def _event_zone(plan: Plan) -> str:
    """How event times without an offset are understood."""
    zones = [f"the zone in their row's {plan.event_zone_column}"] if plan.event_zone_column else []
    zones += [plan.event_zone] if plan.event_zone else []
    used = f"are in {', else in '.join(zones)}" if zones else "are refused: say --event-zone"
    return shown(f"Event times without an offset from UTC {used}.")


def _schedules(plan: Plan) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("schedule", "people", "calls each", "when"):
        table.add_column(column, justify="left" if column == "when" else "right")
    for each in plan.schedules:
        table.add_row(str(each.schedule), f"{each.people:,}", f"1 to {each.most_calls}", each.when)
    return table


def _prospects(schedules: list[PlannedSchedule]) -> str:
    people = sum(each.people for each in schedules)
    known = [each.reached_by_its_end for each in schedules if each.reached_by_its_end is not None]
    if not known:
        who = "1 person" if people == 1 else f"{people:,} people"
        return f"Whether the window suffices for {who} is not known before a first run."
    return (
        f"At the rate of earlier runs, about {sum(known):,} of {people:,} would be called in time."
    )


def _reasons(plan: Plan) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("rows", "first", "column", "not called, because"):
        table.add_column(column, justify="right" if column in {"rows", "first"} else "left")
    for why in plan.not_called[:_SHOWN]:
        column = plan.columns.get(why.field, why.field)
        table.add_row(f"{why.rows:,}", str(why.first_row), shown(column), shown(why.reason))
    if len(plan.not_called) > _SHOWN:
        table.add_row("", "", "", f"and {len(plan.not_called) - _SHOWN} more reasons: --fates")
    return table


def _warnings(plan: Plan) -> list[str]:
    warnings = [] if plan.unknown_origin is None else [plan.unknown_origin]
    if plan.kanji_without_kana:
        warnings.append(
            f"{plan.kanji_without_kana:,} names in kanji have no kana: they may be spoken wrongly."
        )
    if plan.events_past:
        warnings.append(
            f"{plan.events_past:,} would be called about an event that is over already."
        )
    if plan.numbers_shared:
        warnings.append(
            f"{plan.numbers_shared:,} with a number that somebody else in the list has, too: it is "
            "called for each of them. --one-per-number calls the first only."
        )
    if plan.ids_made_anew:
        warnings.append(
            f"{plan.ids_made_anew:,} external ids told nobody apart (a spreadsheet damaged them, "
            "or they stand for a missing one): others were made for these calls."
        )
    if plan.placeholder_names:
        warnings.append(
            f"{plan.placeholder_names:,} names are also words for a missing one, like Null or "
            "None: look whether these people are called so."
        )
    return warnings
