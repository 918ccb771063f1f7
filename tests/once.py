"""What a program makes once for all its work, and hundreds of tests in one process would each make anew."""

from __future__ import annotations

from functools import cache

import jinja2
import pytest
import sqlalchemy

from scheduler.delivery import sqlite
from scheduler.delivery.schema import parsed

_compile = jinja2.Environment.compile
_create_engine = sqlalchemy.create_engine
_compiled = {}


def keep(patch: pytest.MonkeyPatch) -> None:
    """Compile each template once, and each question to a ledger."""
    patch.setattr(jinja2.Environment, "compile", _compile_once)
    patch.setattr(sqlite, "create_engine", _of_one_dialect)


def _compile_once(environment, source, name=None, filename=None, raw=False, defer_init=False):
    key = (source, name, filename, raw, *sorted(environment.filters))
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, name, filename, raw, defer_init)
    return _compiled[key]


@cache
def _first():
    engine = _create_engine("sqlite://", json_deserializer=parsed)
    engine.connect().close()  # the dialect asks once what this SQLite can do
    return engine


def _of_one_dialect(url, **options):
    engine = _create_engine(url, **options)
    engine.dialect = engine.pool._dialect = _first().dialect
    engine._compiled_cache = _first()._compiled_cache
    return engine
