"""A second player of scn stories: standard library only, and written from crates/scn-story/schema/README.md alone.

    player.py STORY.json SCENARIO [CHOICE | CHOICE/OUTCOME]...   plays one run
    player.py                                                   plays a run for each line of standard input: a JSON list of these arguments

Prints one line per event, with tabs between its parts. It does not draw chances: a choice that chance decides is
given with its outcome, counted from 1. The run ends with the given choices. It demonstrates that a story in JSON
contains everything that a player needs; crates/scn-cli/tests/other_player.rs compares it with scn itself.
"""

import hashlib
import json
import operator
import sys

COMPARE = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
LONGEST_CHAIN = 10_000


class Run:
    """One run of a scenario. Its state consists of values, marks and the location."""

    def __init__(self, story, scenario_id, say):
        self.say = lambda *parts: say("\t".join(str(part) for part in parts))
        self.scenario = next(it for it in story["scenarios"] if it["id"] == scenario_id)
        self.principles = [it["id"] for it in story["principles"]]
        self.situations = {it["id"]: it for it in self.scenario["situations"]}
        self.endings = {it["id"]: it for it in self.scenario["endings"]}
        self.variables = {it["id"]: it for it in self.scenario["variables"]}
        self.values = {it["id"]: it["start"] for it in self.scenario["variables"]}
        self.marks = set()  # ("visited", node), ("chose", situation, choice), ("broke" | "upheld" | "faced", principle)
        self.detours = []  # (situation, outcome) of each detour that is open, the innermost last
        self.at = None
        self.over = False
        self.scores = {}

    # The whole run

    def play(self, choices):
        """Starts from the initial state: the brief, then the first situation."""
        self.say("scenario", self.scenario["id"])
        self.show(self.scenario["brief"])
        self.enter(self.scenario["start"])
        self.settle()
        for word in choices:
            if self.over:
                raise ValueError(f"the run is over, and {word} is still to come")
            choice, _, outcome = word.partition("/")
            self.choose(choice, int(outcome) if outcome else None)
        if not self.over:
            self.end("left", self.at)
        for principle in self.principles:
            points, of, decisions = self.scores.get(principle, (0, 0, 0))
            if decisions:
                self.say("score", principle, points, of, decisions)

    def end(self, how, *parts):
        self.over = True
        self.say("ended", how, *parts)

    # 1. Entering, and continuing without a choice

    def enter(self, node):
        """Changes, then the body, then the mark: in its own body `visited` means an earlier visit."""
        self.at = node
        entered = self.situations.get(node) or self.endings[node]
        self.apply(entered.get("set", []))
        self.say("enter", node, entered["title"])
        self.show(entered["body"])
        self.marks.add(("visited", node))

    def settle(self):
        """Continues through situations without choices; then prints the values, and the choices on offer or the end."""
        chain, places = set(), []
        while self.at in self.situations and self.situations[self.at].get("next"):
            places.append((self.at, len(self.detours)))
            state = (self.at, repr(self.detours_open()), repr(self.values), len(self.marks))
            if state in chain or len(places) >= LONGEST_CHAIN:
                return self.end("loop")
            chain.add(state)
            if not self.go(self.situations[self.at]["next"], self.at):
                return self.end("nowhere", self.at)
        self.say("values", *(f"{name}={self.written(name)}" for name in self.values))
        for name, variable in self.variables.items():
            if variable.get("shown"):
                self.say("status", name, variable["title"], self.worded(name))
        if self.at in self.endings:
            return self.end("ending", self.at, self.endings[self.at]["result"])
        for choice, locked in self.shown():
            if locked:
                self.say("locked", choice["id"], self.text(choice["label"]), self.text(choice.get("locked", [])))
            else:
                self.say("offer", choice["id"], self.text(choice["label"]), choice.get("after", ""))
        if not self.on_offer():
            return self.end("dead-end", self.at)
        ask = self.situations[self.at].get("ask")
        if ask:
            self.say("ask", ask["id"], self.text(ask["text"]))

    def detours_open(self):
        return [(situation, id(outcome)) for situation, outcome in self.detours]

    # 2. What is on offer

    def shown(self):
        """The choices shown now, in the order written, each with a flag for being locked."""
        for choice in self.situations[self.at].get("choices", []):
            used = choice.get("once") and ("chose", self.at, choice["id"]) in self.marks
            if not used and self.holds(choice.get("if")):
                yield choice, not self.holds(choice.get("needs"))

    def on_offer(self):
        return [choice for choice, locked in self.shown() if not locked]

    # 3 and 4. Choosing, and the outcome

    def choose(self, choice_id, drawn):
        offered = self.on_offer()
        choice = next(it for it in offered if it["id"] == choice_id)
        spreads = self.spreads(offered)
        self.mark_choice(choice, offered)
        self.say("choose", self.at, choice_id)
        possible = self.possible(choice)
        if not possible:
            return self.end("no-outcome", self.at, choice_id)
        if len(possible) > 1 and drawn not in possible:
            raise ValueError(f"chance decides {choice_id}: it can come out as {possible}, and {drawn} was given")
        number = drawn if len(possible) > 1 else possible[0]
        self.take(choice["outcomes"][number - 1], number, spreads)

    def mark_choice(self, choice, offered):
        """Marks the choice as chosen, and as faced every principle linked to any outcome of any choice on offer."""
        self.marks.add(("chose", self.at, choice["id"]))
        for other in offered:
            for outcome in other["outcomes"]:
                self.marks.update(("faced", link["principle"]) for link in outcome.get("links", []))

    def possible(self, choice):
        """The possible outcomes of a choice, from 1: every one that chance can draw, or the first that holds."""
        whens = [outcome.get("when", "always") for outcome in choice["outcomes"]]
        if any("chance" in when for when in whens):
            return list(range(1, len(whens) + 1))
        for number, when in enumerate(whens, 1):
            if when in ("always", "otherwise") or self.holds(when["if"]):
                return [number]
        return []

    # 5 and 6. An outcome, detours, and the target

    def take(self, outcome, number, spreads):
        self.score(outcome, spreads)
        for link in outcome.get("links", []):
            self.marks.add(("broke" if link["rating"] < 0 else "upheld", link["principle"]))
        self.apply(outcome.get("set", []))
        self.say("outcome", number)
        self.show(outcome["body"])
        for link in outcome.get("links", []):
            self.say("link", link["principle"], link["rating"], self.text(link["because"]))
        for feedback in outcome.get("feedback", []):
            self.say("feedback", self.text(feedback))
        if "detour" in outcome:
            self.detours.append((self.at, outcome))
            self.enter(outcome["detour"])
        elif not self.go(outcome.get("next"), self.at):
            return self.end("nowhere", self.at)
        return self.settle()

    def target(self, leads):
        """A target is a name, or the first case that holds of a list of them."""
        if not isinstance(leads, list):
            return leads
        return next((case["to"] for case in leads if self.holds(case.get("if"))), None)

    def go(self, leads, own):
        """Follows a target; `own` is the situation of `again`. Returns False if it leads nowhere."""
        target = self.target(leads)
        while target == "return":
            if not self.detours:
                return False
            own, outcome = self.detours.pop()
            target = self.target(outcome.get("next"))
        if target is None:
            return False
        self.enter(own if target == "again" else target)
        return True

    # Changes and conditions

    def apply(self, changes):
        for change in changes:
            (kind, what), = change.items()
            if kind == "when":
                # The condition is evaluated once, before the first of its changes.
                if self.holds(what["if"]):
                    self.apply(what["set"])
                continue
            variable = self.variables[what["variable"]]
            if kind == "add":
                wanted = self.values[variable["id"]] + what["by"]
                self.values[variable["id"]] = max(variable["low"], min(variable["high"], wanted))
            else:
                self.values[variable["id"]] = what["to"]

    def holds(self, condition):
        if condition is None:
            return True
        (kind, what), = condition.items()
        if kind == "and":
            return all(self.holds(part) for part in what)
        if kind == "or":
            return any(self.holds(part) for part in what)
        if kind == "not":
            return not self.holds(what)
        if kind == "flag":
            return self.values[what]
        if kind == "compare":
            return COMPARE[what["is"]](self.operand(what["left"]), self.operand(what["right"]))
        if kind == "chose":
            return ("chose", what["situation"], what["choice"]) in self.marks
        if kind in ("visited", "broke", "upheld", "faced"):
            return (kind, what) in self.marks
        raise ValueError(f"a condition of an unknown kind: {kind}")

    def operand(self, operand):
        (kind, what), = operand.items()
        return self.values[what] if kind == "variable" else what

    # Text

    def show(self, blocks):
        for block in blocks:
            if self.applies(block.get("when", "always")):
                self.block(block)

    def applies(self, when):
        if when == "always":
            return True
        (kind, what), = when.items()
        if kind == "all":
            return all(self.applies(part) for part in what)
        return self.holds(what) == (kind == "if")

    def block(self, block):
        kind = block["kind"]
        if kind == "paragraph":
            self.say("paragraph", self.text(block["text"]))
        elif kind == "speech":
            self.say("speech", block["speaker"], block.get("direction", ""), self.text(block["text"]))
        elif kind == "callout":
            self.say(block["callout"], self.text(block["text"]))
        elif kind == "media":
            self.say(block["media"], block["file"], self.text(block["alternative"]))
        elif kind == "list":
            word = f"numbered from {block.get('start', 1)}" if block["ordered"] else "bulleted"
            deep = f" at {block['level']}" if block.get("level") else ""
            self.say(word + deep, *map(self.text, block["items"]))
        elif kind == "quote":
            self.say("quote", *block["lines"])
        elif kind == "code":
            self.say("code", block.get("info", ""), *block["lines"])
        elif kind == "table":
            self.say("table", *block["columns"])
            for row in [block["head"], *block["rows"]]:
                self.say("row", *map(self.text, row))
        elif kind == "heading":
            self.say("heading", block["level"], self.text(block["text"]))
        elif kind == "rule":
            self.say("rule")
        else:
            raise ValueError(f"a block of an unknown kind: {kind}")

    def text(self, spans):
        words = []
        for span in spans:
            if "text" in span:
                words.append(span["text"])
            elif "value" in span:
                words.append(self.worded(span["value"]))
            else:
                words.append(self.text(span["then"] if self.holds(span["if"]) else span.get("otherwise", [])))
        return "".join(words)

    def written(self, name):
        """The value of a variable as conditions know it."""
        value = self.values[name]
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)

    def worded(self, name):
        """The value of a variable as the learner reads it."""
        if name == "learner":
            return "Guest"
        value = self.values[name]
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self.variables[name].get("words", {}).get(value, str(value))

    # The debrief's numbers

    def spreads(self, offered):
        """For each principle, the lowest and highest rating over all outcomes that the choices on offer can have now."""
        ratings = []
        marks = set(self.marks)
        for choice in offered:
            self.mark_choice(choice, offered)
            for number in self.possible(choice):
                links = choice["outcomes"][number - 1].get("links", [])
                ratings.append({link["principle"]: link["rating"] for link in links})
            self.marks = set(marks)
        every = [[rating.get(principle, 0) for rating in ratings] for principle in self.principles]
        return {principle: (min(all_of), max(all_of)) for principle, all_of in zip(self.principles, every) if all_of}

    def score(self, outcome, spreads):
        done = {link["principle"]: link["rating"] for link in outcome.get("links", [])}
        for principle, (low, high) in spreads.items():
            if low < high:
                points, of, decisions = self.scores.get(principle, (0, 0, 0))
                done_here = done.get(principle, 0)
                self.scores[principle] = (points + done_here - low, of + high - low, decisions + 1)


def digest(story):
    pack = {**story["pack"], "digest": ""}
    if pack.get("unnamed"):
        # The name of a folder or a file is not part of its content.
        if pack["title"] == pack["name"]:
            pack["title"] = ""
        pack["name"] = ""
    unsealed = {**story, "pack": pack}
    compact = json.dumps(unsealed, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(compact.encode("utf-8")).hexdigest()


def play(path, scenario, choices):
    with open(path, encoding="utf-8") as file:
        story = json.load(file)
    if story["scn"] not in (1, 2, 3):
        raise ValueError(f"version {story['scn']} of the format is not known here")
    if story["pack"]["digest"] != digest(story):
        raise ValueError(f"{path} was changed after it was built")
    Run(story, scenario, print).play(choices)


def main():
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdin.reconfigure(encoding="utf-8")
    if len(sys.argv) > 2:
        play(sys.argv[1], sys.argv[2], sys.argv[3:])
        return
    for line in sys.stdin:
        path, scenario, *choices = json.loads(line)
        play(path, scenario, choices)
        print("over")


main()
