# SPDX-License-Identifier: BSD-3-Clause
"""`tcpblame explain` as its users meet it: every number and name, and what is commonly
wrong about them."""

import json
import os
import re
import shutil
import tempfile
import unittest

import house
from house import REFUSED, run

OK, FAILED = 0, 1

PLATFORMS = ["Linux", "Linux/MIPS", "Linux/SPARC", "Linux/Alpha", "Linux/PA-RISC", "macOS",
             "FreeBSD", "Solaris", "AIX", "Windows"]
# Name: numbers in the order of the platforms, 0 for none.
ERRORS = {
    "ECONNRESET": [104, 131, 54, 54, 232, 54, 54, 131, 73, 10054],
    "ECONNREFUSED": [111, 146, 61, 61, 239, 61, 61, 146, 79, 10061],
    "ECONNABORTED": [103, 130, 53, 53, 231, 53, 53, 130, 72, 10053],
    "ENETRESET": [102, 129, 52, 52, 230, 52, 52, 129, 71, 10052],
    "ETIMEDOUT": [110, 145, 60, 60, 238, 60, 60, 145, 78, 10060],
    "EPIPE": [32, 32, 32, 32, 32, 32, 32, 32, 32, 0],
    "ESHUTDOWN": [108, 143, 58, 58, 236, 58, 58, 143, 77, 10058],
    "ENOTCONN": [107, 134, 57, 57, 235, 57, 57, 134, 76, 10057],
    "EHOSTUNREACH": [113, 148, 65, 65, 242, 65, 65, 148, 81, 10065],
    "EHOSTDOWN": [112, 147, 64, 64, 241, 64, 64, 147, 80, 10064],
    "ENETUNREACH": [101, 128, 51, 51, 229, 51, 51, 128, 70, 10051],
    "ENETDOWN": [100, 127, 50, 50, 228, 50, 50, 127, 69, 10050],
    "EADDRINUSE": [98, 125, 48, 48, 226, 48, 48, 125, 67, 10048],
    "EADDRNOTAVAIL": [99, 126, 49, 49, 227, 49, 49, 126, 68, 10049],
    "EISCONN": [106, 133, 56, 56, 234, 56, 56, 133, 75, 10056],
    "ENOBUFS": [105, 132, 55, 55, 233, 55, 55, 132, 74, 10055],
    "EMSGSIZE": [90, 97, 40, 40, 218, 40, 40, 97, 59, 10040],
    "ENOTSOCK": [88, 95, 38, 38, 216, 38, 38, 95, 57, 10038],
    "EDESTADDRREQ": [89, 96, 39, 39, 217, 39, 39, 96, 58, 10039],
    "EWOULDBLOCK": [11, 11, 11, 35, 11, 35, 35, 11, 11, 10035],
    "EINPROGRESS": [115, 150, 36, 36, 245, 36, 36, 150, 55, 10036],
    "EALREADY": [114, 149, 37, 37, 244, 37, 37, 149, 56, 10037],
    "EPROTO": [71, 71, 86, 85, 61, 100, 92, 71, 121, 0],
    "EINTR": [4] * 9 + [10004],
    "EBADF": [9] * 9 + [10009],
    "EACCES": [13] * 9 + [10013],
    "EFAULT": [14] * 9 + [10014],
    "EINVAL": [22] * 9 + [10022],
    "EMFILE": [24] * 9 + [10024],
    "EOPNOTSUPP": [95, 122, 45, 45, 223, 102, 45, 122, 64, 10045],
    "EAFNOSUPPORT": [97, 124, 47, 47, 225, 47, 47, 124, 66, 10047],
    "HOST_NOT_FOUND": [0] * 9 + [11001],
    "TRY_AGAIN": [0] * 9 + [11002],
}
ONLY_WINDOWS = {"WSAEPROCLIM": 10067, "WSASYSNOTREADY": 10091, "WSANOTINITIALISED": 10093,
                "WSAEDISCON": 10101}
