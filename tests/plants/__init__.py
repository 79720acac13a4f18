"""Guards switched off on purpose, one per file: the proofs must notice each of them.

``plant(put)`` replaces names of the product: ``put(module, name, value)`` is
``monkeypatch.setattr`` in a test's process and ``setattr`` in a store started for it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

Put = Callable[[object, str, object], None]


def plant(name: str, put: Put) -> None:
    """Switch off the guard of ``tests/plants/<name>.py``."""
    importlib.import_module(f"tests.plants.{name}").plant(put)


def put_transitions(put: Put, changes: Mapping[str, Mapping[str, str | None]]) -> None:
    """Change the state table: state → event → state, None for no place in it."""
    from nequi_plugin import states

    table = {state: dict(row) for state, row in states.TABLE.items()}
    for state, row in changes.items():
        for event, to in row.items():
            if to is None:
                table[states.State(state)].pop(states.Event(event), None)
            else:
                table[states.State(state)][states.Event(event)] = states.State(to)
    put(states, "TABLE", table)
