# SPDX-License-Identifier: BSD-3-Clause
"""Capture files as tcpdump writes them, and what is left of one where less was captured."""
import collections
import struct

# seconds and fraction as they stand in the file; length: on the wire
Record = collections.namedtuple("Record", "seconds fraction length data")
Capture = collections.namedtuple("Capture", "order header link records")

FILE_HEADER, RECORD_HEADER = 24, 16
LINK_LENGTH = {1: 14, 113: 16, 276: 20}		# Ethernet, Linux cooked v1 and v2
TCP_LENGTH = 20


def is_one(report):
    """Whether what this report is about is a file in the older form, as is read here."""
    return report["captures"][0]["format"] == "pcap"


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    records, at = [], FILE_HEADER
    while at < len(data):
        seconds, fraction, kept, length = struct.unpack_from(order + "IIII", data, at)
        at += RECORD_HEADER
        records.append(Record(seconds, fraction, length, data[at:at + kept]))
        at += kept
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xffff
    return Capture(order, data[:FILE_HEADER], link, records)


def write(path, capture, records):
    with open(path, "wb") as f:
        f.write(capture.header)
        for r in records:
            f.write(struct.pack(capture.order + "IIII", r.seconds, r.fraction, len(r.data),
                                r.length))
            f.write(r.data)


def addresses(capture, record):
    """Source and destination address as bytes; None if it is not IP."""
    ip = record.data[LINK_LENGTH[capture.link]:]
    version = ip[0] >> 4 if ip else 0
    if version == 4:
        return ip[12:16], ip[16:20]
    return (ip[8:24], ip[24:40]) if version == 6 else None


def late(capture, frame):
    """Begun in the middle: without half of what went before the frame."""
    return capture.records[(frame - 1) // 2:]


def one_sided(capture, frame):
    """Without what went the other way."""
    kept = addresses(capture, capture.records[frame - 1])
    return [r for r in capture.records if addresses(capture, r) in (kept, None)]


def headers_only(capture, _frame):
    """Without TCP options and payload."""
    def cut(record):
        ip = LINK_LENGTH[capture.link]
        version = record.data[ip] >> 4 if len(record.data) > ip else 0
        size = ip + {4: 20, 6: 40}.get(version, 0) + TCP_LENGTH
        return record._replace(data=record.data[:size])
    return [cut(r) for r in capture.records]


# By name: functions of a capture and the frame of a RST in it, giving what is left.
DEGRADATIONS = {"late": late, "one-sided": one_sided, "headers-only": headers_only}
