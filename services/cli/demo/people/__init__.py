"""Eight fictional clients and how they text: one file for each person, couple or family."""

from services.cli.demo.people.couple import PRIYA, SAM
from services.cli.demo.people.family import DANA, LEO
from services.cli.demo.people.jonas import JONAS
from services.cli.demo.people.maya import MAYA
from services.cli.demo.people.rosa import ROSA
from services.cli.demo.people.ruth import RUTH

EVERYBODY = (MAYA, JONAS, RUTH, PRIYA, SAM, DANA, LEO, ROSA)

__all__ = ["DANA", "EVERYBODY", "JONAS", "LEO", "MAYA", "PRIYA", "ROSA", "RUTH", "SAM"]
