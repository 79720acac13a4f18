"""Templates and routes, compiled once: hundreds of apps of a run have the same."""
from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import CodeType

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Kept = tuple[str, CodeType]
Builder = Callable[..., tuple[str, str]]


class Compiled(FileSystemBytecodeCache):
    """In memory for this process, in Jinja's own folder of this user for all others.

    What a template becomes depends on its text and on how its app reads templates.
    """

    def __init__(self) -> None:
        super().__init__(pattern="__store_tests_%s.cache")
        self._kept: dict[str, Kept] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        reads = (sorted(environment.extensions), environment.trim_blocks,
                 environment.lstrip_blocks, getattr(environment, "newstyle_gettext", False))
        key = hashlib.sha256(repr((name, filename, reads)).encode()).hexdigest()
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        checksum, code = self._kept.get(key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
        else:
            self.load_bytecode(bucket)
            self._keep(bucket)
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        self._keep(bucket)
        super().set_bucket(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code


class Builders:
    """What builds a rule's addresses: the same code for every app that has the rule."""

    def __init__(self) -> None:
        self._compile = Rule._compile_builder
        self._kept: dict[tuple[object, ...], Builder] = {}

    def builder(self, rule: Rule, append_unknown: bool = True) -> Builder:
        """Werkzeug's own, made where none is kept; its code asks the rule for all else."""
        if rule.defaults:  # they stand in the code
            return self._compile(rule, append_unknown)
        key = rule.rule, tuple(rule._trace), append_unknown
        if key not in self._kept:
            self._kept[key] = self._compile(rule, append_unknown)
        return self._kept[key]


def compile_once() -> None:
    """Every Flask app that this process makes from now on shares what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
    builders = Builders()

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        return builders.builder(rule, append_unknown)

    Rule._compile_builder = compile_builder  # type: ignore[method-assign,assignment] # no other door
