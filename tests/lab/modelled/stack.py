# SPDX-License-Identifier: BSD-3-Clause
"""How hosts and appliances form their packets: what TCP leaves open and each fills in its
own way.

SYSTEMS has a row a system.  Of its RSTs there are two forms: `reply`, made from a segment
that no socket wants, and `active`, made by a socket that is given up.  `refuse` is the
reply to a SYN, where it is another one.  BOXES are what stands between and speaks in
another's name; they have one form for all.

What is not documented of a system is taken to be as most systems have it; windows and
MSS are single values out of many that are seen."""
import struct
import zlib
from typing import NamedTuple

from modelled import packet
from modelled.packet import WORD


class Form(NamedTuple):
    """How a RST is filled in.

    bare     without ACK flag; never where it answers a segment without one
    ack      the field, of a bare one: zero, seq (the same as its own number), next (what
             its maker expects); of others: next, or probe (the number of the trigger)
    window   a number; live: the socket's; mirror: the trigger's; any: a random one
    ident    of IPv4: zero, own (as in other packets of the host), any, or a number
    df       True, False, mirror
    tos      own, mirror, zero
    options  none; stamps: where the connection has time stamps; mirror: the trigger's
    ttl      0: the host's; any: a random one
    text     payload"""
    bare: bool = True
    ack: object = "zero"
    window: object = 0
    ident: object = "zero"
    df: object = True
    tos: str = "mirror"
    options: str = "none"
    ttl: object = 0
    text: bytes = b""


class System(NamedTuple):
    """ident: of IPv4: zero, connection (a counter each), host (one counter, with other
    traffic between), any.  syn: its options in order: m MSS, s SACK permitted, t time stamps,
    w scale, n no-operation, e end.  probes: of keepalive: how many, how far apart, and the
    bytes of each."""
    ttl: int
    reply: Form
    active: Form
    refuse: Form = None
    ident: str = "host"
    syn: str = "m"
    window: int = 65535
    scale: int = 0
    df: bool = True
    ports: tuple = (32768, 60999)
    probes: tuple = (9, 75, 0)
    zero_syn_ack: bool = False	# the IP ID of a SYN-ACK


def _box(ttl, form, ident="host"):
    return System(ttl, form, form, ident=ident)


LIVE = Form(bare=False, ack="next", window="live", ident="own", tos="own")
LINUX_REPLY = Form()
WINDOWS_REPLY = Form(ack="seq", ident="own", tos="own")
BSD_REPLY = Form(df="mirror", ident="own")
OLD_REPLY = Form(df=False, ident="own", tos="own")

SYSTEMS = {
    "linux": System(64, LINUX_REPLY, LIVE._replace(options="stamps"), ident="connection",
                    syn="mstnw", window=64240, scale=7, zero_syn_ack=True),
    # Before 2018: replies have an ID.
    "linux-3": System(64, Form(ident="any"), LIVE._replace(options="stamps"),
                      ident="connection", syn="mstnw", window=29200, scale=7),
    "windows-10": System(128, WINDOWS_REPLY, LIVE._replace(window=0), syn="mnwnns",
                         window=64240, scale=8, ports=(49152, 65535), probes=(10, 1, 1)),
    "windows-7": System(128, WINDOWS_REPLY, LIVE._replace(window=0), syn="mnwnns",
                        window=8192, scale=8, ports=(49152, 65535), probes=(10, 1, 1)),
    "windows-xp": System(128, WINDOWS_REPLY._replace(df=False),
                         LIVE._replace(window=0, bare=True), syn="mnns",
                         ports=(1025, 5000), probes=(5, 1, 1)),
    "macos": System(64, BSD_REPLY, LIVE, ident="zero", syn="mnwnntsee", scale=6,
                    ports=(49152, 65535), probes=(8, 75, 0)),
    "freebsd": System(64, Form(ident="own", options="stamps"), LIVE._replace(options="stamps"),
                      ident="any", syn="mnwst", scale=6, ports=(49152, 65535),
                      probes=(8, 75, 0)),
    "openbsd": System(64, Form(bare=False, ack="probe", ident="own"), LIVE, ident="any",
                      syn="mnnsnwnnt", window=16384, scale=6, probes=(8, 75, 0)),
    "solaris": System(64, Form(ident="own"), LIVE, syn="mnwnnsnnt", window=64240, scale=1),
    "aix": System(64, OLD_REPLY._replace(window=0x4000), LIVE._replace(df=False), OLD_REPLY,
                  syn="m", df=False),
    "hp-ux": System(64, Form(ident="own", text=b"No TCP"),
                    LIVE._replace(text=b"tcp_disconnect"), syn="mwn", window=32768),
    "cisco-ios": System(255, OLD_REPLY, LIVE._replace(df=False, window=0), syn="m",
                        window=4128, df=False, ports=(11000, 65000)),
    "lwip": System(255, Form(bare=False, ack="next", window=0x16d0, ident="own", df=False),
                   LIVE._replace(window=0x16d0, df=False), syn="m", window=0x16d0, df=False),
    "vxworks": System(64, OLD_REPLY._replace(window=0x2000), LIVE._replace(df=False),
                      syn="mnw", window=8192, df=False),
    "zos": System(64, OLD_REPLY._replace(ack="probe"), LIVE._replace(df=False), syn="mnw",
                  window=32768, df=False),
    "adc": System(255, Form(bare=False, ack="next", ident="own", tos="own"),
                  LIVE._replace(window=0), syn="mnwnns", window=8190, scale=2),
    "front-end": System(128, Form(), LIVE._replace(window=0), ident="zero", syn="mnnsnw",
                        window=65535, scale=8),
}

