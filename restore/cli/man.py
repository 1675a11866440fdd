"""The manual page, made from the commands themselves: `restore man | man -l -`."""

from __future__ import annotations

import re

import click

from restore.version import __version__


def manual(group: click.Group, name: str) -> str:
    """All commands in roff, as man(1) reads it."""
    lines = [f'.TH {name.upper()} 1 "" "restore {__version__}" "User Commands"', ".SH NAME"]
    with click.Context(group, info_name=name) as context:
        lines += [f"{name} \\- {_text(_first(group.help or ''))}", ".SH SYNOPSIS"]
        commands = [(key, command) for key, command in sorted(group.commands.items()) if not command.hidden]
        for key, command in commands:
            usage = " ".join(command.collect_usage_pieces(context))
            lines += [".B " + _text(name if key == "text" else f"{name} {key}"), _text(usage), ".br"]
        lines += [".SH DESCRIPTION", *_paragraphs(group.help or "")]
        for key, command in commands:
            lines += [f".SH {_text(key.upper())}", *_paragraphs(command.help or "")]
            for parameter in command.get_params(context):
                record = parameter.get_help_record(context)
                if record and isinstance(parameter, click.Option):
                    lines += [".TP", f".B {_text(record[0])}", _text(record[1])]
        lines += [".SH EXIT STATUS", *_table(group.epilog or "")]
    return "\n".join(lines) + "\n"


def _first(text: str) -> str:
    return text.strip().split("\n")[0].rstrip(".")


def _paragraphs(text: str) -> list[str]:
    out = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        out += [".PP", _text(" ".join(paragraph.split()))]
    return out


def _table(text: str) -> list[str]:
    """Lines of a number and what it means."""
    out = []
    for line in text.split("\n"):
        found = re.fullmatch(r"\s+(\d+)\s+(.*)", line)
        if found:
            out += [".TP", f".B {found[1]}", _text(found[2])]
    return out


def _text(text: str) -> str:
    """Text in which nothing is taken for a request of roff.

    >>> _text("--diff's .x")
    "\\\\-\\\\-diff's .x"
    """
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text
