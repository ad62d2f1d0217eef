"""Lines of a web server's access log."""

from __future__ import annotations

import datetime

from .i_random_spec import IRandomSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pandas

    from .._transformers import FrameFunction

_TIME = "%d/%b/%Y:%H:%M:%S"
_REQUESTS = {
    "GET /": [("200", 95), ("304", 4), ("500", 1)],
    "GET /products": [("200", 90), ("304", 7), ("500", 3)],
    "GET /favicon.ico": [("200", 70), ("404", 30)],
    "POST /cart": [("201", 92), ("400", 6), ("500", 2)],
    "POST /login": [("200", 80), ("401", 19), ("500", 1)],
}


class WebServerLogs(IRandomSpec):
    """A day of an access log in the Common Log Format, one line a row (``log_entry``).

    Its methods give the columns and what joins them:
    ``DataGenerator(logs.metadata(), seed=1).transformers(logs.transformers()).get_df()``
    with ``logs = WebServerLogs()``.

    >>> from rand_engine.templates import WebServerLogs
    >>> list(WebServerLogs().metadata())[:3]
    ['ip_address', 'identificador', 'user']
    """

    def metadata(self) -> dict[str, Any]:
        """Return the spec: the parts of a line."""
        byte = {"method": "integers", "parms": {"min": 0, "max": 255}}
        first = {"method": "distincts", "parms": {"distincts": ["10", "172", "192"]}}
        day = {"start": "2025-06-02", "end": "2025-06-03", "format": "%Y-%m-%d"}
        return {
            "ip_address": {
                "method": "complex_distincts",
                "kwargs": {
                    "pattern": "x.x.x.x",
                    "replacement": "x",
                    "templates": [first, byte, byte, byte],
                },
            },
            "identificador": {"method": "distincts", "kwargs": {"distincts": ["-"]}},
            "user": {"method": "distincts", "kwargs": {"distincts": ["-"]}},
            "datetime": {
                "method": "unix_timestamps",
                "kwargs": day,
                "transformers": [_log_time],
                "pure": True,
            },
            "http_version": {
                "method": "distincts_prop",
                "kwargs": {"distincts": {"HTTP/1.1": 4, "HTTP/2.0": 6}},
            },
            "request_status": {
                "method": "distincts_map_prop",
                "cols": ["http_request", "http_status"],
                "kwargs": {"distincts": _REQUESTS},
            },
            "object_size": {"method": "integers", "kwargs": {"min": 120, "max": 48_000}},
        }

    def transformers(self) -> list[FrameFunction]:
        """Return the functions that join the parts, and leave nothing but the line."""
        return [_with_log_entry, _only_log_entry]


def _log_time(seconds: int) -> str:
    """Return a Unix time as logs write it, in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime(_TIME)


def _with_log_entry(df: pandas.DataFrame) -> pandas.DataFrame:
    who = df["ip_address"] + " " + df["identificador"] + " " + df["user"]
    request = df["http_request"] + " " + df["http_version"]
    result = df["http_status"] + " " + df["object_size"].astype(str)
    return df.assign(
        log_entry=who + " [" + df["datetime"] + ' +0000] "' + request + '" ' + result
    )


def _only_log_entry(df: pandas.DataFrame) -> pandas.DataFrame:
    return df[["log_entry"]]
