#!/usr/bin/env python3
"""Checks every link of the built manual: the page or file exists, and so does the anchor.

Usage: links.py FOLDER

A link that leads outside must be a complete `https` address; it is not opened. Needs only Python.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The anchors of a page, and what it links to."""

    def __init__(self, text):
        super().__init__()
        self.anchors = set()
        self.links = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keeps the id of an element, and its link."""
        for name, value in attrs:
            if name == "id":
                self.anchors.add(value)
            elif name in ("href", "src") and tag != "base":
                self.links.append(value)


def is_complete(link):
    """Returns whether a link that leads outside is a complete address."""
    parts = urlsplit(link)
    if parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme == "https" and "." in parts.netloc and " " not in link


def problems(folder):
    """Yields what is wrong with the links of each page, and at last how many were checked."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        for link in page.links:
            name = path.relative_to(folder)
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if not is_complete(link):
                    yield f"{name}: `{link}` is not a complete address"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            if not target.is_file() or not target.is_relative_to(folder):
                yield f"{name}: `{link}` leads to nothing"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{name}: `{link}` leads to a place that the page does not have"
    counted = sum(len(page.links) for page in pages.values())
    if len(pages) < 100 or counted < 4000:
        yield f"there are only {len(pages)} pages with {counted} links"
    print(f"{counted} links on {len(pages)} pages")


def main():
    """Prints the problems, and fails if there are any."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(problems(Path(sys.argv[1]).resolve()))
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
