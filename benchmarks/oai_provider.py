"""An OAI-PMH provider in a process of its own: `python -m benchmarks.oai_provider RECORDS`.

Its records are written to a file before it listens, and a page is a slice of it, so that the provider is never what is
measured. The base URL tells the size of the pages: /100, /1000. It prints one line, its port, when it listens.
"""

from __future__ import annotations

import mmap
import socketserver
import sys
import tempfile
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from benchmarks.oai_records import page, record

_IDENTIFY = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\
<responseDate>2026-01-01T00:00:00Z</responseDate><request verb="Identify">http://127.0.0.1/oai</request>\
<Identify><repositoryName>Benchmark</repositoryName><baseURL>http://127.0.0.1/oai</baseURL>\
<protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>\
<earliestDatestamp>2012-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>\
<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify></OAI-PMH>"""


class _Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536
    records: ClassVar[mmap.mmap]
    ends: ClassVar[list[int]]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = _IDENTIFY.encode() if query["verb"] == "Identify" else self._page(int(parts.path[1:]), query)
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self, size: int, query: dict[str, str]) -> bytes:
        start, total = int(query.get("resumptionToken", "0")), len(self.ends) - 1
        records = self.records[self.ends[start] : self.ends[min(start + size, total)]]
        return page(records, start, size, total)

    def log_message(self, *_: Any) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main(total: int) -> None:
    """Write the records, then serve until the process is ended."""
    with tempfile.TemporaryFile() as file:
        ends = [0]
        for number in range(total):
            ends.append(ends[-1] + file.write(record(number).encode()))
        file.flush()
        _Provider.records, _Provider.ends = mmap.mmap(file.fileno(), 0), ends
        with _Server(("127.0.0.1", 0), _Provider) as server:
            print(server.server_address[1], flush=True)
            server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
