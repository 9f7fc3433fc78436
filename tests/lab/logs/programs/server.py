# SPDX-License-Identifier: BSD-3-Clause
"""A server in Python.  usage: server.py http|asyncio ADDRESS PORT"""
import asyncio
import http.server
import logging
import socket
import sys

logging.basicConfig(format="%(asctime)s %(levelname)-8s [%(name)s] %(message)s",
                    level=logging.INFO)
app = logging.getLogger("app.server")
BODY = b"Hello, world!\n"
FLOOD = b"x" * 10_000_000
HEAD = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = FLOOD if self.path == "/flood" else BODY
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    """What goes wrong in a handler, the standard library prints with the client's address."""
    address_family = socket.AF_INET


async def serve(reader, writer):
    peer = writer.get_extra_info("peername")
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = FLOOD if head.startswith("GET /flood") else BODY
            writer.write((HEAD % len(body)).encode() + body)
            await writer.drain()
    except asyncio.IncompleteReadError:
        app.info("client %s went", peer)
    except OSError:
        app.exception("client %s failed", peer)
    finally:
        writer.close()


async def asynchronous(address, port):
    server = await asyncio.start_server(serve, address, port)
    await server.serve_forever()


if sys.argv[1] == "http":
    Server((sys.argv[2], int(sys.argv[3])), Handler).serve_forever()
else:
    asyncio.run(asynchronous(sys.argv[2], int(sys.argv[3])))
