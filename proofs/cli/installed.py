"""From where the hardlimit that runs was installed, so that others can install it, too."""

from __future__ import annotations

import configparser
import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAME = "hardlimit"
_SSH = re.compile(r"(?P<user>[\w.-]+@[\w.-]+):(?P<path>[\w./~-]+)")


def requirement() -> tuple[str, bool]:
    """What ``pip install`` is to be given, and whether that can be reached from elsewhere.

    The name where it came from an index of packages; else the address of the repository, by
    what pip has noted of it (PEP 610), or of the clone's origin; else the folder or file.
    """
    try:
        noted = distribution(NAME).read_text("direct_url.json")
        found = json.loads(noted) if noted else None
    except (PackageNotFoundError, OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("url"), str):
        return NAME, True
    url = found["url"]
    vcs = found.get("vcs_info")
    if isinstance(vcs, dict):
        commit = vcs.get("commit_id")
        return f"{vcs.get('vcs', 'git')}+{url}{f'@{commit}' if commit else ''}", True
    if not url.startswith("file:"):
        return url, True
    folder = unquote(urlsplit(url).path)
    origin = _origin(Path(folder))
    return (f"git+{origin}", True) if origin else (folder, False)


def _origin(folder: Path) -> str:
    """Where a clone came from; empty if that is no address that others can reach."""
    config = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        config.read(folder / ".git" / "config", encoding="utf-8")
        url = config.get('remote "origin"', "url")
    except (configparser.Error, OSError, UnicodeError):
        return ""
    ssh = _SSH.fullmatch(url)
    if ssh is not None:
        return f"ssh://{ssh['user']}/{ssh['path']}"
    return url if re.fullmatch(r"(?:https|ssh)://\S+", url) else ""