# As it is typed: what it is called, the conditions that it may tell of.
FACES = {
    "64": ("ERROR_NETNAME_DELETED", {"connection-reset", "connection-aborted"}),
    "121": ("ERROR_SEM_TIMEOUT", {"timed-out"}),
    "995": ("ERROR_OPERATION_ABORTED", set()),
    "1225": ("ERROR_CONNECTION_REFUSED", {"connection-refused"}),
    "1226": ("ERROR_GRACEFUL_DISCONNECT", {"end-of-file"}),
    "1231": ("ERROR_NETWORK_UNREACHABLE", {"unreachable"}),
    "1232": ("ERROR_HOST_UNREACHABLE", {"unreachable"}),
    "1234": ("ERROR_PORT_UNREACHABLE", {"connection-refused"}),
    "1236": ("ERROR_CONNECTION_ABORTED", {"connection-aborted"}),
    "0xC000020D": ("STATUS_CONNECTION_RESET", {"connection-reset"}),
    "0xC0000236": ("STATUS_CONNECTION_REFUSED", {"connection-refused"}),
    "0xC0000241": ("STATUS_CONNECTION_ABORTED", {"connection-aborted"}),
    "0xC000020C": ("STATUS_CONNECTION_DISCONNECTED", {"connection-reset", "end-of-file"}),
    "0xC00000B5": ("STATUS_IO_TIMEOUT", {"timed-out"}),
    "0xC000013B": ("STATUS_LOCAL_DISCONNECT", {"connection-aborted"}),
    "0xC000013C": ("STATUS_REMOTE_DISCONNECT", {"connection-reset", "end-of-file"}),
    "12002": ("ERROR_INTERNET_TIMEOUT", {"timed-out"}),
    "0x2EE2": ("ERROR_INTERNET_TIMEOUT", {"timed-out"}),
    "12029": ("ERROR_INTERNET_CANNOT_CONNECT", {"connection-refused", "timed-out"}),
    "12030": ("ERROR_INTERNET_CONNECTION_ABORTED", {"connection-reset", "end-of-file"}),
    "12031": ("ERROR_INTERNET_CONNECTION_RESET", {"connection-reset"}),
    "0x80072EFF": ("ERROR_INTERNET_CONNECTION_RESET", {"connection-reset"}),
    "12152": ("ERROR_HTTP_INVALID_SERVER_RESPONSE", {"end-of-file"}),
    "7": ("CURLE_COULDNT_CONNECT", {"connection-refused", "unreachable"}),
    "35": ("CURLE_SSL_CONNECT_ERROR", {"connection-reset", "end-of-file"}),
    "52": ("CURLE_GOT_NOTHING", {"end-of-file"}),
    "55": ("CURLE_SEND_ERROR", {"connection-reset", "broken-pipe"}),
    "56": ("CURLE_RECV_ERROR", {"connection-reset", "end-of-file"}),
    "92": ("CURLE_HTTP2_STREAM", set()),
    "-100": ("ERR_CONNECTION_CLOSED", {"end-of-file"}),
    "-101": ("ERR_CONNECTION_RESET", {"connection-reset"}),
    "-102": ("ERR_CONNECTION_REFUSED", {"connection-refused"}),
    "-103": ("ERR_CONNECTION_ABORTED", {"connection-aborted"}),
    "-109": ("ERR_ADDRESS_UNREACHABLE", {"unreachable"}),
    "-118": ("ERR_CONNECTION_TIMED_OUT", {"timed-out"}),
    "-324": ("ERR_EMPTY_RESPONSE", {"end-of-file"}),
    "-15": ("ERR_SOCKET_NOT_CONNECTED", set()),
    "-1001": ("NSURLErrorTimedOut", {"timed-out"}),
    "-1004": ("NSURLErrorCannotConnectToHost", {"connection-refused", "unreachable"}),
    "-1005": ("NSURLErrorNetworkConnectionLost", {"connection-reset", "end-of-file"}),
    "-4077": ("ECONNRESET", {"connection-reset"}),
}
# Code: its product, what it tells of.
R, F, T, C, A, U = ("connection-reset", "end-of-file", "timed-out", "connection-refused",
                    "connection-aborted", "unreachable")
