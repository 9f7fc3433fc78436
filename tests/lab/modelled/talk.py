# SPDX-License-Identifier: BSD-3-Clause
"""Conversations between modelled hosts.

Theory of operation
-------------------
There is no event loop: a scenario says what is sent, in the order of cause and effect.
Each end of a Talk has a clock: it stands at what the end did or met last.  emit() sends a
packet at its sender's clock and, unless it is lost or held, delivers it at once: the receiver's
clock then stands at the arrival.  So an answer always comes after what it answers, at both
ends and anywhere between, without the scenario counting delays.  What crosses on its way is
sent with hold=True and delivered later.

Left out: congestion control, SACK, window updates, path MTU.  Scenarios choose their own
retransmissions and timers."""
from scenario import ENDS

from modelled import packet
from modelled.packet import ACK, FIN, PSH, RST, SYN, WORD, Segment
from modelled.stack import fill


class End:
    """What a TCP knows of its connection."""

    def __init__(self, host, port, rng):
        self.host, self.name = host, (host.address, port)
        self.isn = self.next = rng.randrange(WORD)
        self.expects = 0	# of the other end
        self.echo = 0
        self.clock = 0.0
        self.window = host.system.window
        self.growth = rng.choice((1, 1, 2, 4)) if host.system.scale else 1
        self.unread = 0
        self.closed = None	# when it sent its FIN
        self.ttl = None	# of the socket, if it is not the system's
        self.offers = set(host.system.syn) - set("ne")
        self.mss = 1440 if ":" in host.address else 1460

    def knows(self, trigger):
        """Whether there is still something of the connection when this arrives: of one that
        is closed for a minute."""
        return trigger is None or (self.closed is not None and self.clock < self.closed + 60)

    def raw_window(self, scaled):
        size = max(self.window * (self.growth if scaled else 1) - self.unread, 0)
        return min(size >> (self.host.system.scale if scaled else 0), 65535)


