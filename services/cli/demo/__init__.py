"""`between demo`: four fictional weeks of eight clients and two clinicians, lived in a minute, with every text printed.

Who they are is in `people`, what the clinic does in `clinic`; `month` moves the clock.
"""

from services.cli.demo.month import demo

__all__ = ["demo"]
