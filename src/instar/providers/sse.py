"""Server-sent events, out of bytes that may be cut anywhere."""

EVENT_BYTES = 16_777_216


class EventTooLarge(ValueError):
    """An event of more than 16 MiB."""


class EventLines:
    """Finds the data of events. Their names, ids and comments say nothing that the data does not."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._data: list[bytes] = []
        self._size = 0
        self._after_cr = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of each event that ends in this chunk. Raises EventTooLarge.

        What an unfinished event holds at the end of a stream is no event.
        """
        found = []
        for line in self._lines(chunk):
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line:
                if self._data:
                    found.append(b"\n".join(self._data))
                    self._data.clear()
                self._size = 0
        return found

    def _lines(self, chunk: bytes) -> list[bytes]:
        """The lines that end in this chunk; they end with LF, CRLF or CR."""
        if self._after_cr and chunk.startswith(b"\n"):
            self._after_cr = False
            chunk = chunk[1:]
        if not chunk:
            return []
        self._after_cr = chunk.endswith(b"\r")
        self._size += len(chunk)
        if self._size > EVENT_BYTES:
            raise EventTooLarge
        lines = chunk.splitlines()
        rest = b"" if chunk.endswith((b"\n", b"\r")) else lines.pop()
        if lines and self._rest:
            lines[0] = b"".join((*self._rest, lines[0]))
            self._rest = []
        if rest:
            self._rest.append(rest)
        return lines
