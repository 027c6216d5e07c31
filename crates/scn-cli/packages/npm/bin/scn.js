#!/usr/bin/env node
// Runs the command that the package for this system contains.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `@scn-lang/${process.platform}-${process.arch}`;
const binary = process.platform === "win32" ? "scn.exe" : "scn";
let path;
try {
  path = require.resolve(`${name}/${binary}`);
} catch {
  console.error(`scn: the package ${name} is not installed: either there is none for this system, or optional dependencies were left out`);
  process.exit(2);
}
// Ctrl-C is for the command: it ends with a status of its own.
process.on("SIGINT", () => {});
const { status, error } = spawnSync(path, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`scn: ${path} cannot be started: ${error.message}`);
  process.exit(2);
}
// Without a status, a signal has ended the command.
process.exit(status ?? 130);
