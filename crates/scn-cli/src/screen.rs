//! The properties of the terminal, and printing that tolerates a closed pipe.

use std::env;
use std::io::{self, IsTerminal, Write};

use crate::args::Color;
use crate::failure::{Failure, plain_reason};

/// The properties of an output stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Whether it is a terminal.
    pub(crate) terminal: bool,
    /// Whether the terminal understands only plain lines (`TERM=dumb`).
    pub(crate) dumb: bool,
    pub(crate) colour: bool,
    pub(crate) unicode: bool,
    pub(crate) width: usize,
}

impl Screen {
    /// Returns the properties of standard output.
    pub(crate) fn stdout(color: Color) -> Self {
        let terminal = io::stdout().is_terminal();
        Self::with_color(terminal, color)
    }

    /// Returns the properties of standard error.
    pub(crate) fn stderr(color: Color) -> Self {
        Self::with_color(io::stderr().is_terminal(), color)
    }

    fn with_color(terminal: bool, color: Color) -> Self {
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match color {
            Color::Always => true,
            Color::Never => false,
            // See https://no-color.org and https://bixense.com/clicolors: NO_COLOR counts if it is
            // set and not empty, CLICOLOR_FORCE if it is also not 0.
            Color::Auto => {
                let non_empty_var = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
                let forced = non_empty_var("CLICOLOR_FORCE").is_some_and(|value| value != "0");
                non_empty_var("NO_COLOR").is_none() && (forced || terminal && !dumb)
            }
        };
        Self { terminal, dumb, colour, unicode: locale_is_unicode(), width: terminal_width(terminal) }
    }
}

/// Returns whether the locale supports characters beyond ASCII. If no locale is set, as in most
/// containers, it is assumed to.
fn locale_is_unicode() -> bool {
    let non_empty_var = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(non_empty_var);
    locale.is_none_or(|locale| {
        // For example `de_DE.ISO-8859-1@euro`. If no encoding is named, UTF-8 is assumed.
        let encoding = locale.split_once('.').map(|(_, rest)| rest.split('@').next().unwrap_or(rest).to_lowercase());
        locale != "C" && locale != "POSIX" && encoding.is_none_or(|it| it == "utf-8" || it == "utf8")
    })
}

fn terminal_width(terminal: bool) -> usize {
    if terminal && let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size() {
        return usize::from(width);
    }
    env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|width| 0 < *width).unwrap_or(80)
}

/// Returns the number of rows of the terminal on standard output, if known.
pub(crate) fn terminal_rows() -> Option<usize> {
    let (_, terminal_size::Height(rows)) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(rows)).filter(|rows| 0 < *rows)
}

/// Prints to standard output with hidden characters made visible, as in all output. A closed pipe
/// is not an error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_exactly(&scn_text::sanitize_lines(text))
}

/// Prints to standard output without changes: for data, or text that is already safe and may
/// contain colours.
pub(crate) fn print_exactly(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    write_result(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Converts the result of writing to standard output. A closed pipe counts as success.
pub(crate) fn write_result(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {}", plain_reason(&error))))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Prints to standard error why a command failed. If standard error cannot be written, there is
/// nowhere to report it.
pub(crate) fn print_failure(failure: &Failure) {
    print_note(&failure.to_string());
}

/// Prints a message to standard error. Hidden characters, which may come from file names or the
/// command line, are replaced by their names, as in all output.
pub(crate) fn print_note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", scn_text::escape_lines(text));
}
