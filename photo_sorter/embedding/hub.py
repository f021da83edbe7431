"""The way to a hub: its address, a proxy, one GET at a time, and what goes wrong in words.

Nothing is sent but the GET, its range and the program's name: no account, no token, no statistics.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from types import TracebackType
from typing import IO, Any
from urllib.parse import SplitResult, urlsplit

from photo_sorter import __version__
from photo_sorter.core.errors import ModelError
from photo_sorter.language import ntr, tr

DEFAULT_ENDPOINT = "https://huggingface.co"
SILENCE_SECONDS = 15
CHUNK_BYTES = 1 << 18

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_FAULTS = (OSError, HTTPException, ValueError)
"""What urllib and the sockets raise: ValueError for a redirect to an address that is none."""


class ConnectionLostError(ModelError):
    """Nothing came, or it broke off: another try may do. `wait_seconds` is what the server asked for, None if nothing.

    `str()` is the sentence for when no other try is made.
    """

    def __init__(self, sentence: str, wait_seconds: float | None = None) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class NotOnHubError(ModelError):
    """The hub does not have this file (404)."""


class RangeRefusedError(ModelError):
    """The file does not reach as far as the part that was asked for (416)."""


class Hub:
    """A hub at `endpoint`, else at `HF_ENDPOINT`, else Hugging Face; by way of `proxy`, else of the system's.

    What a person set here goes before the environment. ModelError when an address is none.
    """

    def __init__(self, endpoint: str = "", proxy: str = "") -> None:
        self.address = _hub_address(endpoint or os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT)
        self._handlers: list[urllib.request.BaseHandler] = []
        if proxy:
            address = _proxy_address(proxy)
            self._handlers.append(urllib.request.ProxyHandler({"http": address, "https": address}))

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer, its body still to be read. ConnectionLostError when another try may do, else a ModelError."""
        redirects = _RedirectsRemembered()
        opener = urllib.request.build_opener(redirects, *self._handlers)
        named = {"User-Agent": f"photo-sorter/{__version__}", **headers}
        try:
            response = opener.open(urllib.request.Request(url, headers=named), timeout=SILENCE_SECONDS)
        except urllib.error.HTTPError as error:
            error.close()
            raise _refusal(url, error) from error
        except _FAULTS as error:
            raise _unreachable(url, error) from error
        return Answer(url, response, (*redirects.headers, response.headers))


class Answer:
    """An answer whose headers have been read. A context manager, which closes it.

    `start_byte` is where in the file the body begins, None in an answer that makes no sense; `size_bytes` is that of
    the whole file, None where the server does not say.
    """

    start_byte: int | None
    size_bytes: int | None

    def __init__(self, url: str, response: HTTPResponse, headers: tuple[HTTPMessage, ...]) -> None:
        """`headers`: those of the redirects on the way, then the answer's own."""
        self._url = url
        self._response = response
        self._headers = headers
        self._left = _number(response.headers.get("Content-Length"))
        if response.status == 206:
            part = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
            self.start_byte = int(part[1]) if part else None
            self.size_bytes = _number(part[2]) if part else None
        else:
            self.start_byte = 0
            self.size_bytes = self._left if self._left is not None else _number(_first(headers, "X-Linked-Size"))

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._response.close()

    @property
    def validator(self) -> str | None:
        """What names these very bytes to this server: a strong ETag, else the time of the last change."""
        etag = self._response.headers.get("ETag", "")
        return etag if etag.startswith('"') else self._response.headers.get("Last-Modified")

    @property
    def sha256(self) -> str | None:
        """`X-Linked-Etag` is the SHA-256 of a large file on Hugging Face; small files have a git hash instead.

        Source: `get_hf_file_metadata` of huggingface_hub, which reads the same header.
        """
        etag = (_first(self._headers, "X-Linked-Etag") or "").removeprefix("W/").strip('"').lower()
        return etag if re.fullmatch("[0-9a-f]{64}", etag) else None

    def is_web_page(self, first_bytes: bytes) -> bool:
        """A captive portal answers every request with its own page, not always under the right content type."""
        return self._response.headers.get_content_type() == "text/html" or looks_like_web_page(first_bytes)

    def read(self) -> bytes:
        """The next bytes of the body, b"" at its end. ConnectionLostError when they do not come."""
        if self._left == 0:
            return b""
        try:
            chunk = self._response.read1(CHUNK_BYTES if self._left is None else min(CHUNK_BYTES, self._left))
        except _FAULTS as error:
            raise _unreachable(self._url, error) from error
        if self._left is not None:
            self._left -= len(chunk)
        return chunk


def looks_like_web_page(first_bytes: bytes) -> bool:
    return first_bytes[:256].lstrip().lower().startswith((b"<!doctype", b"<html"))


