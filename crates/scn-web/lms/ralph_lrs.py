"""Sends the statements of attempts to Ralph, a learning record store of others, and reads them back.

    python ralph_lrs.py FOLDER

FOLDER has `lines.json`, with an attempt and its statements on each line. Starts Ralph's server on
loopback with a store in FOLDER. Prints how many statements it took, then `ok`.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

NAME, PASSWORD = "scn", "only-for-this-test"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def read_statements(path):
    with open(path, encoding="utf-8") as lines:
        attempts = [json.loads(line) for line in lines.read().split("\n") if line]
    return [statement for attempt in attempts for statement in attempt.get("expected", [])]


class Store:
    """Ralph's server, with its statements in a folder."""

    def __init__(self, folder):
        self.port = free_port()
        data = os.path.join(folder, "data")
        os.makedirs(os.path.join(data, "statements"))
        auth = os.path.join(folder, "auth.json")
        environment = {**os.environ, "RALPH_APP_DIR": folder, "RALPH_AUTH_FILE": auth}
        ralph = os.path.join(os.path.dirname(sys.executable), "ralph")
        account = ["-M", "mailto:store@example.org", "-s", "all", "-t", "statements", "-w"]
        subprocess.run([ralph, "auth", "-u", NAME, "-p", PASSWORD, *account], env=environment, check=True)
        server = [ralph, "runserver", "-b", "fs", "-h", "127.0.0.1", "-p", str(self.port)]
        self.log = open(os.path.join(folder, "log"), "w", encoding="utf-8")
        store = ["--fs-default-directory-path", data, "--fs-default-lrs-file", "statements.jsonl"]
        self.process = subprocess.Popen([*server, *store], env=environment, stdout=self.log, stderr=self.log)

    def request(self, method, path, body=None):
        """Returns the status and the JSON of the answer."""
        address = urllib.parse.urljoin(f"http://127.0.0.1:{self.port}", path)
        secret = base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
        headers = {
            "Authorization": f"Basic {secret}",
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
        }
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(address, data, headers, method=method)) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self):
        for _ in range(300):
            try:
                return self.request("GET", "/xAPI/statements?limit=1")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise SystemExit("Ralph's server does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def main(folder):
    statements = read_statements(os.path.join(folder, "lines.json"))
    assert statements, "there are no statements"
    store = Store(folder)
    try:
        store.wait()
        # Its store of files takes one request, and answers each later one with 500.
        status, answer = store.request("POST", "/xAPI/statements", statements)
        assert status == 200, (status, answer)
        assert answer == [statement["id"] for statement in statements], answer
        query = urllib.parse.urlencode({"limit": 100})
        path, found = f"/xAPI/statements?{query}", {}
        while path:
            status, answer = store.request("GET", path)
            assert status == 200, (status, answer)
            for statement in answer["statements"]:
                found[statement["id"]] = statement
            path = answer.get("more")
    finally:
        store.stop()
    assert set(found) == {statement["id"] for statement in statements}
    for statement in statements:
        kept = found[statement["id"]]
        assert {key: kept[key] for key in statement} == statement, (statement, kept)
    print(len(statements), "statements")
    print("ok")


main(sys.argv[1])
