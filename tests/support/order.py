"""Which files begin first: those that take longest, so that no worker ends alone with one of them.

Workers take whole files in this order (``--dist loadfile --no-loadscope-reorder``). Files that
are not named here take less than a quarter of a minute each and fill what is left.
"""
from __future__ import annotations

LONGEST = (
    "security/test_bad_input.py", "proofs/test_schedules.py",
    "storefront/test_receivables_office.py", "proofs/test_kill.py", "walks/test_switch.py",
    "proofs/test_kill_matrix.py",
    "nequi_edge/test_browser.py", "walks/test_office.py", "walks/test_statement.py",
    "walks/test_bad_input.py", "proofs/test_two_processes.py", "walks/test_endings.py",
    "walks/test_receivables.py",
    "storefront/test_receipts.py", "walks/test_first_run.py", "nequi/test_walks.py",
    "storefront/test_statements.py", "walks/test_statement_elsewhere.py",
    "storefront/test_debts.py", "walks/test_ways.py", "storefront/test_orders.py",
    "walks/test_checkout.py", "walks/test_selling.py",
    "storefront/test_stock.py", "walks/test_elsewhere.py",
    "walks/test_code.py", "proofs/test_get_is_harmless.py", "nequi/test_guards.py",
    "storefront/test_demo_world.py", "test_dev_run.py", "storefront/test_backoffice.py",
    "nequi_edge/test_books.py", "storefront/test_order_money.py", "gateway/test_faults.py",
    "simulator/test_phone.py", "nequi/test_refunds.py", "storefront/test_refunds_tray.py",
    "nequi_edge/test_pages.py", "nequi/test_money.py", "storefront/test_nequi_switch.py",
    "walks/test_keyboard.py", "walks/test_refund.py", "gateway/test_conformance.py",
    "storefront/test_voiding.py", "nequi/test_changes.py", "storefront/test_reconciling.py",
)  # fmt: skip
_PLACES = {f"tests/{file}": place for place, file in enumerate(LONGEST)}


def place(nodeid: str) -> int:
    """Where a test's file stands in the row; those that are not named stand behind all others."""
    return _PLACES.get(nodeid.partition("::")[0], len(_PLACES))
