//! Runs `scn` in the folder that is served.

use std::env;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use crate::failure::{Failure, plain_reason};

/// The width of text in columns.
const COLUMNS: &str = "100";

/// The most text that a command may return, in bytes. More is of no use to an assistant.
const MOST: usize = 400_000;

/// The `scn` that runs the tools: this program.
#[derive(Debug)]
pub(super) struct Scn {
    program: PathBuf,
}

/// What a command returned.
#[derive(Debug)]
pub(super) struct Output {
    /// Its exit status; `None` if a signal ended it.
    pub(super) status: Option<i32>,
    pub(super) stdout: String,
    /// What it said besides, without the label `error`.
    pub(super) stderr: String,
}

impl Output {
    /// Returns the output if the status is 0 or 1, and otherwise what went wrong.
    pub(super) fn answered(self) -> Result<Self, String> {
        match self.status {
            Some(0 | 1) => Ok(self),
            Some(_) => Err(self.stderr),
            None => Err(format!("scn was stopped before it had finished\n{}", self.stderr).trim().to_owned()),
        }
    }

    /// Returns the output if the status is 0, and otherwise what went wrong.
    pub(super) fn succeeded(self) -> Result<Self, String> {
        if self.status == Some(0) { Ok(self) } else { Err(self.stderr) }
    }
}

impl Scn {
    /// Finds the program that is running.
    pub(super) fn find() -> Result<Self, Failure> {
        let program = env::current_exe()
            .map_err(|error| Failure::new(format!("the program `scn` cannot be found: {}", plain_reason(&error))))?;
        Ok(Self { program })
    }

    /// Runs a command in a folder, with a text as its input. The process ends when the future is
    /// dropped.
    pub(super) async fn run(&self, folder: &Path, words: &[String], input: &str) -> Result<Output, String> {
        let trouble = |error: io::Error| format!("`scn` cannot be run: {}", plain_reason(&error));
        let input = if input.is_empty() { Stdio::null() } else { file_with(input).map_err(trouble)?.into() };
        let mut command = Command::new(&self.program);
        command.args(["--color", "never"]).args(words).current_dir(folder);
        command.env("COLUMNS", COLUMNS).env("LC_ALL", "C.UTF-8").kill_on_drop(true);
        let output = command.stdin(input).output().await.map_err(trouble)?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let stderr = stderr.trim();
        Ok(Output {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: stderr.strip_prefix("error: ").unwrap_or(stderr).to_owned(),
        })
    }
}

/// Returns a file without a name that holds a text. So a process that does not read its input holds
/// up nobody.
fn file_with(text: &str) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    Ok(file)
}

/// Returns a text that is not too long, cut at the end of a line.
pub(super) fn shortened(text: String) -> String {
    if text.len() <= MOST {
        return text;
    }
    let end = text.floor_char_boundary(MOST);
    let end = text.get(..end).and_then(|start| start.rfind('\n')).map_or(end, |line| line + 1);
    let rest = text.len() - end;
    format!("{}… {rest} more bytes are left out; ask about a part of it", text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{MOST, shortened};

    #[test]
    fn a_long_text_ends_with_a_whole_line_and_says_what_is_missing() {
        assert_eq!(shortened("é\n".to_owned()), "é\n");
        let line = "é".repeat(30) + "\n";
        let text = shortened(line.repeat(MOST / 60));
        let (shown, note) = text.split_once('…').expect("it is cut");
        assert!(shown.len() <= MOST && shown.ends_with(&line), "{note}");
        assert_eq!(
            note,
            format!(" {} more bytes are left out; ask about a part of it", line.len() * (MOST / 60) - shown.len())
        );
        assert!(shortened("é".repeat(MOST)).contains("more bytes"));
    }
}
