"""An API that is gone is told of: soon, in plain words, and when it is back."""

import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.test_runs import wait_until
from tests.conftest import SPEED, ServedSandbox, served_sandbox

SOON = 15  # seconds, which is promised
GONE = "Mico cannot be reached since 20"


def command(environment: dict[str, str], err: Path, *words: str) -> "subprocess.Popen[bytes]":
    with err.open("w") as target:
        return subprocess.Popen(
            [sys.executable, "-m", "outbound.cli", *words], env=environment, stderr=target
        )


def test_before_loading_an_api_that_takes_connections_and_answers_nothing(
    environment: dict[str, str], sandbox: ServedSandbox, people: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        mute = environment | sandbox.settings | {"MICO_BASE_URL": address}
        window = ("--window", "daily 00:00-24:00 UTC")
        began = time.monotonic()
        process = command(
            mute, tmp_path / "err", "launch", str(people), "--name", "R", *window, "--yes"
        )
        try:
            wait_until(lambda: "Key: " in (tmp_path / "err").read_text())
            begun = time.monotonic()
            wait_until(lambda: GONE in (tmp_path / "err").read_text())
            assert time.monotonic() - begun < SOON, time.monotonic() - began
        finally:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_after_loading_it_is_said_once_and_that_it_answers_again(
    environment: dict[str, str], people: Path, tmp_path: Path
) -> None:
    options = [f"--speed={SPEED}", f"--database={tmp_path / 'sandbox.db'}"]
    err = tmp_path / "err"
    with ExitStack() as stack:
        sandbox = stack.enter_context(served_sandbox(*options))
        options.append(f"--port={urlsplit(sandbox.base_url).port}")
        window = ("--window", "daily 00:00-24:00 UTC", "--allowed=00:00-24:00")
        waits = ("--retry-intervals=86400,86400,86400", "--poll-interval=600")
        words = ("launch", str(people), "--name", "R", *window, *waits)
        process = command(environment | sandbox.settings, err, *words)
        try:
            wait_until(lambda: any(s["is_enabled"] for s in sandbox.truth()["schedules"]))
            stack.close()
            gone_at = time.monotonic()
            wait_until(lambda: GONE in err.read_text())
            assert time.monotonic() - gone_at < SOON
            assert "trying again until the window ends" in err.read_text()
            with served_sandbox(*options):
                wait_until(lambda: "Mico answers again." in err.read_text())
            assert err.read_text().count(GONE) == 1
        finally:
            process.kill()
            process.wait()
