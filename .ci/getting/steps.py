#!/usr/bin/env python3
"""Runs the steps of a workflow or an action that are commands, in their order.

Usage: steps.py FILE JOB KEY=VALUE…

JOB is the name of a job, or `-` for an action. Each KEY is an expression, such as `matrix.target`,
and VALUE its value. A step that uses an action of others is named and left out, and so is
one whose condition is false. Needs Python with PyYAML.
"""

import os
import re
import subprocess
import sys

import yaml

EXPRESSION = re.compile(r"\$\{\{ *([^}]*?) *\}\}")


class Steps:
    """The steps of one job, with what expressions stand for."""

    def __init__(self, path, job, values):
        with open(path, encoding="utf-8") as file:
            text = yaml.safe_load(file)
        part = text["runs"] if job == "-" else text["jobs"][job]
        self.steps = part["steps"]
        self.values = values
        for name, described in text.get("inputs", {}).items():
            self.values.setdefault(f"inputs.{name}", described["default"])
        self.env = part.get("env", {})

    def expand(self, text):
        """Returns a text with its expressions replaced. An unknown expression is an error."""
        return EXPRESSION.sub(lambda found: self.values[found[1]], str(text))

    def holds(self, condition):
        """Returns whether a condition of comparisons joined by `&&` is true."""
        parts = [part.strip() for part in condition.split("&&")]
        return all(self.compare(part) for part in parts if part != "always()")

    def compare(self, part):
        left, wanted = (side.strip() for side in part.split("=="))
        return self.values.get(left, "") == wanted.strip("'")

    def run(self):
        """Runs the steps until one fails. Returns the exit status of the last."""
        status = 0
        for step in self.steps:
            name = step.get("name", step.get("uses", "").split("@")[0])
            condition = step.get("if", "")
            if status and "always()" not in condition or condition and not self.holds(condition):
                print(f"-- left out: {name}", flush=True)
                continue
            if "uses" in step:
                print(f"-- not run here: {name}", flush=True)
                continue
            print(f"-- {name}", flush=True)
            status = status or self.command(step)
        return status

    def command(self, step):
        """Runs one command, and keeps what it writes as outputs. Returns its exit status."""
        env = {**self.env, **step.get("env", {})}
        env = {key: self.expand(value) for key, value in env.items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.expand(step["run"])]
        status = subprocess.run(command, env={**os.environ, **env}, check=False).returncode
        if "id" in step and "GITHUB_OUTPUT" in os.environ:
            with open(os.environ["GITHUB_OUTPUT"], encoding="utf-8") as outputs:
                for line in outputs:
                    key, _, value = line.strip().partition("=")
                    self.values[f"steps.{step['id']}.outputs.{key}"] = value
        with open(os.environ["GITHUB_PATH"], encoding="utf-8") as added:
            for line in added.read().split():
                if line not in os.environ["PATH"].split(":"):
                    os.environ["PATH"] = f"{line}:{os.environ['PATH']}"
        return status


def main():
    """Runs the steps that the arguments name."""
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    values = dict(argument.split("=", 1) for argument in sys.argv[3:])
    sys.exit(Steps(sys.argv[1], sys.argv[2], values).run())


if __name__ == "__main__":
    main()
