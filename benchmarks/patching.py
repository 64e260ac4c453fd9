"""Putting a changed module in the place of one that is loaded, for all who hold parts of it."""

from __future__ import annotations

import sys
from types import CellType, FunctionType, ModuleType
from typing import Any

_PLAIN = (int, float, complex, str, bytes, tuple, frozenset, type(None))
#: What a class has of its own for bookkeeping.
_OWN = {"__dict__", "__weakref__", "__doc__", "__module__", "__qualname__", "__annotations__"}


def replace(name: str, source: str, imported: bool) -> None:
    """Give every function and method of the module ``name`` the code it has in ``source``.

    Functions, classes and what refers to them stay the objects that they are.

    Args:
        name: of a loaded module.
        source: the whole changed module.
        imported: whether what is changed is run on import: then constants are replaced too, in
            all modules of the package that took them over.
    """
    old = sys.modules[name]
    fresh = ModuleType(name)
    fresh.__dict__.update({k: v for k, v in vars(old).items() if k in ("__file__", "__package__")})
    exec(compile(source, str(old.__file__), "exec"), fresh.__dict__)
    for key, value in list(vars(fresh).items()):
        before = vars(old).get(key)
        if isinstance(value, FunctionType) and isinstance(before, FunctionType):
            _function(before, value)
        elif isinstance(value, type) and isinstance(before, type):
            if value.__module__ == name:
                _class(before, value)
        elif imported and not key.startswith("__"):
            _constant(name.rpartition(".")[0], key, before, value)


def _function(old: FunctionType, new: FunctionType) -> None:
    old.__code__ = new.__code__
    old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    for free, mine, other in zip(
        old.__code__.co_freevars, old.__closure__ or (), new.__closure__ or (), strict=True
    ):
        if free != "__class__":
            _cell(mine, other)
    inner, outer = getattr(old, "__wrapped__", None), getattr(new, "__wrapped__", None)
    if isinstance(inner, FunctionType) and isinstance(outer, FunctionType):
        _function(inner, outer)


def _cell(old: CellType, new: CellType) -> None:
    mine, other = old.cell_contents, new.cell_contents
    if isinstance(mine, FunctionType) and isinstance(other, FunctionType):
        if mine.__code__ is not other.__code__:
            _function(mine, other)
    elif isinstance(other, _PLAIN):
        old.cell_contents = other


def _class(old: type, new: type) -> None:
    for key, value in list(vars(new).items()):
        if key in _OWN:
            continue
        before = vars(old).get(key)
        mine, other = _plain(before), _plain(value)
        if isinstance(mine, FunctionType) and isinstance(other, FunctionType):
            _function(mine, other)
        elif isinstance(value, _PLAIN):
            setattr(old, key, value)


def _plain(value: Any) -> Any:
    """The function of a property, cached or not, a class method or a static one."""
    for name in ("fget", "__func__", "func"):
        value = getattr(value, name, value)
    return value


def _constant(package: str, key: str, old: Any, new: Any) -> None:
    for name, module in list(sys.modules.items()):
        if (name == package or name.startswith(f"{package}.")) and vars(module).get(key) is old:
            setattr(module, key, new)
