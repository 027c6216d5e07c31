#!/usr/bin/env python3
"""Collects the documents of the repository into the source of a book for mdBook.

Usage: collect.py FOLDER

Nothing is written for the manual alone: `chapters.txt` names the documents, and this script copies
them, rewrites the links between them, and adds the pages of findings and the files of the examples.
A link to a file that is not part of the manual becomes plain text; a link to a file that does not
exist is an error. Needs only Python.
"""

import os
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FINDINGS = "crates/scn-source/pages"
REFERENCE = "grammar/README.md"
# For assistants, which look for a file of this name: a page, and the text itself.
SHORT = "grammar/llms.txt"
# Files of other kinds that a reader can look at in a browser, which are copied as they are.
ATTACHED = {".json": "", ".pest": ".txt", ".svg": "", ".png": ""}
LICENCES = ("LICENSE-MIT", "LICENSE-APACHE")

FENCE = re.compile(r"^( *)(```+)(.*)$")
CODE = re.compile(r"(`+)(?:(?!\1).|\n)*?\1")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
DEFINITION = re.compile(r"^\[([^\]]+)\]: (\S+)$", re.MULTILINE)
REFERENCE_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\](?:\[([^\[\]]*)\])?(?![(:])")


class Problem(Exception):
    """What is wrong with a document."""


def read_chapters(text):
    """Returns the lines of `chapters.txt`: (depth, title, source, target), or (0, part, None, None)."""
    chapters = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("//"):
            continue
        if line.startswith("# "):
            chapters.append((0, line[2:], None, None))
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        title, source, target = (part.strip() for part in line.split("|"))
        chapters.append((depth, title, source, target))
    return chapters


def finding_chapters():
    """Returns a chapter for each finding, in alphabetical order."""
    names = sorted(path.stem for path in (ROOT / FINDINGS).glob("*.md"))
    return [(1, name, f"{FINDINGS}/{name}.md", f"findings/{name}.md") for name in names]


def split_fences(text):
    """Yields the parts of a Markdown text as (is_code, text). The fences belong to the code."""
    lines, fence = [], None
    for line in text.splitlines(keepends=True):
        found = FENCE.match(line.rstrip("\n"))
        if fence is None and found:
            yield False, "".join(lines)
            lines, fence = [line], found[2]
        elif fence and found and found[2].startswith(fence) and not found[3].strip():
            yield True, "".join([*lines, line])
            lines, fence = [], None
        else:
            lines.append(line)
    yield fence is not None, "".join(lines)


def plain_fence(code):
    """Returns a block with the language only: what a block is for the tests is not for readers."""
    first, _, rest = code.partition("\n")
    found = FENCE.match(first)
    language = found[3].split(" ")[0]
    name = re.search(r" file=(\S+)", found[3])
    caption = f"{found[1]}`{name[1]}`\n\n" if name and "/" not in found[1] else ""
    return f"{caption}{found[1]}{found[2]}{language}\n{rest}"


def outside_code(pattern, replace, text):
    """Replaces what matches a pattern, except in code spans."""
    parts, end = [], 0
    spans = [found.span() for found in CODE.finditer(text)]
    for found in pattern.finditer(text):
        if any(start <= found.start() < stop for start, stop in spans):
            continue
        parts += [text[end : found.start()], replace(found)]
        end = found.end()
    return "".join([*parts, text[end:]])


class Book:
    """The pages of the manual, and where each document and each file is in it."""

    def __init__(self, chapters, folder):
        self.folder = folder
        self.chapters = chapters
        self.targets = {source: target for _, _, source, target in chapters if source}
        self.attached = {}

    def place(self, source, link):
        """Returns the place in the book of what a link leads to, or None if it is not in the book."""
        path, _, anchor = link.partition("#")
        full = os.path.normpath(os.path.join(os.path.dirname(source), path)) if path else source
        if not (ROOT / full).exists():
            raise Problem(f"{source}: the link `{link}` leads to a file that does not exist")
        target = self.targets.get(full)
        if target is None and (Path(full).suffix in ATTACHED or full in LICENCES):
            suffix = ATTACHED.get(Path(full).suffix, ".txt")
            target = self.attached.setdefault(full, f"files/{full.replace('/', '-')}{suffix}")
        if target is None:
            return None
        here = os.path.dirname(self.targets[source])
        return os.path.relpath(target, here or ".") + (f"#{anchor}" if anchor else "")

    def rewrite(self, source, text):
        """Returns the text of a document with its links rewritten."""
        named = {name.lower(): link for name, link in DEFINITION.findall(text)}

        def inline(found):
            mark, label, link = found.groups()
            if is_outside(link):
                return found[0]
            place = self.place(source, link)
            return f"{mark}[{label}]({place})" if place else label

        def by_name(found):
            label, name = found.groups()
            link = named.get((name or label).replace("\n", " ").lower())
            if link is None or is_outside(link):
                return found[0]
            place = self.place(source, link)
            return f"[{label}]({place})" if place else label

        parts = []
        for is_code, part in split_fences(text):
            if is_code:
                parts.append(plain_fence(part))
                continue
            part = DEFINITION.sub(lambda it: it[0] if is_outside(it[2]) else "", part)
            part = outside_code(LINK, inline, part)
            parts.append(outside_code(REFERENCE_LINK, by_name, part))
        return "".join(parts)

    def link_findings(self, source, text):
        """Returns a document in which the first column of tables links to the pages of findings."""
        here = os.path.dirname(self.targets[source])

        def link(found):
            target = self.targets.get(f"{FINDINGS}/{found[1]}.md")
            return f"| [`{found[1]}`]({os.path.relpath(target, here or '.')}) |" if target else found[0]

        return re.sub(r"^\| `([a-z-]+)` \|", link, text, flags=re.MULTILINE)

    def page(self, source):
        """Returns the text of the page that a document, or a folder of an example, becomes."""
        path = ROOT / source
        if source == FINDINGS:
            return self.list_of_findings()
        if path.is_dir():
            return self.example(path)
        if not path.suffix == ".md" and source != SHORT:
            raise Problem(f"chapters.txt: `{source}` is not a document")
        text = self.rewrite(source, path.read_text(encoding="utf-8"))
        return self.link_findings(source, text) if source == REFERENCE else text

    def list_of_findings(self):
        """Returns the page that lists all findings with their severity."""
        rows = []
        for path in sorted((ROOT / FINDINGS).glob("*.md")):
            text = path.read_text(encoding="utf-8")
            meaning = text.split("\n\n")[1].replace("\n", " ").replace("|", "\\|")
            severity = re.search(r"^Severity: (\w+)", text, re.MULTILINE)
            if not severity:
                raise Problem(f"{path.name} does not say its severity")
            rows.append(f"| [`{path.stem}`](findings/{path.stem}.md) | {severity[1]} | {meaning} |\n")
        return (
            f"# Findings\n\nWhat `scn check` reports: {len(rows)} findings. `scn explain NAME` shows the"
            " same pages in a terminal.\n\n| finding | severity | reported if |\n| --- | --- | --- |\n"
            + "".join(rows)
        )

    def example(self, path):
        """Returns the page that shows the files of an example."""
        files = sorted(file for file in path.rglob("*") if file.is_file())
        parts = [f"# {path.name}\n\nThe files of this pack, as they are in `{path.relative_to(ROOT)}`.\n"]
        for file in files:
            name = file.relative_to(path).as_posix()
            if file.suffix == ".svg":
                target = f"files/{file.relative_to(ROOT).as_posix().replace('/', '-')}"
                self.attached[file.relative_to(ROOT).as_posix()] = target
                parts.append(f"\n## {name}\n\n![{name}](../{target})\n")
                continue
            text = file.read_text(encoding="utf-8").rstrip("\n")
            parts.append(f"\n## {name}\n\n````{file.suffix[1:]}\n{text}\n````\n")
        return "".join(parts)

    def write(self):
        """Writes all pages, the files that they link to, and the list of pages."""
        summary = ["# Summary\n\n"]
        for depth, title, source, target in self.chapters:
            if source is None:
                summary.append(f"\n# {title}\n\n")
                continue
            summary.append(f"{'  ' * depth}- [{title}]({target})\n")
            place = self.folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(self.page(source), encoding="utf-8")
        (self.folder / "SUMMARY.md").write_text("".join(summary), encoding="utf-8")
        short = self.page(SHORT)
        (self.folder / "llms.txt").write_text(re.sub(r"\.md(?=[)#])", ".html", short), encoding="utf-8")
        for source, target in self.attached.items():
            place = self.folder / target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / source, place)


