"""A site behind TLS, whose certificate is signed by a root of the test's own."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from tests.sites import QuietHandler, serving


@dataclass
class Site:
    """What stands at which path of a site, and what was asked of it."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    """The `Host` of each request."""


@contextmanager
def secure_site(root: trustme.CA, *names: str) -> Iterator[Site]:
    """A site on this machine whose certificate is for these names."""
    site = Site()

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
            site.hosts.append(self.headers["Host"])
            to = site.redirects.get(self.path)
            page = site.pages.get(self.path)
            self.send_response(302 if to else 200 if page is not None else 404)
            if to:
                self.send_header("Location", to)
            self.end_headers()
            self.wfile.write(page or b"")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root.issue_cert(*names).configure_cert(context)
    with serving(Handler, context) as site.port:
        yield site


def trusted(root: trustme.CA, folder: Path) -> str:
    """The path of a file with the root's certificate, for `SSL_CERT_FILE`."""
    file = folder / "root.pem"
    root.cert_pem.write_to_path(str(file))
    return str(file)


def trusted_folder(root: trustme.CA, folder: Path) -> str:
    """The folder, with the root's certificate under the name that OpenSSL looks for there."""
    if shutil.which("openssl") is None:
        pytest.skip("the name of a certificate's file is made by openssl")
    file = Path(trusted(root, folder))
    command = ["openssl", "x509", "-noout", "-hash", "-in", str(file)]
    file.rename(folder / f"{subprocess.check_output(command, text=True).strip()}.0")
    return str(folder)
