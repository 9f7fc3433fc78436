# SPDX-License-Identifier: BSD-3-Clause
"""Resets made in others' names, by somebody on the path who has seen the connection or by
somebody elsewhere who has not.

Both are judged where the forged RST was captured.  What the ends' own stacks say to each
other afterwards belongs to the same ending."""
import props
import words
from scenario import scenario
from talk import idle, until_state

FORGED = {"origin": "third-party", "phase": "data-transfer"}
# What an injector does not know of its victim's stack: TTL, IP ID, window.
HABITS = [{"ttl": 57, "ip_id": 0x6e6c}, {"ttl": 250, "ip_id": 1, "window": 8192},
          {"ttl": 44, "ip_id": 54321, "window": 1024}, {"ttl": 119, "ip_id": 0x2c1f}]


def habit(stage):
    """An injector's TTL is not that of the victim's packets, or it would be a hard case."""
    ttls = [stage.ttl[end] - 1 for end in ("client", "server")]
    return dict(stage.rng.choice([h for h in HABITS
                                  if all(abs(h["ttl"] - t) > 2 for t in ttls)]))


def waiting_for_answer(stage):
    """A connection whose client has asked again and waits, and somebody who watches."""
    stage.speak(words.HTTP)
    pair = stage.pair()
    stage.exchange(pair)
    stage.say(pair, "client", stage.request())
    return pair, props.Injector(stage, pair)


def answer_in_vain(stage, pair):
    """The server answers a client that has been reset, and finds out."""
    stage.dies(pair, "client")
    stage.attempt(pair, "server", "send", pair["server"].send, stage.response())
    stage.dies(pair, "server")


@scenario(slug="injected-reset", side="server", variants="server server+middle server+any "
          "server+slow server+cut", **FORGED)
def injected_at_client(stage):
    """A forged RST with the exact number reaches the client; then the real server answers.
    injected-reset: the server never sent it, and goes on."""
    pair, injector = waiting_for_answer(stage)
    injector.inject("server", **habit(stage))
    answer_in_vain(stage, pair)


@scenario(slug="injected-reset", side="server",
          variants="server+slow server+slow+middle server+slow+any", **FORGED)
def injected_before_answer(stage):
    """A forged RST overtakes the server's answer, which is on its way already when the client
    hears of the reset.
    injected-reset: the server was answering all the while."""
    pair, injector = waiting_for_answer(stage)
    fields, response = habit(stage), stage.response()
    injector.inject("server", **fields)
    stage.attempt(pair, "server", "send", pair["server"].send, response)
    stage.dies(pair, "client")
    stage.dies(pair, "server")


@scenario(slug="injected-reset", side="client", variants="client client+middle", **FORGED)
def injected_at_server(stage):
    """A forged RST in the client's name reaches the server; then the real client goes on.
    injected-reset: the client never sent it, and goes on."""
    pair, injector = waiting_for_answer(stage)
    injector.inject("client", **habit(stage))
    until_state(pair["server"], "CLOSE")
    stage.attempt(pair, "client", "send", pair["client"].send, stage.request())
    stage.dies(pair, "client")
    stage.reads_on(pair, "server")


@scenario(slug="injected-reset", side="server", also=("policy-reset",),
          variants="server+middle server+middle+slow", **FORGED)
def injected_at_both(stage):
    """A box on the path forges a RST to each end right after a request.
    injected-reset: neither end made one.  Each end's capture shows one, and nothing that
    goes on afterwards, so that a box in the path's middle is as true."""
    pair, injector = waiting_for_answer(stage)
    fields = habit(stage)
    client_next = injector.next_of("client")
    injector.inject("server", **fields)
    injector.reset(injector.ends["client"], injector.ends["server"], client_next, **fields)
    for end in ("client", "server"):
        until_state(pair[end], "CLOSE")
        stage.reads_on(pair, end)
    stage.unjudged.add("server")	# there it bears the client's address


@scenario(slug="injected-reset", side="server", variants="server server+middle server+any",
          **FORGED)
def injected_burst(stage):
    """Three forged RSTs, the second and third further along the stream.
    injected-reset: an injector that does not know what its victim will have received."""
    pair, injector = waiting_for_answer(stage)
    fields, exact = habit(stage), injector.next_of("server")
    for step in (0, 1460, 4380):
        fields["ip_id"] = stage.rng.getrandbits(16) or 1
        injector.reset(injector.ends["server"], injector.ends["client"], exact + step, **fields)
    answer_in_vain(stage, pair)


@scenario(slug="injected-reset", side="server", variants="server server+middle", **FORGED)
def injected_with_servers_ttl(stage):
    """The same where the forged RST arrives with the TTL of the server's packets.
    injected-reset: only the server's answer gives it away."""
    pair, injector = waiting_for_answer(stage)
    injector.inject("server", ttl=stage.ttl["server"] - 1, ip_id=stage.rng.getrandbits(16) or 1)
    idle(stage.rng.uniform(0.01, 0.1))
    answer_in_vain(stage, pair)


@scenario(slug="injected-reset", side="server", also=("policy-reset",), count=None,
          variants="server server+middle", **FORGED)
def one_name_is_reset(stage):
    """Of several requests those for one name are reset by somebody who reads them.
    injected-reset: the server answers those, too.  That a policy chose them is as true."""
    stage.speak(words.HTTP)
    fields = habit(stage)
    listener = stage.listen()
    for name in (b"good.example", b"bad.example", b"fine.example", b"bad.example"):
        pair = stage.pair(listener)
        request = b"GET / HTTP/1.1\r\nHost: " + name + b"\r\n\r\n"
        stage.say(pair, "client", request)
        if name == b"bad.example":
            props.Injector(stage, pair).inject("server", **fields)
            answer_in_vain(stage, pair)
        else:
            stage.say(pair, "server", stage.response())
            stage.lab.end(pair["client"], pair["server"])


@scenario(slug="blind-reset-attempt", origin="third-party", side="server",
          phase="data-transfer", effect="challenged", harm="benign",
          also=("injected-reset",), variants="server server+middle server+slow")
def blind_in_window(stage):
    """Somebody guesses: a RST in the window, not exact; the connection goes on.
    blind-reset-attempt: it was not exact, drew a challenge ACK and killed nothing.  It was
    injected as well."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    injector = props.Injector(stage, pair)
    injector.inject("server", stage.rng.randint(500, 20000), **habit(stage))
    stage.quiet()
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])


@scenario(slug="blind-reset-attempt", origin="third-party", side="server",
          phase="data-transfer", effect="ignored", harm="benign", also=("injected-reset",),
          variants="server server+any server+cut")
def blind_out_of_window(stage):
    """Somebody guesses far off, several times; the connection goes on.
    blind-reset-attempt: none of its numbers was near.  They were injected as well."""
    stage.speak()
    pair = stage.pair()
    stage.exchange(pair)
    injector = props.Injector(stage, pair)
    fields, exact = habit(stage), injector.next_of("server")
    for _ in range(stage.rng.randint(1, 4)):
        injector.reset(injector.ends["server"], injector.ends["client"],
                       exact + stage.rng.randint(2**28, 2**31 + 2**30), **fields)
        idle(0.02)
    stage.quiet()
    stage.exchange(pair)
    stage.lab.end(pair["client"], pair["server"])
