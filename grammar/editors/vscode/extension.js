// Starts `scn lsp` and connects it to the editor. All knowledge of the language is in the server.
"use strict";

const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

/** The scn command that the user has configured. */
function command() {
  return vscode.workspace.getConfiguration("scn").get("path", "scn");
}

/** Starts the server; if it is not found, says what to do. */
async function start() {
  const run = { command: command(), args: ["lsp"], transport: TransportKind.stdio };
  client = new LanguageClient("scn", "scn", { run, debug: run }, {
    documentSelector: [{ language: "scn" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{scn.toml,*.scn}") },
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const open = "Open the setting";
    const answer = await vscode.window.showErrorMessage(
      `scn could not be started as \`${run.command}\`: ${error instanceof Error ? error.message : error}. Install scn, or say in the setting scn.path where it is.`,
      open,
    );
    if (answer === open) await vscode.commands.executeCommand("workbench.action.openSettings", "scn.path");
  }
}

/** Stops the server, if it runs. */
async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

/** Runs scn in a terminal of its own, without a shell, so that no part of a file name is run as a command. */
function inTerminal(name, args, cwd) {
  const terminal = vscode.window.createTerminal({ name, shellPath: command(), shellArgs: args, cwd });
  terminal.show();
}

/** The path of the open file. */
function openFile() {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "scn" && document.uri.scheme === "file" ? document.uri.fsPath : undefined;
}

/**
 * Plays a scenario. The server's code lenses pass the file, the scenario and the first situation.
 * @param {{ file: string, scenario?: string, from?: string } | undefined} where
 */
function play(where) {
  const file = where?.file ?? openFile();
  if (!file) return;
  const args = ["play", file];
  if (where?.scenario) args.push(where.scenario);
  if (where?.from) args.push("--from", where.from);
  inTerminal("scn play", args, path.dirname(file));
}

/** Opens the preview of the pack that the open file belongs to; the terminal shows its address. */
function preview() {
  const file = openFile();
  if (file) inTerminal("scn preview", ["preview", "--open", file], path.dirname(file));
}

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("scn.restart", async () => {
      await stop();
      await start();
    }),
    vscode.commands.registerCommand("scn.play", play),
    vscode.commands.registerCommand("scn.preview", preview),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration("scn.path")) return;
      await stop();
      await start();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
