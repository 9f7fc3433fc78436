# SPDX-License-Identifier: BSD-3-Clause
"""An application in Python that fetches what it is told to, and logs what it does.

usage: client.py STYLE, and on standard input: LIBRARY URL"""
import asyncio
import http.client
import json
import logging
import socket
import ssl
import sys
import time
import traceback
import urllib.parse
import urllib.request

PATIENCE = 1.0
logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
logging.getLogger("asyncio").setLevel(logging.WARNING)
logging.getLogger("urllib3").setLevel(logging.WARNING)
app = logging.getLogger("fetcher")
pool = {}


def by_urllib(url, _ends):
    context = ssl._create_unverified_context()
    return urllib.request.urlopen(url, timeout=PATIENCE, context=context).read()


def by_http_client(url, _ends):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().read()
    finally:
        connection.close()


def by_pool(url, _ends):
    """A connection that is kept for the next request."""
    parts = urllib.parse.urlsplit(url)
    connection = pool.pop(parts.netloc, None) or \
        http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    connection.request("GET", parts.path)
    answer = connection.getresponse().read()
    pool[parts.netloc] = connection
    return answer


def by_requests(url, _ends):
    import requests
    return requests.get(url, timeout=PATIENCE, verify=False).content


def by_socket(url, ends):
    parts = urllib.parse.urlsplit(url)
    with socket.socket(socket.AF_INET6 if ":" in parts.hostname else socket.AF_INET) as sock:
        sock.settimeout(PATIENCE)
        sock.connect((parts.hostname, parts.port))
        ends.append(sock.getsockname())
        ends.append(sock.getpeername())
        sock.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        heard = b""
        while b"world" not in heard:
            if not (more := sock.recv(65536)):
                raise EOFError("connection closed early")
            heard += more


async def stream(url):
    parts = urllib.parse.urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    await reader.readuntil(b"world!\n")
    writer.close()


def by_asyncio(url, _ends):
    asyncio.run(asyncio.wait_for(stream(url), PATIENCE))


def named(end):
    return f"[{end[0]}]:{end[1]}" if ":" in end[0] else f"{end[0]}:{end[1]}"


def plain(url, error, _ends):
    app.error("GET %s: %s", url, error)


def bare(_url, error, _ends):
    app.error("request failed: %r", error)


def trace(_url, _error, _ends):
    app.exception("Exception while fetching")


def printed(url, error, _ends):
    print(f"cannot fetch {url}: {error!r}", file=sys.stderr, flush=True)


def dated(_url, error, ends):
    print(time.strftime("%a %b %d %H:%M:%S %Y"),
          f"{named(ends[0])} -> {named(ends[1])} {error}" if ends else f"fetch: {error}",
          file=sys.stderr, flush=True)


def as_json(url, error, _ends):
    now = time.time()
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03}Z"
    print(json.dumps({"timestamp": stamp, "level": "ERROR", "logger": "fetcher",
                      "message": f"fetching {url} failed", "exception": "".join(
                          traceback.format_exception(error))}), file=sys.stderr, flush=True)


def as_epoch(_url, error, ends):
    said = {"ts": round(time.time(), 3), "level": "error", "msg": str(error)}
    if ends:
        said.update(local=named(ends[0]), peer=named(ends[1]))
    print(json.dumps(said), file=sys.stderr, flush=True)


STYLES = {f.__name__: f for f in (plain, bare, trace, printed, dated, as_json, as_epoch)}
LIBRARIES = {"urllib": by_urllib, "http.client": by_http_client, "requests": by_requests,
             "socket": by_socket, "asyncio": by_asyncio, "pool": by_pool}


def main():
    tell = STYLES[sys.argv[1]]
    for line in sys.stdin:
        library, url = line.split()
        ends = []
        try:
            LIBRARIES[library](url, ends)
            if tell in (plain, trace):
                app.info("GET %s: fine", url)
        except Exception as error:
            tell(url, error, ends)
        print("done", flush=True)


main()
