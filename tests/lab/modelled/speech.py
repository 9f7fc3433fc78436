# SPDX-License-Identifier: BSD-3-Clause
"""What applications say, as bytes: TLS, SSH, mail and databases.  What is encrypted is
random; HTTP and Redis are in words.py, which all of the lab share."""
import collections
import struct

import words

# ports: where it is spoken; login: a function of a talk; ask, answer: of the dice.
Language = collections.namedtuple("Language", "ports login ask answer")

HANDSHAKE, ALERT, DATA, CIPHER = 22, 21, 23, 20
WARNING, FATAL = 1, 2
NAMES = ("www.example.com", "api.example.net", "mail.example.org", "cdn.example.com",
         "login.example.net")
BGP_PORT = 179


def record(kind, body, version=0x0303):
    return struct.pack("!BHH", kind, version, len(body)) + body


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def extension(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


def client_hello(rng, name=None, versions=(0x0304, 0x0303)):
    """versions: what the client can do; without 0x0304 it is one of TLS 1.2 or older."""
    name = (name or rng.choice(NAMES)).encode()
    ciphers = struct.pack("!5H", 0x1301, 0x1302, 0xc02f, 0xc030, 0x009c)
    extensions = extension(0, struct.pack("!HBH", len(name) + 3, 0, len(name)) + name)
    extensions += extension(10, struct.pack("!HHH", 4, 0x001d, 0x0017))
    extensions += extension(13, struct.pack("!HHH", 4, 0x0403, 0x0804))
    extensions += extension(43, bytes([2 * len(versions)])
                            + struct.pack(f"!{len(versions)}H", *versions))
    if 0x0304 in versions:
        extensions += extension(51, struct.pack("!HHH", 36, 0x001d, 32) + rng.randbytes(32))
    body = struct.pack("!H", min(max(versions), 0x0303)) + rng.randbytes(32)
    body += b"\x20" + rng.randbytes(32)
    body += struct.pack("!H", len(ciphers)) + ciphers + b"\x01\x00"
    return record(HANDSHAKE, message(1, body + struct.pack("!H", len(extensions)) + extensions),
                  0x0301)


def server_flight(rng, certificate=None):
    """ServerHello of TLS 1.3, and what follows it encrypted."""
    body = b"\x03\x03" + rng.randbytes(32) + b"\x20" + rng.randbytes(32) + b"\x13\x01\x00"
    extensions = extension(43, b"\x03\x04")
    extensions += extension(51, struct.pack("!HH", 0x001d, 32) + rng.randbytes(32))
    hello = record(HANDSHAKE, message(2, body + struct.pack("!H", len(extensions)) + extensions))
    sealed = data(rng, certificate or rng.randint(1800, 4200))
    return hello + record(CIPHER, b"\x01") + data(rng, 40) + sealed + data(rng, 281) + data(rng, 53)


def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    return bytes([tag, 0x82]) + struct.pack("!H", len(body)) + body


def x509(rng):
    """A certificate that is well formed and no more."""
    name = der(0x30, der(0x31, der(0x30, b"\x06\x03\x55\x04\x03", der(0x0c, NAMES[0].encode()))))
    sha256_rsa = bytes.fromhex("300d06092a864886f70d01010b0500")
    dates = der(0x30, der(0x17, b"250101000000Z"), der(0x17, b"350101000000Z"))
    number = der(0x02, b"\x01" + rng.randbytes(255))
    key = der(0x30, bytes.fromhex("300d06092a864886f70d0101010500"),
              der(0x03, b"\0", der(0x30, number, der(0x02, b"\x01\x00\x01"))))
    body = der(0x30, der(0xa0, b"\x02\x01\x02"), der(0x02, b"\x01" + rng.randbytes(15)), sha256_rsa,
               name, dates, name, key)
    return der(0x30, body, sha256_rsa, der(0x03, b"\0" + rng.randbytes(256)))


def server_flight_12(rng):
    """ServerHello, Certificate and ServerHelloDone of TLS 1.2, in the clear."""
    hello = message(2, b"\x03\x03" + rng.randbytes(32) + b"\x00" + b"\xc0\x2f\x00")
    chain = [x509(rng) for _ in range(rng.randint(1, 3))]
    chain = b"".join(len(one).to_bytes(3, "big") + one for one in chain)
    certificate = message(11, len(chain).to_bytes(3, "big") + chain)
    return record(HANDSHAKE, hello) + record(HANDSHAKE, certificate) \
        + record(HANDSHAKE, message(14, b""))


def client_finished(rng):
    return record(CIPHER, b"\x01") + data(rng, 53)


def tickets(rng, count=2):
    return b"".join(data(rng, 250) for _ in range(count))


def data(rng, length):
    """An encrypted record."""
    return record(DATA, rng.randbytes(length))


def alert(code, level=FATAL):
    return record(ALERT, bytes([level, code]))


def sealed_alert(rng):
    """As TLS 1.3 has it: it looks like data."""
    return data(rng, 19)


def secure(talk, name=None):
    """The handshake of TLS 1.3, tickets and all."""
    talk.send(talk.client, client_hello(talk.rng, name))
    talk.think(talk.server)
    talk.send(talk.server, server_flight(talk.rng), acked=True)
    talk.send(talk.client, client_finished(talk.rng))
    talk.send(talk.server, tickets(talk.rng), acked=True)
    return talk


def ssh_banner(rng):
    return b"SSH-2.0-OpenSSH_%d.%dp1\r\n" % (rng.randint(7, 9), rng.randint(0, 9))


def ssh_kexinit(rng):
    """The offer of algorithms: RFC 4253 section 7.1."""
    key = b"curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256"
    cipher, mac = b"chacha20-poly1305@openssh.com,aes256-ctr", b"umac-64-etm@openssh.com"
    lists = (key, b"ssh-ed25519,rsa-sha2-512", cipher, cipher, mac, mac, b"none", b"none", b"", b"")
    body = b"\x14" + rng.randbytes(16) + b"".join(struct.pack("!I", len(n)) + n for n in lists)
    body += bytes(5)
    padding = 4 + -(len(body) + 9) % 8
    return struct.pack("!IB", len(body) + padding + 1, padding) + body + rng.randbytes(padding)


def smtp_greeting():
    return b"220 mail.example.org ESMTP\r\n"


def mysql_greeting(rng):
    body = b"\x0a8.0.%d\x00" % rng.randint(20, 40) + rng.randbytes(4) + b"abcdefgh\x00"
    body += b"\xff\xf7\xff\x02\x00\xff\xc1\x15" + bytes(10) + b"abcdefghijkl\x00"
    return mysql(body + b"caching_sha2_password\x00", 0)


def mysql(body, number):
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def mysql_login(talk):
    talk.send(talk.server, mysql_greeting(talk.rng))
    body = struct.pack("<IIB", 0x002ea68d, 1 << 24, 255) + bytes(23) + b"app\x00"
    body += b"\x20" + talk.rng.randbytes(32) + b"shop\x00caching_sha2_password\x00"
    talk.exchange(mysql(body, 1), mysql(b"\x00\x00\x00\x02\x00\x00\x00", 2))


def mysql_query(rng):
    return mysql(b"\x03SELECT id FROM items WHERE id = %d" % rng.randint(1, 10**6), 0)


def mysql_ok():
    return mysql(b"\x00\x00\x00\x02\x00\x00\x00", 1)


def postgresql(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def postgresql_login(talk):
    body = struct.pack("!I", 196608) + b"user\x00app\x00database\x00shop\x00\x00"
    ready = postgresql(b"R", bytes(4)) + postgresql(b"Z", b"I")
    talk.exchange(struct.pack("!I", len(body) + 4) + body, ready)


def postgresql_query(rng):
    return postgresql(b"Q", b"SELECT pg_sleep(%d)\x00" % rng.randint(1, 999))


def postgresql_done():
    return postgresql(b"C", b"SELECT 1\x00") + postgresql(b"Z", b"I")


def bgp(kind, body=b""):
    return b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body


def bgp_keepalive():
    return bgp(4)


def bgp_open(rng):
    return bgp(1, struct.pack("!BHH", 4, rng.randint(64512, 65534), 180) + rng.randbytes(4) + b"\0")


def opaque(rng, length=None):
    """Bytes of no protocol that a program could know."""
    return b"\xfe\x01" + rng.randbytes(length or rng.choice((14, 48, 200, 1200)))


def ssh_login(talk):
    talk.exchange(ssh_banner(talk.rng), ssh_banner(talk.rng))
    talk.exchange(ssh_kexinit(talk.rng), ssh_kexinit(talk.rng))


def sealed(rng):
    return data(rng, rng.randint(40, 1300))


def encrypted(rng):
    """Of a protocol that has no records to be seen."""
    return rng.randbytes(4 * rng.randint(9, 90))


HTTP = Language(words.HTTP.ports, None, words.http_request, words.http_response)
REDIS = Language(words.REDIS.ports, None, words.redis_request, words.redis_response)
TLS = Language((443, 8443), secure, sealed, sealed)
SSH = Language((22,), ssh_login, encrypted, encrypted)
MYSQL = Language((3306,), mysql_login, mysql_query, lambda _rng: mysql_ok())
POSTGRESQL = Language((5432,), postgresql_login, postgresql_query,
                      lambda _rng: postgresql_done())
OPAQUE = Language((4242, 7777, 9100, 12345), None, opaque, opaque)
# Of those in which either end may say something at any time, and of all.
FREE = (TLS, SSH, OPAQUE, OPAQUE)
ALL = (HTTP, REDIS, MYSQL, POSTGRESQL, *FREE)
