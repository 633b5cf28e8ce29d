"""A Prefect server that gives no answer is named in one sentence, whatever stands in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outbound
from tests.sites import QuietHandler, serving

LAUNCH = ("--name=R", "--allowed=00:00-24:00", "--window=daily 00:00-24:00 UTC", "--key=spring")


@contextmanager
def answering(status: int, page: bytes) -> Iterator[str]:
    """Something else, which answers every request so; gives the address of its API."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
            self.send_response(status)
            self.end_headers()
            self.wfile.write(page)

    with serving(Handler) as port:
        yield f"http://127.0.0.1:{port}/api"


@contextmanager
def nobody() -> Iterator[str]:
    yield "http://127.0.0.1:9/api"


@pytest.mark.parametrize(
    "place",
    [nobody, lambda: answering(404, b"<html>"), lambda: answering(200, b"<html>")],
    ids=["nobody", "another site", "a portal"],
)
def test_a_launch_names_the_server_and_its_setting(
    outbound: Outbound, people: Path, home: Path, place: Callable[[], Any]
) -> None:
    with place() as url:
        ran = outbound("launch", str(people), *LAUNCH, "--json", env={"PREFECT_API_URL": url})
    error = ran.json["error"]
    assert (ran.status, error["kind"]) == (1, "unreachable")
    assert (
        f"The Prefect server at {url.removeprefix('http://').removesuffix('/api')}"
        in (error["message"])
    )
    assert "mend PREFECT_API_URL" in error["remedy"]
    assert not (home / "reports").exists()
