from collections.abc import Callable

from outbound.contacts import Contact, ContactList, Rejection, read_contacts

ListOf = Callable[..., ContactList]
HEADER = "phone_number,first_name,last_name,Clinic"


def ids(contact_list: ContactList, key: str = "k") -> list[str | None]:
    results: list[Contact | Rejection] = list(read_contacts(contact_list, key=key))
    return [result.external_id for result in results]


def test_a_row_without_an_id_gets_one(list_of: ListOf) -> None:
    (made,) = ids(list_of("020-0000-1234,花子,夢野,A", header=HEADER))
    assert made is not None
    assert made.startswith("ob-")
    assert len(made) == 27


def test_the_same_call_written_otherwise_gets_the_same_id(list_of: ListOf) -> None:
    first, second = ids(
        list_of("020-0000-1234,花子,夢野,A", "+81 20 0000 1234, 花子,夢野 ,A", header=HEADER)
    )
    assert first == second


def test_any_difference_makes_another_id(list_of: ListOf) -> None:
    lines = ("020-0000-1234,花子,夢野,A", "020-0000-1234,花子,夢野,B", "020-0000-1234,桜,夢野,A")
    assert len(set(ids(list_of(*lines, header=HEADER)))) == 3


def test_another_run_makes_other_ids(list_of: ListOf) -> None:
    contact_list = list_of("020-0000-1234,花子,夢野,A", header=HEADER)
    assert ids(contact_list, key="spring") != ids(contact_list, key="autumn")


def test_the_order_of_columns_does_not_matter(list_of: ListOf) -> None:
    one = ids(list_of("020-0000-1234,花子,夢野,A", header=HEADER))
    other = ids(
        list_of("A,夢野,020-0000-1234,花子", header="Clinic,last_name,phone_number,first_name")
    )
    assert one == other
