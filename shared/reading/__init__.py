"""Reads what people text, in English and Spanish: numbers, choices, times, lists, commands; in doubt nothing."""
