"""Another front end for scn: standard library only, and written from crates/scn-run/schema/events.md alone.

    face.py SCN STORY [SCENARIO [SEED]]

Starts `SCN play STORY SCENARIO --seed SEED --events`, shows the run as paragraphs of plain text, and answers by a rule: a
seeded draw decides whether it asks for a hint, undoes a choice, or chooses. At the end it prints one JSON object: the
paragraphs, its answers as somebody would type them, the events that it received, and the exit status. It demonstrates that
the lines contain everything that a front end needs; crates/scn-cli/tests/other_face.rs compares it with what scn shows in
lines.
"""

import json
import subprocess
import sys

MOST_ANSWERS = 30
VERSION = 1
CALLOUTS = {"note": "Note", "tip": "Tip", "remember": "Remember", "warning": "Warning"}
MEDIA = {"image": "Image", "audio": "Audio", "video": "Video"}
BANDS = {
    "not-enough": "not enough to say",
    "needs-attention": "needs attention",
    "mixed": "mixed",
    "consistent": "consistent",
}


class Rule:
    """Random answers, the same for the same seed: a linear congruential generator with Knuth's constants."""

    def __init__(self, seed):
        self.state = seed

    def below(self, count):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % count

    def answer(self, scene):
        acts = scene["acts"]
        if "choose" not in acts:  # The run is over, and could be kept under a name.
            return {"do": "leave"}, None
        lot = self.below(8)
        if lot == 0 and "hint" in acts:
            return {"do": "hint"}, "h"
        if lot == 1 and "undo" in acts:
            return {"do": "undo"}, "b"
        if lot == 2 and "write" in acts:
            said = f"I would have *said* [{self.below(100)}]."
            return {"do": "write", "words": said}, f"w {said}"
        open_choices = [it for it in scene["choices"] if not it["locked"]]
        choice = open_choices[self.below(len(open_choices))]
        return {"do": "choose", "choice": choice["id"]}, str(choice["number"])


def words(text):
    """A text with its styles as marks."""
    said = ""
    for piece in text:
        inner = piece["text"].strip()
        if not inner:
            said += piece["text"]
            continue
        before, _, after = piece["text"].partition(inner)
        marks = ("*" if piece.get("strong") else "", "_" if piece.get("emphasis") else "", "`" if piece.get("code") else "")
        said += before + "".join(marks) + inner + "".join(reversed(marks))
        link = piece.get("link")
        if link is not None and link not in (inner, f"mailto:{inner}"):
            said += f" ({link})"
        said += after
    return said


