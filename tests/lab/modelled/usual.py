# SPDX-License-Identifier: BSD-3-Clause
"""What most scenarios begin with."""
import words

from modelled import speech

WEB = (80, 8080, 8000)


def request(rng, **how):
    return words.http_request(rng, **how)


def response(rng, **how):
    return words.http_response(rng, **how)


def part_of_response(rng, sent=None, announced=None):
    """The beginning of a response that announces more."""
    body = words.letters(rng, sent or rng.randint(1000, 9000))
    return response(rng, body=body, length=announced or 20 * len(body))


def web(net, exchanges=None, **how):
    """A connection that has served some requests."""
    talk = net.talk(port=net.rng.choice(WEB), **how).open()
    for _ in range(net.rng.randint(1, 3) if exchanges is None else exchanges):
        talk.exchange(request(net.rng), response(net.rng))
        talk.think(talk.client, 0.1)
    return talk


def plain(net, **how):
    """A connection of some application that nobody can read."""
    talk = net.talk(port=net.rng.choice((4242, 5000, 7777, 9100)), **how).open()
    return talk.exchange(speech.opaque(net.rng), speech.opaque(net.rng))


def company(net, count=2, within=3.0, **how):
    """Other connections between the same hosts, which end well."""
    for _ in range(count):
        talk = web(net, start=net.start + net.rng.uniform(-1, within), **how)
        talk.close(talk.ends[net.rng.choice(("client", "server"))])
