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
    let mut scn = Args::command().disable_help_subcommand(true);
    scn.build();
    if let Some(dir) = &args.dir {
        return write_all_pages(&scn, dir);
    }
    let Some(written) = &args.command else {
        print_exactly(&man_page(&scn, "scn"))?;
        return Ok(0);
    };
    let command_names = || scn.get_subcommands().map(Command::get_name);
    let Some(command) = scn.find_subcommand(written) else {
        let failure = Failure::new(format!("there is no command `{written}`"));
        return Err(match nearest_name(written, command_names()) {
            Some(near) => failure.with_help(format!("did you mean `{near}`?")),
            None => {
                failure.with_help(format!("the commands are `{}`", command_names().collect::<Vec<_>>().join("`, `")))
            }
        });
    };
    print_exactly(&man_page(command, &format!("scn-{}", command.get_name())))?;
    Ok(0)
}

/// Writes the page of every command.
fn write_all_pages(scn: &Command, dir: &Path) -> Result<u8, Failure> {
    fs::create_dir_all(dir)
        .map_err(|error| Failure::new(format!("`{}` cannot be created: {}", dir.display(), plain_reason(&error))))?;
    let mut pages = vec![("scn".to_owned(), man_page(scn, "scn"))];
    for command in scn.get_subcommands() {
        let name = format!("scn-{}", command.get_name());
        let text = man_page(command, &name);
        pages.push((name, text));
    }
    for (name, text) in &pages {
        save(&dir.join(format!("{name}.1")), text)?;
    }
    print(&format!("wrote {} pages to {}\n", pages.len(), dir.display()))?;
    Ok(0)
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
    use super::{escape_non_ascii, latest_release};

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
