# SPDX-License-Identifier: BSD-3-Clause
"""What most scenarios begin with."""
import words
from scenario import scenario

from modelled import speech

WEB = speech.HTTP.ports


def modelled(slug, origin, phase, **claims):
    """scenario(), for packets that are written; the name tells it from real stacks' ones."""
    def register(play):
        play.__name__ = "modelled_" + play.__name__
        return scenario(slug, origin, phase, truth="modelled", **claims)(play)
    return register


def request(rng, **how):
    return words.http_request(rng, **how)


def response(rng, **how):
    return words.http_response(rng, **how)


def part_of_response(rng, sent=None, announced=None):
    """The beginning of a response that announces more."""
    body = words.letters(rng, sent or rng.randint(1000, 9000))
    return response(rng, body=body, length=announced or 20 * len(body))


def begin(net, language, port=None, **how):
    """A connection on which everybody has introduced himself."""
    talk = net.talk(port=port or net.rng.choice(language.ports), **how).open()
    talk.language = language
    if language.login:
        language.login(talk)
    return talk


def web(net, exchanges=None, **how):
    """A connection that has served some requests."""
    talk = begin(net, speech.HTTP, **how)
    for _ in range(net.rng.randint(1, 3) if exchanges is None else exchanges):
        talk.chat()
        talk.think(talk.client, 0.1)
    return talk


def plain(net, **how):
    """A connection of any application: one in which the innocent end may speak next."""
    client_speaks = net.stage.innocent == "client"
    language = net.rng.choice(speech.ALL if client_speaks else speech.FREE)
    return begin(net, language, **how).chat()


def write_after_close(net, talk, silence):
    """The guilty end has closed; after a silence the other one writes, and is reset."""
    talk.fin(talk.guilty)
    talk.ack(talk.innocent)
    talk.idle(silence)
    talk.reset(talk.guilty, talk.say(talk.innocent))
    net.write()


def company(net, count=2, within=3.0, **how):
    """Other connections between the same hosts, which end well."""
    for _ in range(count):
        talk = web(net, start=net.start + net.rng.uniform(-1, within), **how)
        talk.close(talk.ends[net.rng.choice(("client", "server"))])
