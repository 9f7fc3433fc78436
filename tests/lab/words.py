# SPDX-License-Identifier: BSD-3-Clause
"""What the applications of a scenario say, with sizes and names from its dice."""
import collections

# ports: where it is spoken; request, response: functions of the dice.
Words = collections.namedtuple("Words", "ports request response")

HOSTS = ("server.example", "www.example.com", "api.example.net", "files.example.org")
PATHS = ("/", "/page", "/api/v1/items", "/images/logo.png", "/search?q=reset")


def letters(rng, length):
    return bytes(rng.choices(b"abcdefghijklmnopqrstuvwxyz0123456789", k=length))


def http_request(rng, method="GET", body=b"", length=None):
    """length: what is announced, where that is not the body's."""
    announced = len(body) if length is None else length
    head = f"{method} {rng.choice(PATHS)} HTTP/1.1\r\nHost: {rng.choice(HOSTS)}\r\n"
    head += f"User-Agent: lab/{rng.randint(1, 9)}\r\n"
    head += f"Content-Length: {announced}\r\n" if announced else ""
    return head.encode() + b"\r\n" + body


def http_response(rng, body=None, length=None, status="200 OK"):
    body = letters(rng, rng.choice((0, 14, 300, 2000))) if body is None else body
    announced = len(body) if length is None else length
    return (f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {announced}\r\n\r\n").encode() + body


def redis_request(rng):
    key = letters(rng, rng.randint(3, 30))
    return b"*2\r\n$3\r\nGET\r\n$%d\r\n%s\r\n" % (len(key), key)


def redis_response(rng):
    value = letters(rng, rng.randint(1, 1500))
    return b"$%d\r\n%s\r\n" % (len(value), value)


def opaque(rng):
    """Bytes of no protocol that a program could know."""
    return b"\xfe\x01" + rng.randbytes(rng.choice((6, 48, 200, 1200, 4000)))


HTTP = Words((80, 8000, 8080, 3000), http_request, http_response)
REDIS = Words((6379,), redis_request, redis_response)
OPAQUE = Words((4242, 5000, 7777, 9100, 12345), opaque, opaque)
BESIDE = Words((8181,), http_request, http_response)
ALL = (HTTP, HTTP, REDIS, OPAQUE)
