"""`outbound sandbox --faults`, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.commands import PATIENCE
from tests.conftest import served_sandbox
from tests.sandbox.caller import credentials
from tests.sandbox.faults.conftest import NOT_A_BYTE


def test_the_command_serves_with_the_faults_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text('[[fault]]\non = "token"\nkind = "drop"\nnumbers = [1]\n')
    with served_sandbox(f"--faults={file}") as served:
        token = f"{served.base_url}/oauth/token"
        with pytest.raises(httpx.RemoteProtocolError, match=NOT_A_BYTE):
            httpx.post(token, data=credentials())
        assert httpx.post(token, data=credentials()).status_code == 200
        assert served.truth()["faults"] == {"drop": 1}


def test_a_mistake_in_the_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text('[[fault]]\non = "bulk"\nkind = "comit"\nnumbers = [1]\n')
    ended = subprocess.run(
        [sys.executable, "-m", "outbound.cli", "sandbox", "--port=0", f"--faults={file}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert 'in fault 1, kind is "comit": write one of drop' in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