class Face:
    """Shows a run: `say` receives a paragraph, a list of lines."""

    def __init__(self, say):
        self.say = say
        self.scene = None
        self.choices_made = 0
        self.uses_seed = False
        self.seen_status = False

    # Texts

    def body(self, blocks):
        for lines in self.paragraphs(blocks):
            self.say(lines)

    def paragraphs(self, blocks):
        """Each block is a paragraph; the parts of one list together are one paragraph."""
        before, paragraphs = None, []
        for block in blocks:
            lists = before is not None and before["kind"] == block["kind"] == "list"
            deep = lists and (block.get("level", 0) or before.get("level", 0))
            if lists and (deep or block["ordered"] == before["ordered"]):
                paragraphs[-1] += self.block(block)
            else:
                paragraphs.append(self.block(block))
            before = block
        return paragraphs

    def block(self, block):
        kind = block["kind"]
        if kind == "paragraph":
            return [words(block["text"])]
        if kind == "speech":
            direction = f" ({block['direction']})" if "direction" in block else ""
            return [f"{block['speaker']}{direction}: {words(block['text'])}"]
        if kind == "callout":
            return [f"{CALLOUTS[block['callout']]}: {words(block['text'])}"]
        if kind == "media":
            return [f"{MEDIA[block['media']]} ({block['file']}): {words(block['alternative'])}"]
        if kind == "list":
            first = block.get("start", 1)
            marks = [f"{at}." if block["ordered"] else "-" for at in range(first, first + len(block["items"]))]
            return [f"{mark} {words(item)}" for mark, item in zip(marks, block["items"])]
        if kind == "quote":
            return [f"> {line}" for line in block["lines"]]
        if kind == "code":
            return block["lines"]
        if kind == "table":
            return self.table(block)
        if kind == "heading":
            return ["#" * block["level"] + " " + words(block["text"])]
        if kind == "rule":
            return ["* * *"]
        return []  # A kind that a later version may bring.

    def table(self, block):
        """Each row as a list item: its cells with the heading of their column."""
        heads = [words(cell) for cell in block["head"]]
        if not block["rows"]:
            return self.row([(None, head) for head in heads])
        lines = []
        for row in block["rows"]:
            cells = [(heads[at] if at < len(heads) else None, words(cell)) for at, cell in enumerate(row)]
            lines += self.row([(head, cell) for head, cell in cells if cell])
        return lines

    def row(self, cells):
        marks = ["- "] + [""] * len(cells)
        return [mark + (f"{head}: " if head else "") + cell for mark, (head, cell) in zip(marks, cells)]

    # Messages

    def hello(self, message):
        if message["version"] != VERSION:
            raise SystemExit(f"version {message['version']} is not known")
        self.uses_seed = message["uses_seed"]
        scenario = message["scenario"]
        self.say([scenario["title"]])
        if "minutes" in scenario:
            unit = "minute" if scenario["minutes"] == 1 else "minutes"
            self.say([f"About {scenario['minutes']} {unit}."])
        holder = message["holder"]
        if holder["kind"] == "learner":
            self.say([f"You are playing as {holder['name']}."])
        elif holder["kind"] == "file":
            self.say([f"This run is kept in `{holder['name']}`."])
        else:
            self.say(["You are playing as a guest: this run is not saved."])

    def show(self, scene):
        self.scene = scene
        for passage in scene["passages"]:
            if "title" in passage:
                self.say([passage["title"]])
            self.body(passage["body"])
            for feedback in passage.get("feedback", []):
                self.say([f"Feedback: {words(feedback)}"])
            if "result" in passage:
                self.say([f"Result: {passage['result']}"])
        self.status(scene.get("status", []))
        if "ask" in scene:
            self.say([f"In your own words: {words(scene['ask']['text'])}"])
            if "words" in scene["ask"]:
                self.say([f"You wrote: {scene['ask']['words']}"])
            self.say(["To answer, type w and your words. You can also leave it out."])
        if scene["choices"]:
            self.choices(scene)
        if "stopped" in scene:
            self.say([scene["stopped"]])

    def status(self, values):
        """All values in the first scene, and after that those that have changed."""
        lines = []
        for it in values:
            if self.seen_status and "before" not in it:
                continue
            meter = it.get("meter")
            bounds = "" if meter is None else f" of {meter['high']}" if meter["low"] == 0 else f", from {meter['low']} to {meter['high']}"
            was = f" (was {it['before']})" if "before" in it else ""
            lines.append(f"{it['title']}: {it['value']}{bounds}{was}")
        self.seen_status = True
        if lines:
            self.say(lines)

    def choices(self, scene):
        if "ended" not in scene:
            progress = scene["progress"]
            least = progress.get("at_least", 0)
            of = f" of at least {least}" if progress["decision"] < least else ""
            self.say([f"Decision {progress['decision']}{of}"])
        lines, timed = [], []
        for choice in scene["choices"]:
            if choice["locked"]:
                why = f"locked: {words(choice['why'])}" if "why" in choice else "locked"
                lines.append(f"- {words(choice['label'])} ({why})")
                continue
            lines.append(f"{choice['number']}. {words(choice['label'])}")
            if "after" in choice:
                timed.append((choice["number"], choice["after"]))
        self.say(lines)
        for number, after in timed:
            unit = "second" if after == 1 else "seconds"
            self.say(
                [
                    f"Note: this situation has a time limit of {after} {unit}, after which choice {number} is taken. It does "
                    "not apply here: take your time."
                ]
            )

    def done(self, message):
        if message["do"] == "choose":
            self.choices_made += 1
            label = next(it["label"] for it in self.scene["choices"] if it["id"] == message["choice"])
            self.say([f"You chose: {words(label)}"])
        elif message["do"] == "undo":
            which = "Your first choice" if self.choices_made == 1 else f"Your choice at decision {self.choices_made}"
            self.choices_made -= 1
            self.say([f"{which} is undone, and does not count."])
        elif message["do"] == "write":
            self.say(["Your words are noted. To change them, type w and the new ones; w - takes them back."])
        elif message["do"] == "hint":
            hint = message["hint"]
            about = next((it["label"] for it in self.scene["choices"] if it["id"] == hint.get("choice")), None)
            about = f" about “{''.join(it['text'] for it in about)}”" if about is not None else ""
            self.say([f"Hint{about}: {words(hint['text'])}"])
            if hint["left"] == 0:
                self.scene["acts"].remove("hint")

    def debrief(self, message):
        if not message["decisions"]:
            return
        self.say(["Debrief"])
        for number, decision in enumerate(message["decisions"], 1):
            heading = f"{number}. {decision['title']}" if decision["title"] else f"Decision {number}"
            lines = [heading, f"You chose: {words(decision['label'])}"]
            for it in decision.get("written", []):
                lines += [f"In your own words: {words(it['question'])}", f"You wrote: {it['words']}"]
            for it in decision["judgements"]:
                because = f": {words(it['because'])}" if it["because"] else ""
                lines.append(f"- {it['given']} “{it['title']}”{because}")
            if decision["trade"]:
                lines.append("This choice traded one principle for another.")
            lines += [f"Feedback: {words(it)}" for it in decision["feedback"]]
            self.say(lines)
        if message["profile"]:
            self.say(["How you handled each principle"])
        for entry in message["profile"]:
            count = entry["decisions"]
            decisions = {0: "no decision", 1: "1 decision"}.get(count, f"{count} decisions")
            lines = [entry["title"], f"{BANDS[entry['band']]}, {decisions}"]
            if entry["band"] != "consistent":
                for block in entry["text"]:
                    lines += self.block(block)
                if "source" in entry:
                    lines.append(f"Source: {entry['source']}")
            self.say(lines)
        if message["closing"]:
            self.say([message["closing"]])

    def finished(self, message):
        if message["why"] == "left":
            self.say(["The run is left unfinished."])
            if message["choices"]:
                seed = f"--seed {message['seed']} " if self.uses_seed else ""
                self.say(["To come back to this point, play it again with:", f"{seed}--choices \"{message['choices']}\""])
        self.say(["You played as a guest: this run was not saved."])


