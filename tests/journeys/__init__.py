"""The three journeys, walked from outside: over HTTP only, against any running Between.

    BETWEEN_READY=ready.json python -m pytest tests/journeys/test_the_three_journeys.py

walks them in the Between that file describes; without it they start one of their own.
"""
