//! What is known of the terminal, and printing that survives a reader who goes away.

use std::env;
use std::io::{self, IsTerminal, Write};

use crate::args::Color;
use crate::failure::{Failure, reason};

/// How standard output is to be written to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Whether a person looks at it.
    pub(crate) terminal: bool,
    /// Whether it understands more than lines.
    pub(crate) dumb: bool,
    pub(crate) colour: bool,
    pub(crate) unicode: bool,
    pub(crate) width: usize,
}

impl Screen {
    /// What standard output is.
    pub(crate) fn stdout(color: Color) -> Self {
        let terminal = io::stdout().is_terminal();
        Self::of(terminal, color)
    }

    /// What standard error is.
    pub(crate) fn stderr(color: Color) -> Self {
        Self::of(io::stderr().is_terminal(), color)
    }

    fn of(terminal: bool, color: Color) -> Self {
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match color {
            Color::Always => true,
            Color::Never => false,
            // See https://no-color.org and https://bixense.com/clicolors: set, to anything but
            // nothing, or to anything but 0.
            Color::Auto => {
                let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
                let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
                set("NO_COLOR").is_none() && (forced || terminal && !dumb)
            }
        };
        Self { terminal, dumb, colour, unicode: unicode(), width: width(terminal) }
    }
}

/// Whether the locale can hold signs beyond ASCII. One that is not set is taken to, as in most
/// containers.
fn unicode() -> bool {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    locale.is_none_or(|locale| {
        // As in `de_DE.ISO-8859-1@euro`; where no encoding is named, it is taken to be UTF-8.
        let encoding = locale.split_once('.').map(|(_, rest)| rest.split('@').next().unwrap_or(rest).to_lowercase());
        locale != "C" && locale != "POSIX" && encoding.is_none_or(|it| it == "utf-8" || it == "utf8")
    })
}

fn width(terminal: bool) -> usize {
    if terminal && let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size() {
        return usize::from(width);
    }
    env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|width| 0 < *width).unwrap_or(80)
}

/// How many lines the terminal has that standard output is, where that is known.
pub(crate) fn rows() -> Option<usize> {
    let (_, terminal_size::Height(rows)) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(rows)).filter(|rows| 0 < *rows)
}

/// Prints to standard output, as the rule for all output has it. A reader who has gone away is no
/// trouble.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_exactly(&scn_text::shown_lines(text))
}

/// Prints to standard output what is data, or has colours and is harmless already.
pub(crate) fn print_exactly(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    settle(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What came of writing to standard output.
pub(crate) fn settle(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {}", reason(&error))))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says on standard error why a command failed. There is nowhere to tell that standard error cannot
/// be written.
pub(crate) fn complain(failure: &Failure) {
    tell(&failure.to_string());
}

/// Says something on standard error, as the rule for all output has it: what a file's name or a
/// word of the command line hides is named.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", scn_text::named_lines(text));
}
