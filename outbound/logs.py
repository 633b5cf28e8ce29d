"""Log lines: one line each, whatever stands in the names that they hold."""

import logging
from types import TracebackType

from outbound.visible import in_one_line, visible

AnyLogger = logging.Logger | logging.LoggerAdapter[logging.Logger]


class Log:
    """Writes into a logger what came from outside, too."""

    def __init__(self, logger: AnyLogger) -> None:
        self._logger = logger

    def debug(self, text: str, *values: object) -> None:
        """For who looks for a fault."""
        self._write(logging.DEBUG, text, values)

    def info(self, text: str, *values: object) -> None:
        """What happens in an ordinary run."""
        self._write(logging.INFO, text, values)

    def warning(self, text: str, *values: object) -> None:
        """What a person should know."""
        self._write(logging.WARNING, text, values)

    def error(self, text: str, *values: object) -> None:
        """What went wrong."""
        self._write(logging.ERROR, text, values)

    def _write(self, level: int, text: str, values: tuple[object, ...]) -> None:
        if self._logger.isEnabledFor(level):
            line = in_one_line(text % values if values else text)
            self._logger.log(level, "%s", line, stacklevel=3)


class LineFormatter(logging.Formatter):
    """Formats records of other people's loggers, too, for a file that a terminal may show."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's
        """The record without its traceback, in one line."""
        return in_one_line(super().formatMessage(record))

    def formatException(  # noqa: N802 - logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """A traceback, in its own lines."""
        return visible(super().formatException(ei))
