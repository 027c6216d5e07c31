"""Sends the statements of attempts to Ralph, a learning record store of others, and reads them back.

    python ralph_lrs.py FOLDER

FOLDER has `lines.json`, with an attempt and its statements on each line. Starts Ralph's server on
loopback with a store in FOLDER. Prints how many statements it took, then `ok`.
"""

import json
import os
import sys
import urllib.parse

from ralph_store import Store


def read_statements(path):
    with open(path, encoding="utf-8") as lines:
        attempts = [json.loads(line) for line in lines.read().split("\n") if line]
    return [statement for attempt in attempts for statement in attempt.get("expected", [])]


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
