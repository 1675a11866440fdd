"""Settings from the nearest configuration file: `restore.toml`, or `[tool.restore]` in `pyproject.toml`.

Looked for in the folder of the first text and upward, to the first folder that holds `.git`; the nearest wins and nothing is
merged. The command line beats the environment (RESTORE_RERANKER), which beats the file, which beats the default; a list given on
the command line replaces the file's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restore import toml
from restore.config import RERANKERS, Config
from restore.errors import ConfigError

FILES = ("restore.toml", "pyproject.toml")
DEFAULT, COMMAND_LINE, ENVIRONMENT = "default", "command line", "environment"
# What `reranker` may be besides: the small neural model where it is installed, KenLM alone where it is not.
AUTO = "auto"
# Every setting, in the order in which they are shown, with its default: a list takes texts only.
DEFAULTS: dict[str, Any] = {
    "min-confidence": None,
    "reranker": AUTO,
    "lexicon": [],
    "allow": [],
    "allow-pattern": [],
    "protect-quotations": False,
    "without": [],
    "also": [],
    "context": [],
    "exclude": [],
}

# Those that are paths.
PATHS = ("lexicon", "context")


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of all settings and, for each, where it comes from."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]

    @property
    def exclude(self) -> tuple[str, ...]:
        """Patterns, as in .gitignore, of what to pass over in folders."""
        return tuple(self.values["exclude"])

    def config(self) -> Config:
        """What a Restorer takes; ConfigError if a value is out of range."""
        values = {name.replace("-", "_"): value for name, value in self.values.items() if name != "exclude"}
        values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        values |= {name: tuple(Path(path) for path in values[name]) for name in PATHS}
        return Config(**values | {"reranker": self.reranker})

    @property
    def reranker(self) -> str:
        """The reranker meant: `auto` is the small neural model if it is installed."""
        chosen: str = self.values["reranker"]
        if chosen != AUTO:
            return chosen
        from restore.neural import ready

        return "neural" if ready("neural") else RERANKERS[0]

    def shown(self) -> str:
        """A line a setting, as in a configuration file, with its origin."""
        lines = []
        for name in DEFAULTS:
            value = self.values[name]
            shown = f"{name} = {json.dumps(value, ensure_ascii=False)}" if value is not None else f"# {name} is not set"
            meant = f", here {self.reranker}" if value == AUTO else ""
            lines.append(f"{shown}  # {self.origins[name]}{meant}\n")
        return "".join(lines)


def settle(
    given: Mapping[str, Any], file: Path | None, reranker: str = AUTO, environment: Mapping[str, Any] | None = None
) -> Settings:
    """The settings: what is `given` over what the environment says over the file over the defaults, of which that of `reranker` is
    the command's; None is not given."""
    values, origins = DEFAULTS | {"reranker": reranker}, dict.fromkeys(DEFAULTS, DEFAULT)
    said = {str(file): read_settings(file) if file else {}, ENVIRONMENT: environment or {}, COMMAND_LINE: given}
    for origin, some in said.items():
        for name, value in some.items():
            if value is not None:
                values[name], origins[name] = value, origin
    return Settings(values, origins)


def nearest(start: Path) -> Path | None:
    """The configuration file that counts for texts in the folder `start`, if there is one."""
    folder = start.absolute()
    while True:
        for name in FILES:
            path = folder / name
            if path.is_file() and (name == FILES[0] or _table(path) is not None):
                return path
        if (folder / ".git").exists() or folder.parent == folder:
            return None
        folder = folder.parent


def read_settings(path: Path) -> dict[str, Any]:
    """The settings in a file, checked; paths in it count from its folder. ConfigError names the file and what is wrong."""
    table = _table(path)
    if table is None:
        raise ConfigError(f"{path}: no table [tool.restore]")
    for name, value in table.items():
        if name not in DEFAULTS:
            raise ConfigError(f"{path}: unknown setting {name!r}{_hint(name)}")
        problem = _problem(value, DEFAULTS[name])
        if problem:
            raise ConfigError(f"{path}: {name} takes {problem}, not {value!r}")
    return table | {name: [str(path.parent / given) for given in table[name]] for name in PATHS if name in table}


def _table(path: Path) -> dict[str, Any] | None:
    """The file's settings; None for a pyproject.toml that has none."""
    try:
        table = toml.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (toml.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("restore")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: [tool.restore] is not a table")
    return table


def _hint(name: str) -> str:
    from rapidfuzz.process import extractOne

    best = extractOne(name.replace("_", "-"), list(DEFAULTS))
    return f"; did you mean {best[0]!r}?" if best else ""


def _problem(value: Any, default: Any) -> str:
    """What a setting takes, if it is not that."""
    if default is None:
        right = isinstance(value, (int, float)) and not isinstance(value, bool)
        return "" if right else "a number"
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "true or false"
    if isinstance(default, str):
        return "" if isinstance(value, str) else "a text"
    right = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "" if right else "a list of texts"