def play(scn, story, scenario, seed):
    command = [scn, "play", story] + ([scenario] if scenario else []) + ["--seed", str(seed), "--events"]
    run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    shown, answered, events = [], [], []
    face = Face(shown.append)
    rule = Rule(seed)
    waiting = False
    for line in run.stdout:
        message = json.loads(line)
        if "error" in message:
            raise SystemExit(f"refused: {message['error']}")
        if "event" in message:
            events.append(message)
            continue
        kind = message["message"]
        if kind == "hello":
            face.hello(message)
        elif kind == "scene":
            face.show(message)
            waiting = bool(message["acts"])
        elif kind == "done":
            face.done(message)
            waiting = waiting or message["do"] in ("hint", "write")
        elif kind == "debrief":
            face.debrief(message)
        elif kind == "finished":
            face.finished(message)
        if waiting and kind in ("scene", "done"):
            if len(answered) < MOST_ANSWERS:
                act, typed = rule.answer(face.scene)
            else:
                act, typed = {"do": "leave"}, "q"
            if typed:
                answered.append(typed)
            waiting = False
            print(json.dumps(act), file=run.stdin, flush=True)
    status = run.wait()
    return shown, answered, events, status


def main():
    scn, story, scenario, seed = sys.argv[1:] + [None, None, "", "0"][len(sys.argv) - 1 :]
    shown, answered, events, status = play(scn, story, scenario, int(seed))
    json.dump({"shown": shown, "answered": answered, "events": events, "status": status}, sys.stdout)


if __name__ == "__main__":
    main()
