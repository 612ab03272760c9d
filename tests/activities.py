"""An activity a clinician might have written, so that a test can spoil one thing at a time."""

from typing import Any

Definition = dict[str, Any]


def evening_walk(**changed: Any) -> Definition:
    """A short one of two questions, in both languages, without a version."""
    walk: Definition = {
        "slug": "evening-walk",
        "title": {"en": "Evening walk", "es": "Paseo de la noche"},
        "kind": "action",
        "why": {"en": "A short walk clears more than it seems to.", "es": "Un paseo corto despeja bastante."},
        "intensity": 1,
        "populations": ["adult"],
        "code_name": {"en": "lantern", "es": "farol"},
        "minutes": 15,
        "schedule": {"kind": "daily", "times": ["18:00"]},
        "window_hours": 4,
        "nudge": False,
        "steps": [
            {
                "key": "out",
                "label": "Went out",
                "ask": {"en": "{code}: Did you go out? 1 yes 2 no", "es": "{code}: ¿Saliste hoy? 1 sí 2 no"},
                "answer": {
                    "kind": "choice",
                    "options": [
                        {"value": "out", "label": {"en": "yes", "es": "sí"}},
                        {"value": "in", "label": {"en": "no", "es": "no"}},
                    ],
                },
            },
            {
                "key": "saw",
                "label": "What was there to see",
                "ask": {"en": "What did you see? A few words, or SKIP.", "es": "¿Qué viste? Unas palabras, o SALTAR."},
                "answer": {"kind": "text"},
            },
        ],
        "closing": {"en": "Saved to {code}.", "es": "Guardado en {code}."},
        "source": "Wording our own.",
    }
    return walk | changed


def in_english_alone(definition: Definition) -> Definition:
    """The same without a word of Spanish."""
    spoken = {name: inner for name, inner in definition.items() if name != "es"}
    return {name: _english(inner) for name, inner in spoken.items()}


def _english(node: Any) -> Any:
    if isinstance(node, dict):
        return in_english_alone(node)
    return [_english(inner) for inner in node] if isinstance(node, list) else node
