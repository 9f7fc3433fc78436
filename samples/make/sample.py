# SPDX-License-Identifier: BSD-3-Clause
"""How a scenario is declared.

A scenario is a function that plays the sample it is named after.  Its docstring
says in the first line what the sample shows and below it how it is made.  The
decorator says what a report about the sample has to contain, one ending() for
each episode in order; that is known from what the scenario does, never from
the packets.
"""

SAMPLES = {}


def ending(origin, phase, effect="accepted", harm="disruptive", side=None):
    """One expected episode.  side: whose address the deciding RST bears; effect, harm
    None: the capture cannot show it."""
    return {"from": side or origin, "origin": origin, "phase": phase,
            "effect": effect, "harm": harm}


def sample(*endings, network=lambda lab: lab.connect_hosts()):
    """network: a function that joins the hosts of the laboratory."""
    def register(play):
        play.name = play.__name__.replace("_", "-")
        play.shows, _, rest = play.__doc__.partition("\n")
        play.how = " ".join(rest.split())
        play.expect = list(endings)
        play.network = network
        SAMPLES[play.name] = play
        return play
    return register
