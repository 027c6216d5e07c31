"""Lets a server of courses send statements to Ralph, a learning record store of others, which is
killed and started again in the middle.

    python ralph_outbox.py SCN PACK FOLDER

SCN is the command, PACK the folder of the example course, FOLDER an empty one. Prints how many
statements arrived, then `ok`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from ralph_store import NAME, PASSWORD, Store, free_port

# Ralph's store of files takes one request and refuses the next (`findings/ralph-second-request.sh`).
# With this, it adds to its file.
APPEND = """
import sys, uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend
FSDataBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


class Server:
    """`scn serve`, with a learning record store."""

    def __init__(self, scn, pack, database, lrs):
        self.address = f"http://127.0.0.1:{free_port()}"
        environment = {**os.environ, "SCN_LRS_CREDENTIALS": f"{NAME}:{PASSWORD}", "SCN_SERVER_DB": database}
        listen = self.address.removeprefix("http://")
        words = ["serve", pack, "--listen", listen, "--base-url", self.address, "--lrs", lrs]
        self.process = subprocess.Popen([scn, *words], env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline().strip() == self.address

    def ask(self, path, cookie="", form=None, sent=None, token=""):
        """Returns the cookie and the text of an answer. Redirections are not followed."""
        headers = {"Cookie": cookie, "X-Scn-Token": token}
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
        if sent is not None:
            data = json.dumps(sent).encode()
        request = urllib.request.Request(self.address + path, data, headers)
        opener = urllib.request.build_opener(NoRedirection)
        try:
            with opener.open(request) as answer:
                return answer.headers.get("Set-Cookie", cookie).split(";")[0], answer.read().decode()
        except urllib.error.HTTPError as error:
            assert error.code == 303, (path, error.code, error.read())
            return error.headers.get("Set-Cookie", cookie).split(";")[0], ""


class NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Learner:
    def __init__(self, server, number):
        self.server, self.name = server, f"Learner {number}"
        cookie, page = server.ask("/sign-up")
        token = re.search('name="token" value="([^"]+)"', page)[1]
        form = {"token": token, "name": self.name, "passphrase": "correct horse battery"}
        self.cookie, _ = server.ask("/sign-up", cookie, form=form)
        _, state = server.ask("/c/customer-privacy/state", self.cookie)
        self.token = json.loads(state)["token"]
        self.id = f"0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c{number:04x}"
        self.count = 0

    def go_on(self, run):
        """Sends the next event of a run; after the last, those of the next attempt."""
        event = run["events"][self.count]
        sent = {"part": run["part"], "after": self.count, "events": [{**event, "when": int(time.time() * 1000)}]}
        self.server.ask(f"/c/customer-privacy/attempts/{self.id}", self.cookie, sent=sent, token=self.token)
        self.count = (self.count + 1) % len(run["events"])
        if self.count == 0:
            self.id = self.id[:-8] + f"{int(self.id[-8:], 16) + 0x10000:08x}"


def play(scn, pack, folder):
    """Returns the events of a run that always makes the first choice."""
    database = os.path.join(folder, "played.db")
    words = [scn, "play", pack, "busy-line", "--learner", "Probe", "--db", database]
    subprocess.run(words, input="1\n" * 60, capture_output=True, check=True, text=True)
    words = [scn, "records", "export", "Probe", "--db", database]
    exported = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    return json.loads(exported)["attempts"][0]


def stored(path):
    """Returns the statements in Ralph's file, in the order in which it has taken them."""
    try:
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except FileNotFoundError:
        return []


def main(scn, pack, folder):
    run = play(scn, pack, folder)
    database = os.path.join(folder, "server.db")
    store = Store(folder, ["-c", APPEND])
    store.wait()
    server = Server(scn, pack, database, f"http://127.0.0.1:{store.port}/xAPI")
    file = os.path.join(folder, "data", "statements", "statements.jsonl")
    try:
        learners = [Learner(server, number) for number in range(4)]
        rounds = 3 * len(run["events"]) + 5
        for number in range(rounds):
            for learner in learners:
                learner.go_on(run)
            if number == rounds // 4:
                store.kill()
            if number == rounds // 2:
                store.start()
        command = [scn, "records", pack, "--db", database, "--format", "xapi", "--base", server.address]
        lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        expected = [json.loads(line) for line in lines.split("\n") if line]
        assert len(expected) > 100, len(expected)
        for _ in range(600):
            if len(stored(file)) >= len(expected):
                break
            time.sleep(0.1)
        # Longer than the time in which a repetition would come.
        time.sleep(2)
        found = stored(file)
    finally:
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        store.stop()
    ids = [statement["id"] for statement in found]
    assert len(set(ids)) == len(ids), "a statement is there twice"
    assert set(ids) == {statement["id"] for statement in expected}
    order = {statement["id"]: place for place, statement in enumerate(expected)}
    for attempt in {statement["context"]["registration"] for statement in found}:
        own = [order[it["id"]] for it in found if it["context"]["registration"] == attempt]
        assert own == sorted(own), "the statements of an attempt are in order"
    assert not any(learner.name in json.dumps(found) for learner in learners), "there is no name in them"
    print(len(found), "statements")
    print("ok")


main(*sys.argv[1:])
