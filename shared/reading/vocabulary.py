"""The small words around what a reply says: they leave it open, lead up to it, or go on to comment on it."""

from shared.reading.cursor import Phrases, word_set

ABOUT = Phrases(
    "~ | about | around | almost | approx | approximately | between | kinda | kind of | sort of | like | like a | maybe"
    "| nearly | perhaps | probably | roughly | just about | somewhere around | i think | i guess | i'd guess"
    "| como | como unos | como unas | casi | unos | unas | mas o menos | entre | aproximadamente | aprox | cerca de"
    "| alrededor de | tal vez | quiza | quizas | creo | creo que | yo creo que | supongo | supongo que | por ahi de"
    "| por ahi | tipo | probablemente | a lo mejor"
)
"""Before a number or a time: the writer leaves it open."""

BEFORE = Phrases(
    "# | ( | ' | \" | : | = | * | a | am | an | at | hm | hmm | hmmm | i | i'd | i'm | im | is | it | it's | its | just"
    "| my | now | only | say | still | the | uh | um | was | today | today's | feeling | feel | feels | gonna | going"
    "| with | rate | rating | mood | score | give | ok | okay | well | so | oh"
    "| un | una | es | de | hoy | hoy es | estoy | estoy en | estoy a | ando | ando en | diria | yo diria | diria que"
    "| yo diria que | pues | bueno | ahora | ahorita | fue | mi | animo | ansiedad | estres | le pongo | le doy"
    "| le daria | me siento | me siento en | en"
)
"""Before a number: nothing in it changes what the number says."""

BEFORE_IN_SPANISH = Phrases("son | eran | a eso de")
"""Spoken before a number in Spanish; to an English writer a son is a child."""

AFTER = Phrases(
    "and | at | bc | because | but | cause | cuz | i | i'd | i'm | im | it | it's | its | lol | haha | ig | maybe"
    "| my | now | please | pls | probably | right | since | so | still | thank | thanks | thx | though | tho | tbh"
    "| honestly | today | tonight | sorry | for me | points | times | x | when | after | before | with"
    "| porque | pq | xq | por | pero | hoy | ahora | ahorita | creo | gracias | ya | estoy | me | mi | con | aunque"
    "| siento | jaja | tal | quiza | quizas | y | puntos | veces | cuando | antes | despues"
    "| de ansiedad | de estres | de tristeza | de miedo | de dolor | de enojo | de animo | de preocupacion"
    "| de intensidad"
)
"""After a number: a comment, where any other word would be a thing counted."""

ABOUT_AFTER = Phrases(
    "ish | -ish | + | or so | or thereabouts | give or take | more or less | roughly | approx | i think | i guess"
    "| mas o menos | aprox | aproximadamente | o asi | o algo asi"
)
"""After a number or a time: the writer leaves it open."""

RANGE = Phrases("- | ~ | to | or | a | o | u | till | til | until | hasta")
"""Between the ends of a range."""

POLITE = word_set("please pls plz thanks thank you thx ty porfa porfis porfavor por favor gracias xfa")
"""Words that ask for nothing more."""
