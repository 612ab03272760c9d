"""Ruth: whole sentences, an empty chair on the lanai, long nights. One evening she writes words of danger."""

from datetime import timedelta

from services.cli.demo.people.persona import Homework, Instead, OwnWords, Persona

RUTH = Persona(
    display_name="Ruth Adler",
    initials="R.A.",
    phone="+18085550133",
    zone="Pacific/Honolulu",
    clinician="lind",
    answers_of_ten=(9, 9, 9, 9),
    quickest=timedelta(minutes=5),
    slowest=timedelta(minutes=50),
    earliest="08:00",
    latest="19:00",
    homework=(
        Homework("reading", link="example.org/rest", when="On the lanai, in the morning.", sure="9"),
        Homework("thought-log", code="harbor", when="Evenings, when it is quiet.", sure="7"),
        Homework("session-bridge"),
        Homework(
            "sleep-diary",
            given="10 11:30",
            schedule={"kind": "daily", "times": ["08:30"], "count": 10, "window_minutes": 300},
            when="At breakfast, with my tea.",
            sure="9",
        ),
    ),
    tellings={
        "reading": ({"read": "DONE", "stayed": "That a feeling is not an order.", "fits": "7"},),
        "thought-log": (
            {
                "came": "1",
                "what": "Saw his chair on the lanai",
                "thoughts": "I should have been kinder",
                "feeling": "sad, a little guilty",
                "strength": "seven",
            },
            {
                "came": "1",
                "what": "My daughter's birthday, and I did not call",
                "thoughts": "It is too late to change anything",
                "feeling": "sad",
                "strength": "8/10",
            },
            {"came": "Not this time."},
            {
                "came": "It did",
                "what": "Miriam wrote back. I sat in his chair to read it.",
                "thoughts": "He would have liked this",
                "feeling": "sad and warm, both 🌺",
                "strength": "about 5",
            },
        ),
        "sleep-diary": (
            {"tried": "around 10pm", "fell": "an hour", "awake": "3 90", "woke": "4:30 6", "quality": "2"},
            {"tried": "10", "fell": "45 min", "awake": "2 60", "woke": "5:00 6:15", "quality": "2"},
            {"tried": "10:45pm", "fell": "20", "awake": "1 30", "woke": "6ish 6:30", "quality": "3"},
            {"tried": "11", "fell": "20 minutes", "awake": "two times, 40", "woke": "5:45 6:30", "quality": "three"},
            {"tried": "11:15 pm", "fell": "15", "awake": "1 10", "woke": "6 6:15", "quality": "4"},
            {"tried": "Eleven", "fell": "half an hour", "awake": "0 0", "woke": "6:10 6:20", "quality": "4/5"},
            {"tried": "10:30 pm", "fell": "about 30", "awake": "2 45", "woke": "5:30 and 6:30", "quality": "3"},
        ),
        "session-bridge": (
            {"topic": "The evening I wrote that.", "change": "No, thank you."},
            {"topic": "Sleep, and Miriam.", "change": "Could the morning one come a little earlier?"},
            {"topic": "I would like to show you the letter.", "change": "skip"},
        ),
        "barrier": ({"what": "no time"},),
        "restart": ({"choose": "1"},),
        "step-down": ({"choose": "keep"},),
        "smaller": ({"choose": "1"},),
    },
    own_words=(
        OwnWords("5 21:10", ("I don't want to be here anymore",)),
        OwnWords("6 09:20", ("I talked to them last night. My neighbor came over. Thank you.",)),
        OwnWords("15 19:45", ("Note: I walked to the harbor and back, the first time since October.",)),
        OwnWords("22 10:15", ("Menu",)),
    ),
    instead=(Instead("sleep-diary.quality", 3, ("33", "UNDO")),),
    done=("done", "DONE"),
)