def is_outside(link):
    """Returns whether a link leads out of the repository."""
    return re.match(r"[a-z]+:", link) is not None


def keywords():
    """Returns the keywords of the language, which the reference lists, the longest first."""
    text = (ROOT / REFERENCE).read_text(encoding="utf-8")
    section = text.split("\n## All keywords\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    words = [word for row in rows for word in re.findall(r"`([^`]+)`", row)]
    if len(words) < 50:
        raise Problem("the reference lists fewer keywords than there are")
    return sorted(words, key=lambda word: (-len(word), word))


def collect(folder):
    """Writes the whole source of the book into a folder."""
    here = Path(__file__).resolve().parent
    chapters = []
    for chapter in read_chapters((here / "chapters.txt").read_text(encoding="utf-8")):
        chapters.append(chapter)
        if chapter[2] == FINDINGS:
            chapters += finding_chapters()
    shutil.rmtree(folder, ignore_errors=True)
    book = Book(chapters, folder / "src")
    book.folder.mkdir(parents=True)
    book.write()
    shutil.copyfile(here / "book.toml", folder / "book.toml")
    shutil.copytree(here / "theme", folder / "theme")
    script = (here / "pages.js").read_text(encoding="utf-8")
    (folder / "pages.js").write_text(script.replace("KEYWORDS", "|".join(keywords())), encoding="utf-8")
    shutil.copyfile(here / "manual.css", folder / "manual.css")


def main():
    """Collects, and reports a problem as one line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        collect(Path(sys.argv[1]))
    except Problem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
