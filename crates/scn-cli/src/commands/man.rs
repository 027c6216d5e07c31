//! `scn man`.

use std::env;
use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use jiff::Timestamp;
use scn_source::nearest_name;

use crate::args::{Args, ManArgs};
use crate::failure::{Failure, plain_reason};
use crate::save::save;
use crate::screen::{print, print_exactly};

/// The changes of each release, with its date.
const CHANGELOG: &str = include_str!("../../../../CHANGELOG.md");

/// The program and version that the pages describe.
const SOURCE: &str = concat!("scn ", env!("CARGO_PKG_VERSION"));

/// The day of the first commit, used before the first release.
const BEGAN: &str = "2026-11-24";

/// Prints a page, or writes all of them.
pub(crate) fn run(args: &ManArgs) -> Result<u8, Failure> {
    let scn = scn_command();
    if let Some(dir) = &args.dir {
        return write_all_pages(&scn, dir);
    }
    let (mut command, mut name) = (&scn, "scn".to_owned());
    for written in &args.command {
        command = find_command(command, written, &name)?;
        name = format!("{name}-{}", command.get_name());
    }
    print_exactly(&man_page(command, &name))?;
    Ok(0)
}

/// Returns the whole command, complete for its pages.
fn scn_command() -> Command {
    let mut scn = without_help_subcommands(Args::command());
    scn.build();
    scn
}

/// Returns a command without the subcommands `help`, which have no page of their own.
fn without_help_subcommands(command: Command) -> Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help_subcommands)
}

/// Returns a subcommand by its name.
///
/// # Errors
///
/// If there is none.
fn find_command<'c>(of: &'c Command, written: &str, name: &str) -> Result<&'c Command, Failure> {
    let command_names = || of.get_subcommands().map(Command::get_name);
    of.find_subcommand(written).ok_or_else(|| {
        let words = name.replace('-', " ");
        let (failure, known) = if name == "scn" {
            (format!("there is no command `{written}`"), "the commands are")
        } else {
            (format!("`{words}` has no command `{written}`"), "its commands are")
        };
        let failure = Failure::new(failure);
        let names: Vec<&str> = command_names().collect();
        match nearest_name(written, command_names()) {
            Some(near) => failure.with_help(format!("did you mean `{near}`?")),
            None if names.is_empty() => failure,
            None => failure.with_help(format!("{known} `{}`", names.join("`, `"))),
        }
    })
}

/// Writes the page of every command and subcommand.
fn write_all_pages(scn: &Command, dir: &Path) -> Result<u8, Failure> {
    fs::create_dir_all(dir)
        .map_err(|error| Failure::new(format!("`{}` cannot be created: {}", dir.display(), plain_reason(&error))))?;
    let mut pages = Vec::new();
    add_pages(scn, "scn", &mut pages);
    for (name, text) in &pages {
        save(&dir.join(format!("{name}.1")), text)?;
    }
    print(&format!("wrote {} pages to {}\n", pages.len(), dir.display()))?;
    Ok(0)
}

/// Adds the pages of a command and of all its subcommands, each with its name.
fn add_pages(command: &Command, name: &str, pages: &mut Vec<(String, String)>) {
    pages.push((name.to_owned(), man_page(command, name)));
    for subcommand in command.get_subcommands() {
        add_pages(subcommand, &format!("{name}-{}", subcommand.get_name()), pages);
    }
}

/// Returns the page of a command in the format of `man`.
fn man_page(command: &Command, name: &str) -> String {
    let mut text = Vec::new();
    // Writing to a vector does not fail.
    let man = Man::new(command.clone()).title(name.to_uppercase()).date(page_date()).source(SOURCE).manual("scn");
    let _ = man.render(&mut text);
    // A page is ASCII, since old page readers do not know other characters.
    escape_non_ascii(&String::from_utf8_lossy(&text))
}

/// Returns the date shown on the pages, chosen so that the pages are reproducible: that of
/// SOURCE_DATE_EPOCH, else of the last release in the changelog, else the day of the first commit.
fn page_date() -> String {
    let seconds = env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.trim().parse().ok());
    let from_environment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    from_environment.map_or_else(
        || latest_release(CHANGELOG).unwrap_or(BEGAN).to_owned(),
        |moment| moment.strftime("%Y-%m-%d").to_string(),
    )
}

/// Returns the date of the newest release in a changelog: that of the first heading such as `##
/// [1.2.3] - 2026-11-24`.
fn latest_release(changelog: &str) -> Option<&str> {
    let headings = changelog.lines().filter(|line| line.starts_with("## ["));
    headings.filter_map(|line| line.split_once("] - ")).map(|(_, date)| date.trim()).next()
}

/// Returns a page in ASCII: other characters become escapes of roff with their code points.
fn escape_non_ascii(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for c in page.chars() {
        match c {
            '…' => out.push_str("..."),
            c if c.is_ascii() => out.push(c),
            c => out.push_str(&format!("\\[u{:04X}]", u32::from(c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{add_pages, escape_non_ascii, latest_release, scn_command};

    #[test]
    fn every_page_that_a_page_refers_to_exists() {
        let mut pages = Vec::new();
        add_pages(&scn_command(), "scn", &mut pages);
        let names: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        let mut references = BTreeSet::new();
        for (_, text) in &pages {
            let text = text.replace("\\-", "-");
            let pieces = text.split("(1)").filter_map(|before| before.rsplit(char::is_whitespace).next());
            references.extend(pieces.filter(|name| name.starts_with("scn-")).map(str::to_owned));
        }
        assert!(references.contains("scn-records-forget"), "{references:?}");
        let missing: Vec<&String> = references.iter().filter(|name| !names.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn the_date_is_that_of_the_newest_release() {
        assert_eq!(
            latest_release("# C\n\n## [Unreleased]\n\n## [0.2.0] - 2027-01-30\n\n## [0.1.0] - 2026-12-01\n"),
            Some("2027-01-30")
        );
        assert_eq!(latest_release("## [Unreleased]\n\n### Added\n"), None);
    }

    #[test]
    fn a_page_is_ascii() {
        assert_eq!(escape_non_ascii("CHOICE,… é “x”"), "CHOICE,... \\[u00E9] \\[u201C]x\\[u201D]");
    }
}
