"""A code inside a sentence stays on one line."""

from __future__ import annotations

from nequi_plugin.checkout.unbroken import unbroken


def test_codes_stay_whole_and_the_rest_is_escaped() -> None:
    said = unbroken("NIT 900.123.456-8 · Facturas FE-1038 y <b>FE-1051</b>, Santa-Fe")

    assert said == (
        '<span class="nowrap">NIT 900.123.456-8</span> · Facturas '
        '<span class="nowrap">FE-1038</span> y &lt;b&gt;<span class="nowrap">FE-1051</span>'
        "&lt;/b&gt;, Santa-Fe"
    )
