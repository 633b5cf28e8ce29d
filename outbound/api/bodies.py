"""An answer's body: read as it comes, and no further than a limit, also after unpacking."""

import zlib
from collections.abc import AsyncIterator

import httpx

ACCEPTED_ENCODING = "gzip"
"""What answers may be packed with: zlib unpacks it no further than it is asked to."""

LONGEST_ANSWER = 3 * 2**20
"""Bytes. A page of 100 calls with ten attempts each has less than 1 MiB; so has a bulk's answer."""

LONGEST_TOKEN_ANSWER = 64 * 2**10
"""Bytes. A token has some 1,000 of them; a gateway's HTML page, which says why not, has more."""

_PLAIN = {"", "identity"}
_PACKED = {"gzip", "x-gzip"}
_GZIP = zlib.MAX_WBITS | 16


class BodyError(Exception):
    """The body of an answer is not one that is read; the text goes on from "the answer"."""


def limit_body(response: httpx.Response, longest: int) -> None:
    """Let the body be read up to so many bytes, by the client and by its authentication.

    Reading raises `BodyError` where there are more, or where they are packed in another way than
    was asked for.
    """
    encoding = response.headers.pop("content-encoding", "").strip().lower()
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise AssertionError("an async client's answers are async streams")  # noqa: TRY004 - ours
    response.stream = _LimitedBody(response.stream, encoding, longest)


class _LimitedBody(httpx.AsyncByteStream):
    """The unpacked bytes of another stream."""

    def __init__(self, packed: httpx.AsyncByteStream, encoding: str, longest: int) -> None:
        self._packed = packed
        self._encoding = encoding
        self._longest = longest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._encoding in _PLAIN:
            unpacked = self._counted()
        elif self._encoding in _PACKED:
            unpacked = self._gunzipped()
        else:
            raise BodyError("is packed in a way that was not asked for")
        async for part in unpacked:
            yield part

    async def aclose(self) -> None:
        """Give the connection back; it is closed where the body was not read to its end."""
        await self._packed.aclose()

    async def _counted(self) -> AsyncIterator[bytes]:
        count = 0
        async for part in self._packed:
            count += len(part)
            self._refuse_beyond(count)
            yield part

    async def _gunzipped(self) -> AsyncIterator[bytes]:
        # What is packed is counted, too: it may go on for ever and unpack to nothing.
        gzip, count, is_empty = zlib.decompressobj(_GZIP), 0, True
        async for part in self._counted():
            is_empty = is_empty and not part
            # What stands behind the end is nothing of ours, and zlib would keep it.
            if gzip.eof:
                continue
            # One byte more than allowed is enough to know that there are too many.
            unpacked = _unpacked(gzip, part, self._longest - count + 1)
            count += len(unpacked)
            self._refuse_beyond(count)
            yield unpacked
        if not gzip.eof and not is_empty:
            raise BodyError("ends before its end")

    def _refuse_beyond(self, count: int) -> None:
        if count > self._longest:
            raise BodyError(f"is longer than {self._longest:,} bytes")


def _unpacked(gzip: "zlib._Decompress", part: bytes, at_most: int) -> bytes:
    try:
        return gzip.decompress(part, at_most)
    except zlib.error:
        raise BodyError("is not packed as it says") from None
