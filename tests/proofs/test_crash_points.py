"""No crash point of the product is without its case in the kill matrix."""

from __future__ import annotations

import ast
from pathlib import Path

from nequi_plugin import State
from tests.proofs.test_kill_matrix import CHAINS
from tools.places import ROOT

CASES = {case.name for chain in CHAINS for case in chain}
NEVER_REACHED = (State.CREATED, State.SENDING)  # no answer leads there
STATES = {str(state) for state in State if state not in NEVER_REACHED}


def _named() -> tuple[set[str], set[str]]:
    """Names written out in the source, and the fixed ends of those that are put together."""
    whole: set[str] = set()
    ends: set[str] = set()
    for file in (*ROOT.glob("nequi_plugin/**/*.py"), *ROOT.glob("storefront/**/*.py")):
        for name in _points(file):
            if isinstance(name, ast.JoinedStr):
                last = name.values[-1]
                assert isinstance(last, ast.Constant), f"{file}: a name without a fixed end"
                ends.add(str(last.value))
            else:
                assert isinstance(name, ast.Constant), f"{file}: a name nobody can read here"
                whole.add(str(name.value))
    return whole, ends


def _points(file: Path) -> list[ast.expr]:
    text = file.read_text("utf-8")
    if "crash_point(" not in text:
        return []
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [call.args[0] for call in calls
            if isinstance(call.func, ast.Name) and call.func.id == "crash_point"]  # fmt: skip


def test_every_crash_point_has_its_case() -> None:
    whole, ends = _named()
    assert len(whole) > 10
    assert whole - CASES == set()
    assert {end for end in ends if not any(case.endswith(end) for case in CASES)} == set()


def test_every_state_that_is_reached_has_its_case() -> None:
    died_at = {state for state in STATES
               if {f"{state}-uncommitted", f"{state}-committed"} & CASES}  # fmt: skip
    assert died_at == STATES


def test_every_case_is_a_crash_point_of_the_source() -> None:
    whole, ends = _named()
    assert {case for case in CASES - whole if not case.endswith(tuple(ends))} == set()
