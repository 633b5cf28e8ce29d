from collections.abc import Callable
from pathlib import Path

from outbound.contacts import Contact, ListOptions, Rejection, open_list, read_contacts

JAPAN = ListOptions(region="JP")

ResultsOf = Callable[..., list[Contact | Rejection]]

GOOD = "PT-{0},020-0000-{0:04},花子,夢野"


def kinds(results: list[Contact | Rejection]) -> list[str]:
    return [type(result).__name__ for result in results]


def test_a_row_with_too_many_cells_says_how_many(results_of: ResultsOf) -> None:
    (result,) = results_of("PT-1,020-0000-1234,花子,夢野,Main St. 5,Hall")
    assert result == Rejection(
        1, "row", "the row has 6 cells, the header 4: quote cells that hold commas", None
    )


def test_a_row_with_too_few_cells_has_empty_ones(results_of: ResultsOf) -> None:
    (result,) = results_of("020-0000-1234,花子,夢野", header="phone_number,first_name,last_name,x")
    assert isinstance(result, Contact)


def test_blank_lines_have_no_number(results_of: ResultsOf) -> None:
    results = results_of(GOOD.format(1), "", "   ", GOOD.format(2))
    assert [result.row for result in results] == [1, 2]


def test_a_row_of_empty_cells_is_counted(results_of: ResultsOf) -> None:
    results = results_of(GOOD.format(1), ",,,", GOOD.format(3))
    assert results[1] == Rejection(2, "row", "the row is empty")


def test_a_value_under_no_name_is_not_dropped_in_silence(results_of: ResultsOf) -> None:
    header = "phone_number,first_name,last_name,"
    fine, shifted = results_of(
        "020-0000-1234,Iris,Inkwater,", "020-0000-1234,Iris,O,Ink", header=header
    )
    assert isinstance(fine, Contact)
    assert isinstance(shifted, Rejection)
    assert "column 4" in shifted.reason


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends(results_of: ResultsOf) -> None:
    header = "phone_number,first_name,last_name,note"
    results = results_of(
        '020-0000-1234,Iris,Inkwater, "a, ""b""\nc"',
        "020-0000-1235,Otis,Inkwater,d",
        header=header,
    )
    assert isinstance(results[0], Contact)
    assert results[0].custom_parameters == {"note": 'a, "b"\nc'}
    assert results[1].row == 2


def test_a_quote_never_closed_costs_its_own_line_only(results_of: ResultsOf) -> None:
    lines = [GOOD.format(number) for number in range(1, 101)]
    lines[4] = 'PT-5,020-0000-0005,"花子,夢野'
    results = results_of(*lines)
    assert [result.row for result in results] == list(range(1, 101))
    assert [result.row for result in results if isinstance(result, Rejection)] == [5]


def test_a_quote_that_swallows_more_than_a_cell_can_hold_costs_one_line(
    results_of: ResultsOf,
) -> None:
    lines = [GOOD.format(number) for number in range(1, 6001)]
    lines[0] = '"' + lines[0]
    results = results_of(*lines)
    assert len(results) == 6000
    assert kinds(results).count("Rejection") == 1


def test_a_name_does_not_swallow_the_next_person(results_of: ResultsOf) -> None:
    (result,) = results_of('PT-1,020-0000-1234,花子,"夢野', 'PT-2,020-0000-1235,桜,朝霧"')
    assert isinstance(result, Rejection)
    assert (result.field, result.external_id) == ("last_name", "PT-1")
    assert "line break" in result.reason


def test_a_quote_inside_quoted_text_costs_its_own_line_only(results_of: ResultsOf) -> None:
    results = results_of('PT-1,020-0000-1234,"花"子",夢野', GOOD.format(2))
    assert kinds(results) == ["Rejection", "Contact"]


def test_bytes_that_are_not_text_cost_their_own_row_only(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    lines = [GOOD.format(number).encode() for number in range(1, 3001)]
    lines[2500] = "PT-2501,020-0000-2501,花子,夢野".encode("shift_jis")
    lines[2600] = b"PT-2601,020-0000-2601,\xff,x"
    path.write_bytes(b"external_id,phone_number,first_name,last_name\n" + b"\n".join(lines))
    results = list(read_contacts(open_list(path, JAPAN), key="k"))
    assert len(results) == 3000
    rejected = [result for result in results if isinstance(result, Rejection)]
    assert [result.row for result in rejected] == [2501, 2601]
    assert {result.reason for result in rejected} == {
        "the row is not UTF-8 text: save the list as “CSV UTF-8”"
    }
