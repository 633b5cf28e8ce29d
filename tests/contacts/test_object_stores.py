"""Lists in an object store, which is asked over a socket as S3 is: an object is a path."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import polars as pl
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.contacts.test_tables import cells, told

Bucket = Callable[[str, bytes], str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder of buckets, and the address at which it is a store."""
    folder = tmp_path_factory.mktemp("store")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        closed = Route("/closed/{name}", lambda _: Response("hush", 403))
        store = Starlette(routes=[closed, Mount("/", StaticFiles(directory=folder))])
        server = uvicorn.Server(uvicorn.Config(store, log_level="warning"))
        thread = Thread(target=asyncio.run, args=(server.serve([listening]),))
        thread.start()
        yield folder, f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def put(served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Puts an object into the store, whose credentials are in the environment."""
    folder, address = served
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "hush",
    }.items():
        monkeypatch.setenv(name, value)

    def put_object(name: str, content: bytes) -> str:
        (folder / "lists").mkdir(exist_ok=True)
        (folder / "lists" / name).write_bytes(content)
        return f"s3://lists/{name}"

    return put_object


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text_is_read_as_from_a_file(put: Bucket, line_end: str) -> None:
    text = 'phone,note\n1,"two\nlines"\n2,"a ""quoted"" one"\n3,\n'.replace("\n", line_end)
    address = put("people.csv", b"\xef\xbb\xbf" + text.encode())
    assert cells(address) == [["1", "two\nlines"], ["2", 'a "quoted" one'], ["3", ""]]


def test_parquet_is_read_as_from_a_file(put: Bucket, tmp_path: Path) -> None:
    pl.DataFrame({"phone": ["1"], "name": ["Iris"]}).write_parquet(tmp_path / "people.parquet")
    address = put("people.parquet", (tmp_path / "people.parquet").read_bytes())
    assert cells(address) == [["1", "Iris"]]


def test_an_object_that_is_not_there_is_a_mistake(put: Bucket) -> None:
    there = put("people.csv", b"phone\n1\n")
    assert "nothing at s3://lists/others.csv" in told(there.replace("people", "others"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("people.csv", "電話番号\n1\n".encode("cp932")), ("people.parquet", b"no Parquet")],
)
def test_what_is_neither_text_in_utf_8_nor_parquet_is_to_be_fetched_first(
    put: Bucket, name: str, content: bytes
) -> None:
    assert "fetch it with the store's own tool" in told(put(name, content))


def test_a_store_that_does_not_let_us_in_is_told_without_its_words(
    put: Bucket, recwarn: pytest.WarningsRecorder
) -> None:
    put("people.csv", b"phone\n1\n")
    assert "s3://closed/people.csv cannot be had (PermissionError)" in told(
        "s3://closed/people.csv"
    )
    assert not recwarn.list