class _RedirectsRemembered(urllib.request.HTTPRedirectHandler):
    """Keeps the headers of the redirects: the hub announces a file's SHA-256 there, its storage does not."""

    def __init__(self) -> None:
        self.headers: list[HTTPMessage] = []

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if not newurl.startswith("https:" if req.type == "https" else ("https:", "http:")):
            raise ModelError(
                tr(
                    "{url} leads to an unsafe address: sign in to the network, or check the hub's address.",
                    url=req.full_url,
                )
            )
        self.headers.append(headers)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> Any:
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except (ModelError, ValueError):
            fp.close()  # urllib leaves it open where the new address is none
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _hub_address(address: str) -> str:
    parts = _split(address)
    if parts is None or parts.scheme not in ("https", "http"):
        raise ModelError(
            tr(
                "The hub's address “{address}” must look like https://hub.example: correct it in the settings.",
                address=address,
            )
        )
    return address.strip().rstrip("/")


def _proxy_address(address: str) -> str:
    """urllib speaks to a proxy in plain HTTP only; what it carries may be HTTPS."""
    whole = address.strip() if "://" in address else f"http://{address.strip()}"
    parts = _split(whole)
    if parts is None or parts.scheme != "http":
        raise ModelError(tr("The proxy's address must look like http://proxy.example:8080: correct the settings."))
    return whole


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        is_sound = bool(parts.hostname) and parts.port != 0 and re.fullmatch(r"[\x21-\x7e]+", address.strip())
        (parts.hostname or "").encode("idna")  # as the name will be looked up
    except ValueError:
        return None
    return parts if is_sound else None


def _refusal(url: str, error: urllib.error.HTTPError) -> ModelError:
    code = error.code
    if code == 404:
        return NotOnHubError(tr("{url} is not there (404): check the hub's address.", url=url))
    if code == 416:
        return RangeRefusedError(tr("{url} is shorter than it was (416): download it again.", url=url))
    if code in (401, 403):
        return ModelError(
            tr(
                "{url} is not open to everyone ({code}): check the hub's address, or choose another model.",
                url=url,
                code=code,
            )
        )
    if code == 407:
        return ModelError(tr("The proxy asks for a name and a password (407): write http://NAME:PASSWORD@HOST:PORT."))
    if 300 <= code < 400:
        return ModelError(
            tr("{url} leads in a circle, or off the web ({code}): check the hub's address.", url=url, code=code)
        )
    if code in (408, 425, 429) or code >= 500:
        wait = _retry_after_seconds(error.headers)
        return ConnectionLostError(_silence(url, code, wait), wait)
    return ModelError(tr("The hub refused {url} ({code}): check its address and try again.", url=url, code=code))


def _unreachable(url: str, error: Exception) -> ModelError:
    reason = getattr(error, "reason", error)
    host = urlsplit(url).hostname
    if isinstance(reason, ssl.SSLCertVerificationError):
        return ModelError(
            tr(
                "{host} cannot prove that it is {host} ({reason}): check this computer's clock, sign in to the "
                "network, or check the proxy.",
                host=host,
                reason=reason.verify_message,
            )
        )
    if isinstance(reason, ssl.SSLError):
        return ConnectionLostError(
            tr(
                "No safe connection to {host} could be made: check the hub's address and the proxy. ({reason})",
                host=host,
                reason=reason.reason,
            )
        )
    if isinstance(reason, socket.gaierror):
        return ConnectionLostError(
            tr("{host} was not found: check the internet connection and the hub's address.", host=host)
        )
    if "Tunnel connection failed: 407" in str(reason):
        return ModelError(tr("The proxy asks for a name and a password (407): write http://NAME:PASSWORD@HOST:PORT."))
    return ConnectionLostError(
        tr("{url} cannot be reached: check the internet connection and try again. ({reason})", url=url, reason=reason)
    )


def _retry_after_seconds(headers: Message) -> float | None:
    """Seconds, or a date (RFC 9110, section 10.2.3); None for anything else."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _silence(url: str, code: int, wait_seconds: float | None) -> str:
    if wait_seconds is None:
        return tr(
            "The hub does not answer at the moment ({code}): try again later. The address was {url}.",
            code=code,
            url=url,
        )
    if wait_seconds < 120:
        return ntr(
            "The hub does not answer at the moment ({code}): try again in 1 second. The address was {url}.",
            "The hub does not answer at the moment ({code}): try again in {n} seconds. The address was {url}.",
            round(wait_seconds),
            code=code,
            url=url,
        )
    return ntr(
        "The hub does not answer at the moment ({code}): try again in 1 minute. The address was {url}.",
        "The hub does not answer at the moment ({code}): try again in {n} minutes. The address was {url}.",
        round(wait_seconds / 60),
        code=code,
        url=url,
    )


def _first(headers: tuple[HTTPMessage, ...], name: str) -> str | None:
    return next((found for each in headers if (found := each.get(name))), None)


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch("[0-9]{1,18}", text) else None