HAPROXY = {
    "SC": {C, U}, "sC": {T}, "sQ": set(), "SH": {R, F}, "SD": {R, F}, "sH": {T}, "sD": {T},
    "CR": {R, F}, "CH": {R, F}, "CQ": {R, F}, "CC": {R, F}, "CD": {R, F}, "CT": {R, F},
    "cR": {T}, "cH": {T}, "cD": {T}, "PR": {A}, "PH": {A}, "PD": {A}, "PT": {A}, "PC": set(),
    "RC": set(), "LR": set(), "LH": set(), "LC": set(), "KD": {A}, "DD": {A}, "UD": {A},
    "SD--": {R, F}, "----": set(),
}
ENVOY = {
    "UF": {C, T}, "UC": {R, F}, "UR": set(), "LR": set(), "UT": {T}, "URX": {C, T, F, R},
    "UH": set(), "UO": set(), "DC": {R, F}, "DPE": set(), "UPE": set(), "SI": {T}, "DT": {A},
    "UMSDR": {T}, "OM": {A}, "NR": set(),
}
HTTP_SYS = [
    "AppOffline", "AppPoolTimer", "AppShutdown", "BadRequest", "Client_Reset",
    "Connection_Abandoned_By_AppPool", "Connection_Abandoned_By_ReqQueue", "Connection_Dropped",
    "Connection_Dropped_List_Full", "ConnLimit", "Connections_Refused", "Disabled",
    "EntityTooLarge", "FieldLength", "Forbidden", "Header", "Hostname", "Internal",
    "Invalid_CR/LF", "LengthRequired", "N/A", "N/I", "Number", "Precondition", "QueueFull",
    "RequestLength", "Timer_AppPool", "Timer_ConnectionIdle", "Timer_EntityBody",
    "Timer_HeaderWait", "Timer_MinBytesPerSecond", "Timer_ReqQueue", "Timer_Response",
    "Timer_SslRenegotiation", "URL", "URL_Length", "Verb", "Version_N/S",
]
# What looks like a reset and is a FIN.
FINS = [
    "Error: socket hang up", "curl: (52) Empty reply from server",
    "upstream prematurely closed connection while reading response header from upstream",
    "ORA-12537: TNS:connection closed", "unexpected EOF", "SocketError: other side closed",
    "http.client.RemoteDisconnected: Remote end closed connection without response",
    "SSL_connect: SSL_ERROR_SYSCALL, errno 0",
    "ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:997)",
    "Client network socket disconnected before secure TLS connection was established",
]
# Commonly wrong: what is said in answer.
CORRECTIONS = {
    "0x2736": "0x2736 is 10038, WSAENOTSOCK",
    "0x00002736 - WSAECONNRESET": "0x2736 is 10038, WSAENOTSOCK",
    "10052": "no RST of the peer",
    "10053": "this host gave up",
    "Error: socket hang up": "the wire has a FIN",
    "Client network socket disconnected before secure TLS connection was established":
        "the wire has a FIN",
    "server closed the connection unexpectedly": "for a FIN and for a RST",
    "SH": "does not tell a RST from a FIN",
    "CR": "does not tell a RST from a FIN",
    "SD--": "does not tell a RST from a FIN",
    "java.net.SocketException: Connection reset": "of a read",
    "java.io.IOException: HTTP/1.1 header parser received no bytes": "of a FIN and of a RST",
    "curl: (52) Empty reply from server": "curl 52 is a FIN",
    "56": "curl 52 is a FIN",
    "Broken pipe": "look for the RST or FIN before it",
    "Connection refused": "A firewall that drops never makes this",
    "('Connection aborted.', RemoteDisconnected('Remote end closed connection'))":
        "text of Python requests",
}

QUESTION = {"asked", "readings", "elsewhere", "corrections", "conditions", "popular"}
READING = {"platforms", "error", "face", "message", "kernel", "conditions", "verdict",
           "meaning"}
ERROR = {"name", "windows_name", "message", "windows_message", "numbers", "hresult", "faces"}
FACE = {"family", "number", "name", "conditions"}
MESSAGE = {"needle", "also", "product", "writer", "ended_by"}
CONDITION = {"name", "produced_by", "never_by", "seen_by", "beware", "look_for", "advice",
             "wireshark_filter", "causes", "related"}


