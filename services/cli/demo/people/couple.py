"""Priya and Sam: one session a week together, each with a phone and words of their own. Sam's answers fade."""

from datetime import timedelta

from services.cli.demo.people.persona import Homework, Instead, OwnWords, Persona

_DRIVING = "I'm driving with Driving Focus turned on. I'll see your message when I get where I'm going."

PRIYA = Persona(
    display_name="Priya Nair",
    initials="P.N.",
    phone="+12125550124",
    zone="America/New_York",
    clinician="osei",
    answers_of_ten=(9, 9, 8, 9),
    quickest=timedelta(minutes=1),
    slowest=timedelta(minutes=70),
    homework=(
        Homework("appreciation", when="lunch break", sure="9"),
        Homework("session-bridge"),
        Homework("urge-surfing", given="5 19:30", when="at work, by the back door", sure="6", easier="gum in my bag"),
        Homework("thought-record", given="12 19:30", when="on the train home", sure="7"),
    ),
    tellings={
        "appreciation": (
            {"noticed": "he made tea before I asked", "told": "1"},
            {"noticed": "he texted when he was on the way", "told": "not yet", "words": "thx for telling me, it helps"},
            {"noticed": "Did the dishes AND the pans", "told": "I did"},
            {"noticed": "he asked how my call went", "told": "2", "words": "I liked that you remembered"},
            {"noticed": "let me sleep in saturday", "told": "1"},
            {"noticed": "He laughed at my bad joke 😂", "told": "3"},
        ),
        "urge-surfing": (
            {
                "first": "8",
                "where": "chest, and my hands",
                "watch": "ok",
                "second": "7",
                "third": "4",
                "helped": "walking to the mailbox",
            },
            {"first": "6/10", "where": "jaw", "watch": "OK", "second": "5", "third": "3", "helped": "gum lol"},
            {"first": "9", "where": "everywhere", "watch": "ok", "second": "9", "third": "7", "helped": "skip"},
        ),
        "thought-record": (
            {
                "facts": "I said we're out of milk and he sighed",
                "thought": "everything I say is a complaint to him",
                "strength": "80",
                "feeling": "hurt",
                "supports": "he did sigh",
                "against": "he'd been up since 5. then he went and got milk",
                "fairer": "he was tired, and he still went",
                "after": "about 40",
            },
        ),
        "session-bridge": (
            {"topic": "how we start talking after work", "change": "skip"},
            {"topic": "saturdays", "change": "no"},
            {"topic": "The milk thing, the good ending", "change": "it's a lot on tuesdays"},
            {"topic": "A plan for april", "change": "skip"},
        ),
        "barrier": ({"what": "2"},),
        "restart": ({"choose": "1"},),
        "step-down": ({"choose": "2"},),
        "smaller": ({"choose": "smaller"},),
    },
    own_words=(
        OwnWords("7 22:05", ("urge",)),
        OwnWords("11 17:40", ("Urge",)),
        OwnWords("14 19:10", ("record",)),
        OwnWords("18 21:20", ("URGE",)),
        OwnWords("22 12:00", ("Ask: should we both read the same thing?",)),
        OwnWords("24 13:30", ("Hard day today but we talked",)),
    ),
    instead=(Instead("appreciation.noticed", 5, ("LATER 7pm",)),),
)

SAM = Persona(
    display_name="Sam Whitlock",
    initials="S.W.",
    phone="+12125550125",
    zone="America/New_York",
    clinician="osei",
    answers_of_ten=(8, 4, 0, 7),
    quickest=timedelta(minutes=3),
    slowest=timedelta(hours=2),
    homework=(
        Homework("appreciation", code="shoebox", when="in the truck after work", sure="5", easier="remind me at 5"),
        Homework("session-bridge"),
        Homework(
            "slow-breathing",
            schedule={"kind": "daily", "times": ["17:15"], "window_minutes": 300},
            when="when I park the truck",
            sure="8",
        ),
    ),
    tellings={
        "appreciation": (
            {"noticed": "she laughed at breakfast", "told": "2", "words": "idk. I like your laugh"},
            {"noticed": "Coffee in my thermos", "told": "1"},
            {"noticed": "she waited with dinner", "told": "I did"},
        ),
        "slow-breathing": (
            {"before": "7", "breathe": "ok", "after": "5"},
            {"before": "6", "breathe": "OK", "after": "4"},
            {"before": "8", "breathe": "done", "after": "8 still"},
            {"before": "7", "breathe": "ok", "after": "5"},
            {"before": "6.5", "breathe": "k", "after": "4"},
            {"before": "5", "breathe": "ok", "after": "three"},
        ),
        "session-bridge": (
            {"topic": "not sure", "change": "too many texts tbh"},
            {"topic": "same as last time", "change": "skip"},
        ),
        "barrier": ({"what": "7", "words": "long shifts this week"}, {"what": "2"}),
        "restart": ({"choose": "2"},),
        "step-down": ({"choose": "1"},),
        "smaller": ({"choose": "1"},),
    },
    own_words=(
        OwnWords("6 18:10", (_DRIVING,)),
        OwnWords("13 08:05", ("Later I went back and said sorry",)),
        OwnWords("27 17:50", ("more",)),
    ),
    instead=(
        Instead("slow-breathing.before", 6, ("hard",)),
        Instead("session-bridge.topic", 4, ("I went quiet. I'd like to say why",)),
    ),
)