class Talk:
    """A conversation; client and server are its Ends, its methods take one of them first."""

    def __init__(self, net, client, server, source, port, start):
        self.net, self.rng, self.path = net, net.rng, net.path
        self.client, self.server = End(client, source, self.rng), End(server, port, self.rng)
        self.ends = dict(zip(ENDS, (self.client, self.server)))
        self.client.clock = self.server.clock = start + self.rng.random() * 0.01
        self.language = None	# of speech.py
        self.both = self.client.offers & self.server.offers
        self.guilty, self.innocent = (self.ends[n] for n in (net.stage.guilty,
                                                             net.stage.innocent))

    def other(self, end):
        return self.server if end is self.client else self.client

    def end_of(self, name):
        """The end that is called so."""
        return self.client if name == self.client.name else self.server

    def other_of(self, flight):
        """Whom a flight goes to."""
        return self.end_of(flight.segment.target)

    @property
    def now(self):
        return max(self.client.clock, self.server.clock)

    def idle(self, seconds):
        self.client.clock = self.server.clock = self.now + seconds

    def think(self, end, most=0.01):
        end.clock += self.rng.uniform(most / 20, most)

    # One packet.

    def emit(self, end, flags=ACK, payload=b"", seq=None, ack=None, options=None, at=None,
             hold=False, dies=None, ident=None, wobble=0, window=None):
        """dies: where it is lost; hold: delivered later, by deliver().  A number given as
        seq sends again."""
        end.clock = at if at is not None else end.clock + self.rng.uniform(4e-6, 4e-5)
        if options is None:
            options = self.stamps(end)
        if window is None:
            window = end.raw_window(not flags & SYN and "w" in self.both)
        to = self.other(end).name
        header = end.host.header(end.name + to, ident)
        segment = Segment(end.name, to, end.next if seq is None else seq,
                          (end.expects if ack is None else ack) if flags & ACK else 0, flags,
                          window, header._replace(ttl=end.ttl or header.ttl), options, payload)
        if seq is None:
            end.next = segment.end
        if flags & FIN:
            end.closed = end.clock
        return self.launch(end.host, segment, end.clock, self.other(end), hold, dies, wobble)

    def launch(self, maker, segment, sent, target, hold=False, dies=None, wobble=0):
        flight = self.path.fly(maker, segment, sent, target.host.place, dies, wobble)
        if not hold and dies is None:
            self.deliver(flight)
        return flight

    def deliver(self, flight):
        end = self.client if flight.dies == 0 else self.server
        segment = flight.segment
        end.clock = max(end.clock, flight.arrival)
        if segment.flags & SYN or segment.seq == end.expects:
            end.expects = segment.end
        end.echo = packet.stamp_in(segment.options) or end.echo

    def stamps(self, end):
        if "t" not in self.both:
            return b""
        return packet.stamps(end.host.stamp(end.clock), end.echo)

    # The verbs of a connection.

    def syn(self, extra=b"", flags=SYN, **how):
        end = self.client
        options = extra + end.host.syn_options(end.offers, end.mss, end.clock, 0)
        return self.emit(end, flags, options=options, **how)

    def syn_again(self, first, **how):
        """The same SYN, with a younger time stamp."""
        end = self.client
        options = end.host.syn_options(end.offers, end.mss, end.clock, 0)
        return self.emit(end, SYN, seq=first.segment.seq, options=options, **how)

    def syn_ack(self, extra=b"", flags=SYN | ACK, **how):
        end = self.server
        options = extra + end.host.syn_options(self.both, end.mss, end.clock, end.echo)
        if end.host.system.zero_syn_ack:
            how["ident"] = "zero"
        return self.emit(end, flags, options=options, **how)

    def open(self):
        self.syn()
        self.syn_ack()
        self.emit(self.client)
        return self

    def ack(self, end, **how):
        return self.emit(end, ACK, **how)

    def send(self, end, data, acked=False, **how):
        """In segments; the other end may acknowledge every second one.  The last flight."""
        flights = []
        most = end.mss - len(self.stamps(end))
        for n, at in enumerate(range(0, len(data), most)):
            part = data[at:at + most]
            last = at + most >= len(data)
            flights.append(self.emit(end, ACK | (PSH if last else 0), part, **how))
            if acked and (n % 2 or last):
                self.ack(self.other(end))
        return flights[-1]

    def say(self, end, **how):
        """What this end would say next in the language of the talk."""
        make = self.language.ask if end is self.client else self.language.answer
        return self.send(end, make(self.rng), **how)

    def chat(self):
        """A request and its response."""
        return self.exchange(self.language.ask(self.rng), self.language.answer(self.rng))

    def again(self, end, flight, **how):
        """A retransmission."""
        segment = flight.segment
        return self.emit(end, segment.flags, segment.payload, seq=segment.seq, **how)

    def exchange(self, request, response, think=0.02):
        """A request and its whole response."""
        self.send(self.client, request)
        self.think(self.server, think)
        self.send(self.server, response, acked=True)
        return self

    def fin(self, end, **how):
        return self.emit(end, FIN | ACK, **how)

    def close(self, first):
        """Both ways."""
        last = self.other(first)
        self.fin(first)
        self.think(last, 0.002)
        self.fin(last)
        self.ack(first)

    def probe(self, end, **how):
        """A keepalive probe of its system."""
        junk = b"\0" * end.host.system.probes[2]
        return self.emit(end, ACK, junk, seq=(end.next - 1) % WORD, **how)

    def unreachable(self, maker, flight, kind, code, after=1e-4):
        """An ICMP error about a flight, made some time after it died there."""
        sender = self.end_of(flight.segment.source)
        error = packet.Unreachable((maker.address, 0), sender.name, flight, kind, code,
                                   maker.header(sender.name))
        return self.path.fly(maker, error, flight.arrival + after, sender.host.place)

    # Resets.

    def reset(self, end, trigger=None, **how):
        """By the end itself: replying to a flight, or giving up its own socket."""
        return self.forge(end.host, end, trigger, **how)

    def forge(self, maker, end, trigger=None, form=None, seq=None, ack=None, at=None, flags=None,
              hold=False, dies=None, wobble=0, **fields):
        """A RST that bears the address of an end, made by whoever.  fields: of its form or,
        as header=..., of the segment."""
        to = self.other(end)
        answered = trigger.segment if trigger else None
        form = (form or self.form_of(maker.system, answered))._replace(
            **{k: v for k, v in fields.items() if k != "header"})
        natural = self.numbers(form, end, answered)
        seq = natural[0] if seq is None else seq % WORD
        bits = natural[2] if flags is None else flags
        field = natural[1] if ack is None else ack % WORD
        if not bits & ACK and form.ack == "seq":
            field = seq
        at = self.when(maker, end, trigger, at)
        filled = fill(form, maker, end.name + to.name, answered,
                      self.socket_of(end) if maker is end.host and end.knows(trigger) else None)
        if "header" in fields:
            filled["header"] = fields["header"]
        segment = Segment(end.name, to.name, seq, field, bits, **filled)
        return self.launch(maker, segment, at, to, hold, dies, wobble)

    def socket_of(self, end):
        """What a RST shows of it: window and options."""
        return end.raw_window("w" in self.both), self.stamps(end)

    @staticmethod
    def form_of(system, answered):
        if answered is None:
            return system.active
        if answered.flags & ACK:
            return system.reply
        return system.refuse or system.reply

    def numbers(self, form, end, answered):
        """Sequence number, acknowledgement field and flags, by RFC 9293 section 3.5.2 or as
        the form deviates from it."""
        if answered and not answered.flags & ACK:
            return 0, answered.end, RST | ACK
        seq = answered.ack if answered else end.next
        expects = answered.end if answered else end.expects
        if form.bare:
            fields = {"zero": 0, "seq": seq, "next": expects,
                      "probe": answered.seq if answered else 0}
            return seq, fields[form.ack], RST
        return seq, answered.seq if answered and form.ack == "probe" else expects, RST | ACK

    def when(self, maker, end, trigger, at):
        """A host acts at its clock, a middlebox when the trigger passes it."""
        if at is None:
            after = self.rng.uniform(6e-6, 8e-5)
            if maker is end.host:
                at = end.clock + after
            else:
                at = trigger.at(maker.place) + after if trigger else self.now + after
        if maker is end.host:
            end.clock = at
        return at