class Explain(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tcpblame-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def shown(self, *args):
        ran = run("explain", *args)
        self.assertEqual((ran.returncode, ran.stderr), (OK, b""), args)
        return ran.stdout.decode()

    def flat(self, *args):
        return " ".join(self.shown(*args).split())

    def asked(self, *args):
        questions = json.loads(self.shown("--format", "json", *args))["questions"]
        for question in questions:
            self.check(question)
        return questions

    def one(self, *args):
        questions = self.asked(*args)
        self.assertEqual(len(questions), 1, args)
        return questions[0]

    def check(self, question):
        """The structure of an answer."""
        self.assertEqual(set(question), QUESTION)
        self.assertTrue(question["readings"])
        for reading in question["readings"]:
            self.assertEqual(set(reading), READING)
            self.assertTrue(reading["error"] or reading["face"] or reading["message"] or
                            reading["kernel"])
            if reading["error"]:
                self.assertEqual(set(reading["error"]), ERROR)
                self.assertLessEqual(set(reading["error"]["numbers"]), set(PLATFORMS))
            for face in [reading["face"], *(reading["error"] or {"faces": []})["faces"]]:
                self.assertTrue(face is None or set(face) == FACE)
            if reading["message"]:
                self.assertEqual(set(reading["message"]), MESSAGE)
            if reading["kernel"]:
                self.assertEqual(set(reading["kernel"]), {"reason", "sent_by", "source"})
        for condition in question["conditions"]:
            self.assertEqual(set(condition), CONDITION)
            self.assertTrue(all(condition[m] for m in CONDITION), condition["name"])

    def refuses(self, *args, say):
        ran = run("explain", *args)
        self.assertEqual((ran.returncode, ran.stdout), (FAILED, b""), args)
        self.assertRegex(ran.stderr.decode(), r"^tcpblame: [^\n]*\n$")
        self.assertIn(say, ran.stderr.decode())

    def test_every_error_is_known_by_name_with_its_number_on_each_platform(self):
        for (name, numbers), question in zip(ERRORS.items(), self.asked(*ERRORS)):
            error = question["readings"][0]["error"]
            self.assertEqual(error["name"], name)
            self.assertEqual([error["numbers"].get(p, 0) for p in PLATFORMS], numbers, name)
        for (name, number), question in zip(ONLY_WINDOWS.items(), self.asked(*ONLY_WINDOWS)):
            error = question["readings"][0]["error"]
            self.assertEqual((error["name"], error["windows_name"]), (None, name))
            self.assertEqual(error["numbers"], {"Windows": number})

    def test_every_number_is_known_with_the_platforms_that_have_it(self):
        numbers = sorted({n for row in ERRORS.values() for n in row if n})
        for number, question in zip(numbers, self.asked(*map(str, numbers))):
            told = {(r["error"]["name"], p) for r in question["readings"] for p in r["platforms"]}
            self.assertEqual(told, {(name, p) for name, row in ERRORS.items()
                                    for p, n in zip(PLATFORMS, row) if n == number}, number)

    def test_windows_numbers_are_known_as_hexadecimal_and_as_hresult(self):
        known = {row[-1]: name for name, row in ERRORS.items() if row[-1]}
        for form in ("0x{0:X}", "0x{0:08x}", "0x8007{0:04X}", "8007{0:04x}", "{1}"):
            asked = [form.format(n, 0x80070000 + n - (1 << 32)) for n in known]
            for (number, name), question in zip(known.items(), self.asked(*asked)):
                error = question["readings"][0]["error"]
                self.assertEqual(error["name"], name, question["asked"])
                self.assertEqual(error["hresult"], 0x80070000 + number - (1 << 32))

    def test_other_numbers_of_the_same_errors_are_known(self):
        for (typed, (name, conditions)), question in zip(FACES.items(), self.asked(*FACES)):
            self.assertIn((name, frozenset(conditions)),
                          {(r["face"]["name"], frozenset(r["conditions"]))
                           for r in question["readings"] if r["face"]}, typed)

    def test_codes_of_proxies_are_known_by_themselves(self):
        for product, codes in (("HAProxy", HAPROXY), ("Envoy", ENVOY)):
            for (code, conditions), question in zip(codes.items(), self.asked("--", *codes)):
                self.assertIn((product, frozenset(conditions)),
                              {(r["message"]["product"], frozenset(r["conditions"]))
                               for r in question["readings"]}, code)
        for reason, question in zip(HTTP_SYS, self.asked(*HTTP_SYS)):
            self.assertEqual(question["readings"][0]["message"]["needle"], reason)

    def test_a_kernels_reason_for_a_reset_is_told_with_its_source(self):
        reading, = self.one("TCP_ABORT_ON_CLOSE")["readings"]
        self.assertEqual(reading["kernel"]["reason"], "TCP_ABORT_ON_CLOSE")
        self.assertIn("include/net/rstreason.h", reading["kernel"]["source"])
        text = self.flat("TCP_ABORT_ON_CLOSE")
        self.assertIn("its process closed the socket while received data lay unread.", text)
        self.assertIn("include/net/rstreason.h", text)

    def test_a_number_with_several_meanings_gets_each_of_them(self):
        question = self.one("104")
        self.assertEqual(question["elsewhere"], {"Linux/SPARC": "EXFULL", "Linux/Alpha": "EBFONT",
                                                 "macOS": "ENOTRECOVERABLE"})
        self.assertEqual(self.one("54")["elsewhere"]["Linux"], "EXFULL")
        text = self.flat("54")
        self.assertIn("ECONNRESET on Linux/SPARC, Linux/Alpha, macOS, FreeBSD", text)
        self.assertIn("EXFULL on Linux,", text)
        self.assertIn("A number alone needs its system beside it.", text)

    def test_a_fin_that_looks_like_a_reset_is_said_to_be_one(self):
        for line, question in zip(FINS, self.asked(*FINS)):
            self.assertEqual(question["readings"][0]["conditions"], [F], line)
            self.assertEqual(question["readings"][0]["verdict"], "A FIN, not a reset.")

    def test_what_is_commonly_wrong_is_corrected_out_loud(self):
        for (typed, truth), question in zip(CORRECTIONS.items(), self.asked(*CORRECTIONS)):
            self.assertIn(truth, " ".join(question["corrections"]), typed)
        self.assertEqual(self.one("10054")["corrections"], [])

    def test_0x2736_is_a_local_error_without_a_packet(self):
        question = self.one("0x2736")
        self.assertEqual(question["readings"][0]["error"]["windows_name"], "WSAENOTSOCK")
        self.assertEqual(question["conditions"], [])
        self.assertIn("that is 10054, 0x2746", self.flat("0x2736"))

    def test_a_reset_is_told_with_what_people_are_told_of_it(self):
        popular = json.loads(run("causes", "--format", "json").stdout)["popular"]
        for asked in ("10054", "ECONNRESET", "Connection reset by peer"):
            self.assertEqual(self.one(asked)["popular"], popular)
        text = self.flat("WSAECONNRESET")
        for told in popular:
            for member in ("name", "remedy", "shows", "hides"):
                self.assertIn(told[member] or "", text)
        self.assertEqual(self.one("nginx: recv() failed (104: Connection reset by peer) while "
                                  "reading upstream")["popular"], [])

    def test_related_errors_are_named_with_their_numbers(self):
        text = self.flat("10054")
        for related in ("WSAETIMEDOUT 10060", "WSAEWOULDBLOCK 10035", "WSAEINPROGRESS 10036"):
            self.assertIn(related, text)

    def test_causes_that_are_named_are_in_the_rulebook(self):
        book = {c["slug"] for c in
                json.loads(run("causes", "--format", "json").stdout)["causes"]}
        for name in ERRORS:
            for condition in self.one(name)["conditions"]:
                self.assertLessEqual(set(condition["causes"]), book)

    def test_text_says_what_json_says(self):
        for asked in ("10054", "ETIMEDOUT", "SD", "UF", "Broken pipe", "10053", "0xC000020D"):
            question, text = self.one(asked), self.flat(asked)
            full = len(question["conditions"]) <= 2
            for reading in question["readings"]:
                self.assertIn(reading["verdict"], text)
                self.assertIn(reading["meaning"], text)
            for correction in question["corrections"]:
                self.assertIn(correction, text)
            for condition in question["conditions"]:
                facts = condition["look_for"] + [condition["wireshark_filter"]]
                if full:
                    facts += (condition["produced_by"] + condition["never_by"] +
                              condition["seen_by"] + condition["beware"] + condition["advice"])
                for fact in facts:
                    self.assertIn(fact, text)

    def test_the_answer_comes_first(self):
        lines = self.shown("socket hang up").splitlines()
        self.assertEqual(lines[0], "socket hang up")
        self.assertRegex(lines[1], r"^   is +A FIN, not a reset\.")

    def test_an_answer_is_a_screen_or_two(self):
        for asked in ("SD", "UF", "EPIPE", "10061", "socket hang up", "64"):
            self.assertLess(len(self.shown(asked).splitlines()), 75, asked)
        self.assertLess(len(self.shown("10054").splitlines()), 125)

    def test_each_argument_is_a_question(self):
        self.assertEqual([q["asked"] for q in self.asked("10054", "EPIPE", "SD")],
                         ["10054", "EPIPE", "SD"])

    def test_a_message_need_not_be_quoted(self):
        for line in ("curl: (56) Recv failure: Connection reset by peer", "socket hang up",
                     "read tcp 10.0.0.1:5->10.0.0.9:443: read: connection reset by peer"):
            question = self.one(*line.split())
            self.assertEqual(question["asked"], line)
            self.assertEqual(question["readings"], self.one(line)["readings"])

    def test_a_device_says_whose_reset_it_saw(self):
        line = "%ASA-6-302014: Teardown TCP connection 1 for outside:a/1 to inside:b/2 TCP Reset-O"
        message = self.one(line)["readings"][0]["message"]
        self.assertEqual((message["writer"], message["ended_by"]), ("between", "outside"))
        self.assertIn("between the ends; ended from the outside", self.flat(line))

    def test_a_negative_number_is_no_option(self):
        self.assertEqual(self.one("-104")["asked"], "-104")
        self.assertEqual(self.one("-2147014842", "--color=never")["asked"], "-2147014842")

    def test_what_is_unknown_gets_the_near_one(self):
        self.refuses("WSAECONRESET", say="did you mean WSAECONNRESET?")
        self.refuses("econreset", say="did you mean ECONNRESET?")
        self.refuses("gremlins", say="give its number, its name, or the whole line")
        self.refuses("10054", "gremlins", say="'gremlins' is no error that is known here")
        self.refuses("99999", say="'99999' is no error")
        self.refuses("", say="'' is no error")

    def test_nothing_to_explain_is_a_mistake(self):
        self.refuses(say="explain needs an error")

    def test_what_was_asked_reaches_the_terminal_harmless(self):
        hostile = "\x1b[2J\x07Connection reset by peer\n\u202e"
        self.assertNotRegex(self.shown(hostile), "[\x1b\x07\u202e]")
        self.assertEqual(self.one(hostile)["asked"], hostile)
        raw = run("explain", "--format", "json", hostile).stdout.decode()
        self.assertNotRegex(raw, "[\x1b\x07\u202e]")
        ran = run("explain", "\x1b[2J\x07gremlins")
        self.assertNotRegex(ran.stderr.decode(), "[\x1b\x07]")

    def test_bytes_that_are_no_text_are_no_trouble(self):
        ran = run("explain", b"\xff\xfe ECONNRESET")
        self.assertEqual(ran.returncode, OK)
        ran.stdout.decode()

    def test_a_long_line_is_cut_where_it_is_shown(self):
        line = "x" * 5000 + " connection reset by peer"
        self.assertLess(max(map(len, self.shown(line).splitlines())), 260)
        self.assertEqual(self.one(line)["asked"], line)

    def test_other_formats_are_refused(self):
        self.refuses("--format", "ndjson", "10054", say="text or json")

    def test_it_reads_no_packets(self):
        self.refuses("-r", "a.pcap", say="explain reads no packets")
        self.refuses("-i", "lo", "10054", say="explain reads no packets")

    def test_a_file_of_this_name_can_be_read(self):
        with open(os.path.join(self.folder, "explain"), "wb") as file:
            file.write(REFUSED)
        ran = run("./explain", cwd=self.folder)
        self.assertEqual(ran.returncode, OK, ran.stderr)
        self.assertIn(b"1 RST", ran.stdout)

    def test_it_can_go_into_a_file(self):
        path = os.path.join(self.folder, "answer")
        self.assertEqual(self.shown("-o", path, "10054"), "")
        with open(path, encoding="ascii") as file:
            self.assertEqual(file.read(), self.shown("10054"))

    def test_lines_fit_a_terminal(self):
        for line in self.shown("10054", "104", "64", "SD").splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_colours_are_there_if_wanted(self):
        self.assertNotIn("\033", self.shown("10054"))
        self.assertIn("\033", self.shown("--color=always", "10054"))

    def test_texts_are_plain(self):
        for question in self.asked("10054", "EPIPE", "SD", "UF", "10053", "113"):
            self.assertTrue(json.dumps(question, ensure_ascii=False).isascii())
            self.assertIsNone(re.search(r"  ", json.dumps(question)))

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            ran = run("explain", "10054", stdout=full)
        self.assertEqual(ran.returncode, FAILED)
        self.assertIn(b"standard output: No space left", ran.stderr)


if __name__ == "__main__":
    house.main()
