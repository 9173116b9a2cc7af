"""Inline markdown to marked text and links: links and citations, emphasis, escapes, the HTML tags that captures keep.

One pass over tokens with a stack of open brackets: linear in the length of the text, whatever it holds.
"""

import html
import re

from .inline import BREAK, CITE, CITE_END, SUB, SUB_END, SUP, SUP_END, is_citation_target
from .pieces import Link

TOKEN_RE = re.compile(
    r"(?=[\\!\[\]*_<&`])(?:"  # most characters begin no token, and are passed at once
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<open>!?\[)"
    r"|\]\((?P<target>(?:[^\s()<>]|\([^\s()]{0,500}\)){0,2000})(?:\s+\"[^\"]{0,2000}\")?\s?\)"
    r"|(?P<stars>\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w))"
    r"|<(?P<end>/?)(?P<tag>sup|sub|br|em|strong|b|i|u|span|a)\b[^<>]{0,300}>"
    r"|<(?P<address>https?://[^\s<>]{1,2000})>"
    r"|&(?P<entity>#?\w{1,30});"
    r"|`{1,3})",
    re.IGNORECASE,
)
TAG_MARKS = {("sup", ""): SUP, ("sup", "/"): SUP_END, ("sub", ""): SUB, ("sub", "/"): SUB_END, ("br", ""): BREAK}
NUMBER_RE = re.compile(r"\d{1,4}", re.ASCII)


def read_inline(raw: str) -> tuple[str, tuple[Link, ...]]:
    """Text with the marks of ``inline`` and without markdown's own, and the links in it that are no citations."""
    if not TOKEN_RE.search(raw):
        return raw, ()
    reader = _Inline()
    done = 0
    for match in TOKEN_RE.finditer(raw):
        reader.parts.append(raw[done : match.start()])
        reader.read_token(match)
        done = match.end()
    reader.parts.append(raw[done:])
    return "".join(reader.parts), tuple(reader.links)


class _Inline:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.brackets: list[int] = []

    def read_token(self, match: re.Match[str]) -> None:
        """Take in one token; what is no markup where it stands is kept as it is."""
        kind = match.lastgroup
        if kind == "escaped":
            self.parts.append(match["escaped"])
        elif kind == "open":
            self.brackets.append(len(self.parts))
            self.parts.append(match[0])
        elif match["target"] is not None:
            self.close_link(match)
        elif match["tag"]:
            self.parts.append(TAG_MARKS.get((match["tag"].lower(), match["end"]), ""))
        elif kind == "address":
            self.links.append(Link(match["address"], match["address"]))
            self.parts.append(match["address"])
        elif kind == "entity":
            self.parts.append(html.unescape(match[0]))
        elif kind == "stars" and not self.is_emphasis(match):
            self.parts.append(match[0])

    def is_emphasis(self, match: re.Match[str]) -> bool:
        """Stars that touch a word on one side at least; a lone star between spaces or digits is a sign."""
        before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
        if before.isdigit() and after.isdigit():
            return False
        return bool(before.strip() or after.strip())

    def close_link(self, match: re.Match[str]) -> None:
        target = match["target"]
        if not self.brackets:
            self.parts.append(match[0])
            return
        start = self.brackets.pop()
        opening, label = self.parts[start], "".join(self.parts[start + 1 :])
        del self.parts[start:]
        if "#" in target and NUMBER_RE.fullmatch(label.strip()) and is_citation_target(target):
            self.parts.append(f"{CITE}{label.strip()}{CITE_END}")
        elif opening == "[":
            self.parts.append(label)
            self.links.append(Link(label, target))
