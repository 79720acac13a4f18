"""Templates that are compiled once: hundreds of apps and processes of a run show the same pages."""
from __future__ import annotations

import hashlib
from types import CodeType

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

Kept = tuple[str, CodeType]


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


def compile_once() -> None:
    """Every Flask app that this process makes from now on shares its compiled templates."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