BOXES = {
    "f5": _box(255, Form(bare=False, ack="probe", ident="own", tos="zero")),
    "netscaler": _box(255, Form(bare=False, ack="next", ident="own", tos="zero")),
    "asa": _box(255, Form(bare=False, ack="next", window="mirror", ident="own", df=False)),
    "pan": _box(255, Form(bare=False, ack="next", window="mirror", ident="any", df=False)),
    "fortigate": _box(64, Form(bare=False, ack="next", ident="own", tos="zero")),
    "netfilter": _box(64, Form(tos="zero")),
    "load-balancer": _box(255, Form(ident="own", df=True, tos="zero")),
    "nat-gateway": _box(64, Form(tos="zero")),
    "cloud-balancer": _box(128, Form(bare=False, ack="next", ident="own", tos="zero")),
    "gfw-1": _box(64, Form(ttl="any", window="any", ident="any", tos="zero")),
    "gfw-2": _box(64, Form(bare=False, ack="next", ttl="any", window="any", ident="any",
                           tos="zero")),
    "sandvine": _box(64, Form(ident=0x4001, df=False, tos="zero")),
    "snort": _box(64, Form(bare=False, ack="next", ident="any", df=False, tos="zero")),
    "scapy": _box(64, Form(window=8192, ident=1, df=False, tos="zero")),
}


class Host:
    """A machine of some system.  place: where it is on the path, 0 at the client and 1 at
    the server; hosts are at its ends, middleboxes between."""

    def __init__(self, rng, system, address, place):
        self.rng, self.address, self.place = rng, address, place
        self.system = SYSTEMS.get(system) or BOXES[system]
        self.mac = bytes([2]) + rng.randbytes(5)
        self.counters = {None: rng.randrange(1 << 16)}
        self.clock_offset, self.clock_rate = rng.randrange(WORD), rng.choice((1000, 1000, 250))
        self.tos = 0

    def ident(self, policy, connection):
        """The IP ID of its next packet.  Asked in the order of time, when all is written."""
        if isinstance(policy, int):
            return policy
        if policy == "zero":
            return 0
        if policy == "any":
            return self.rng.randrange(1, 1 << 16)
        if policy == "host":
            connection, step = None, self.rng.choice((1, 1, 1, 2, 3, 9, 30))
        else:
            step = 1
        last = self.counters.setdefault(connection, self.rng.randrange(1 << 16))
        self.counters[connection] = (last + step) % (1 << 16)
        return self.counters[connection]

    def stamp(self, time):
        return (self.clock_offset + int(time * self.clock_rate)) % WORD

    def header(self, connection, ident=None):
        return packet.Header(self.system.ttl, ident or self.system.ident, self.system.df,
                             self.tos, label_of(connection))

    def syn_options(self, offered, mss, time, echo):
        """offered: letters that both ends have; a SYN offers all of its system's.  Where some
        are missing the fillers between them are, too."""
        makers = {"m": lambda: packet.option(packet.MSS, struct.pack("!H", mss)),
                  "s": lambda: packet.option(packet.SACK_OK),
                  "t": lambda: packet.stamps(self.stamp(time), echo)[2:],
                  "w": lambda: packet.option(packet.SCALE, bytes([self.system.scale])),
                  "n": lambda: bytes([packet.NOP]), "e": lambda: bytes([packet.END])}
        whole = set(self.system.syn) <= set(offered) | set("ne")
        return b"".join(makers[letter]() for letter in self.system.syn
                        if letter in offered or (whole and letter in "ne"))


def label_of(connection):
    """The flow label of a connection, for IPv6."""
    return zlib.crc32(repr(connection).encode()) & 0xfffff


def fill(form, maker, connection, trigger, socket):
    """What of a RST a form decides: header, options, window and payload.

    socket: its window and options, if its maker has one.  A host without gives the RST a
    fresh flow label, a middlebox none."""
    label = label_of(connection) if socket else maker.rng.randrange(1, 1 << 20)
    live, stamped = socket or (maker.system.window >> 6, b"")
    windows = {"live": live, "mirror": trigger.window if trigger else live,
               "any": maker.rng.randrange(64, 60000)}
    options = {"none": b"", "stamps": stamped, "mirror": trigger.options if trigger else b""}
    mirrored = trigger.header if trigger else maker.header(connection)
    ident = maker.system.ident if form.ident == "own" else form.ident
    tos = {"own": maker.tos, "mirror": mirrored.tos & ~3, "zero": 0}[form.tos]
    header = packet.Header(
        maker.rng.randrange(40, 250) if form.ttl == "any" else form.ttl or maker.system.ttl,
        ident, mirrored.df if form.df == "mirror" else form.df, tos,
        label if maker.place in (0, 1) else 0)
    return {"header": header, "window": windows.get(form.window, form.window),
            "options": options[form.options], "payload": form.text}
