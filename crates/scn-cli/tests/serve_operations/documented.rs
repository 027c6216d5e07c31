//! Commands and settings as `examples/SERVER.md` has them.

use std::path::Path;
use std::process::{Command, Output};

use crate::postgres::PostgresServer;

const DOCUMENT: &str = include_str!("../../../../examples/SERVER.md");

/// Returns the block of a language in which some words are.
pub(crate) fn block(language: &str, words: &str) -> String {
    let blocks = DOCUMENT.split("```").skip(1).step_by(2);
    let text = blocks.filter_map(|block| block.strip_prefix(&format!("{language}\n"))).find(|it| it.contains(words));
    text.unwrap_or_else(|| panic!("no block of {language} with {words}")).to_owned()
}

/// Returns the URL of a database as in the document, with the socket of a server of the test.
pub(crate) fn at_server(text: &str, server: &PostgresServer) -> String {
    let socket = server.socket().to_string_lossy().replace('/', "%2F");
    text.replace("%2Fvar%2Frun%2Fpostgresql", &format!("{socket}:{}", server.port()))
}

/// Returns a command for commands of a block, in a folder.
pub(crate) fn shell(commands: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    let scn = Path::new(env!("CARGO_BIN_EXE_scn")).parent().unwrap().to_string_lossy();
    let path = format!("{scn}:{}", std::env::var("PATH").unwrap());
    command.args(["-e", "-c", commands]).current_dir(folder).env("PATH", path).env("HOME", folder);
    command
}

/// Runs commands of a block.
pub(crate) fn run(commands: &str, folder: &Path) -> Output {
    let output = shell(commands, folder).output().unwrap();
    assert!(output.status.success(), "{commands}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Runs commands of a block as whoever administers a server.
pub(crate) fn administer(commands: &str, folder: &Path, server: &PostgresServer) {
    let mut command = shell(commands, folder);
    let path = format!("{}:{}", server.programs().display(), std::env::var("PATH").unwrap());
    command.env("PATH", path).env("PGHOST", server.socket()).env("PGPORT", server.port().to_string());
    let output = command.env("PGUSER", "scn").output().unwrap();
    assert!(output.status.success(), "{commands}\n{}", String::from_utf8_lossy(&output.stderr));
}
