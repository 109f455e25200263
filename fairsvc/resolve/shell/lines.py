"""What a person typed into the shell, and numbers as a person reads them. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairsvc.errors import UsageError


@dataclass(frozen=True, slots=True)
class Words:
    """A command with its options and arguments; a flag has an empty value."""

    command: str
    arguments: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    def only(self, default: str) -> str:
        """Give the one argument, or the default where there is none. Raises UsageError for several."""
        if len(self.arguments) > 1:
            raise UsageError("this is one name too many", self.arguments[1], "A name with blanks wants quotes")
        return self.arguments[0] if self.arguments else default

    def option(self, name: str) -> str | None:
        """Find the value of an option; None when it was not given."""
        return dict(self.options).get(name)


def split_commands(text: str) -> list[list[str]]:
    """Split a text at semicolons and line ends into commands of words, as a shell quotes them. Raises UsageError."""
    commands: list[list[str]] = []
    for line in text.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";")
        lexer.whitespace_split, lexer.commenters = True, ""
        commands.append([])
        try:
            for word in lexer:
                if word.strip(";"):
                    commands[-1].append(word)
                else:
                    commands.append([])
        except ValueError:
            raise UsageError(
                "a quote is not closed", line[:200], "Close it, or write \\' for the sign itself"
            ) from None
    return [words for words in commands if words]


def read_words(words: Sequence[str], valued: str = "", flags: str = "") -> Words:
    """Tell options from arguments; the letters of `valued` take the next word. Raises UsageError."""
    arguments: list[str] = []
    options: list[tuple[str, str]] = []
    rest = iter(words[1:])
    for word in rest:
        if word == "--":
            arguments += rest
        elif len(word) < 2 or word[0] != "-":
            arguments.append(word)
        else:
            options += _options(word[1:], rest, (words[0], valued, flags))
    return Words(words[0], tuple(arguments), tuple(options))


def _options(letters: str, rest: Iterator[str], known: tuple[str, str, str]) -> list[tuple[str, str]]:
    command, valued, flags = known
    if letters[0] in valued:
        value = letters[1:] or next(rest, "")
        if not value:
            raise UsageError(f"-{letters[0]} wants a value", command, f"help {command} shows how")
        return [(letters[0], value)]
    unknown = next((letter for letter in letters if letter not in flags), "")
    if unknown:
        raise UsageError("there is no such option", f"{command} -{unknown}", f"help {command} shows those that are")
    return [(letter, "") for letter in letters]
