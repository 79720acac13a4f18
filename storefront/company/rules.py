"""Is the merchant here the merchant at Nequi? Pure comparison of type, number and name."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from enum import StrEnum

_NOT_WORDS = re.compile(r"[^\w]+")
_SUFFIXES = frozenset({"sas", "sa", "ltda", "limitada", "cia", "eu"})


@dataclass(frozen=True)
class Here:
    """What Empresa says, as it was when the check was asked."""

    id_type: str
    number: str
    dv: str
    name: str


@dataclass(frozen=True)
class There:
    """What Nequi says: the type under which it takes the code, its report's names."""

    id_type: str | None
    nit: str | None
    commerce: str | None


class Cause(StrEnum):
    """The likely reason of a difference; the page has a sentence for each."""

    TYPE = "type"
    NUMBER = "number"
    DIGIT_INSIDE = "digit_inside"
    SUFFIX = "suffix"
    NAME = "name"


@dataclass(frozen=True)
class Comparison:
    """Side by side; each answer is True, False or None (Nequi does not say)."""

    here: Here
    there: There
    same_type: bool | None
    same_number: bool | None
    same_name: bool | None

    @property
    def verified(self) -> bool:
        return bool(self.same_type and self.same_number and self.same_name)

    @property
    def differs(self) -> bool:
        return False in (self.same_type, self.same_number, self.same_name)

    @property
    def needs_declaration(self) -> bool:
        """Nothing contradicts, but the gateway gives no name: only the owner can say it."""
        return not self.differs and not self.verified

    @property
    def cause(self) -> Cause | None:
        """The first difference's likely reason, or None."""
        if self.same_type is False:
            return Cause.TYPE
        if self.same_number is False:
            return _number_cause(self.here, self.there)
        if self.same_name is False:
            bare = _without_suffix(self.here.name) == _without_suffix(self.there.commerce or "")
            return Cause.SUFFIX if bare else Cause.NAME
        return None

    def to_json(self) -> str:
        return json.dumps({"here": asdict(self.here), "there": asdict(self.there)})


def from_json(text: str) -> Comparison | None:
    """The stored comparison, or None when there was none."""
    if not text:
        return None
    stored = json.loads(text)
    return compare(Here(**stored["here"]), There(**stored["there"]))


def compare(here: Here, there: There) -> Comparison:
    """Field by field. A code that Nequi takes under no type speaks against the number."""
    accepted = there.id_type is not None
    return Comparison(
        here=here,
        there=there,
        same_type=there.id_type == here.id_type if accepted else None,
        same_number=_same_number(here, there.nit) if accepted else False,
        same_name=same_name(here.name, there.commerce) if there.commerce else None,
    )


def same_name(one: str, other: str) -> bool:
    """Tolerates case, accents, spaces, punctuation and S.A.S. beside SAS (AC2.3)."""
    return normal_name(one) == normal_name(other) != ""


def normal_name(text: str) -> str:
    """``Compañía de  Tés S. A. S.`` → ``compania de tes sas``."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " y "))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_join_initials(_NOT_WORDS.sub(" ", plain.replace(".", " ")).split()))


def _join_initials(words: list[str]) -> list[str]:
    """Neighbouring single letters are one word: ``s a s`` → ``sas``."""
    joined: list[str] = []
    in_run = False
    for word in words:
        single = len(word) == 1 and word != "y"
        if single and in_run:
            joined[-1] += word
        else:
            joined.append(word)
        in_run = single
    return joined


def _without_suffix(text: str) -> list[str]:
    return [word for word in normal_name(text).split() if word not in _SUFFIXES]


def _same_number(here: Here, nit: str | None) -> bool:
    """The accepted code proves the number where the report is silent about it."""
    if not nit:
        return True
    there = _bare(nit)
    return there in {_bare(here.number), _bare(here.number + here.dv)}


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).lstrip("0").upper()


def _number_cause(here: Here, there: There) -> Cause:
    nit = _bare(there.nit or "")
    inside = bool(nit) and len(here.number) == len(nit) + 1 and here.number.startswith(nit)
    return Cause.DIGIT_INSIDE if inside or len(here.number) == 10 else Cause.NUMBER
