"""Ralph's server, a learning record store of others, on loopback."""

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


class Store:
    """Ralph's server, with its statements in a folder. `program` are the words that start it with
    Python, before the port; without them, it is started by its own command."""

    def __init__(self, folder, program=None):
        self.port = free_port()
        data = os.path.join(folder, "data")
        os.makedirs(os.path.join(data, "statements"))
        auth = os.path.join(folder, "auth.json")
        self.environment = {
            **os.environ,
            "RALPH_APP_DIR": folder,
            "RALPH_AUTH_FILE": auth,
            "RALPH_RUNSERVER_BACKEND": "fs",
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": data,
            "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": "statements.jsonl",
        }
        ralph = os.path.join(os.path.dirname(sys.executable), "ralph")
        account = ["-M", "mailto:store@example.org", "-s", "all", "-t", "statements", "-w"]
        subprocess.run([ralph, "auth", "-u", NAME, "-p", PASSWORD, *account], env=self.environment, check=True)
        if program:
            self.command = [sys.executable, *program, str(self.port)]
        else:
            self.command = [ralph, "runserver", "-b", "fs", "-h", "127.0.0.1", "-p", str(self.port)]
            self.command += ["--fs-default-directory-path", data, "--fs-default-lrs-file", "statements.jsonl"]
        self.log = open(os.path.join(folder, "log"), "w", encoding="utf-8")
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=self.log, stderr=self.log)

    def kill(self):
        self.process.kill()
        self.process.wait()

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
