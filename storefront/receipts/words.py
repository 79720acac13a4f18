"""An amount in Spanish words, as a recibo de caja prints it. Pure."""

from __future__ import annotations

import re

from num2words import num2words

from storefront.money import Cents


def pesos_in_words(amount: Cents) -> str:
    """``Un millón de pesos m/cte.``; centavos follow as ``con cincuenta centavos``.

    num2words alone is wrong here: it takes ints as centavos, says "un millón pesos" and
    always adds "con cero centavos".
    """
    if amount < 0:
        raise ValueError("a receipt is never negative")
    whole, rest = divmod(amount, 100)
    text = _counted(whole, "peso")
    if rest:
        text += f" con {_counted(rest, 'centavo')}"
    return f"{text[0].upper()}{text[1:]} m/cte."


def _counted(number: int, unit: str) -> str:
    """``veintiún pesos``, ``un millón de pesos``, ``un centavo``."""
    text = str(num2words(float(number), lang="es", to="currency", currency="COP"))
    text = text.removesuffix(" con cero centavos")
    text = re.sub(r"([mb]ill(?:ón|ones)) (pesos?)$", r"\1 de \2", text)
    return re.sub(r"peso(s?)$", rf"{unit}\1", text)
