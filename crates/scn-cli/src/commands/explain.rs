//! `scn explain`: the page of a finding, of a keyword or term of the language, or of the events.

use std::fmt::Write;

use scn_run::{events_page, events_schema};
use scn_source::{Name, keywords, nearest_name, term_page};

use crate::args::{Color, ExplainArgs};
use crate::documents;
use crate::failure::Failure;
use crate::screen::{Screen, print, print_exactly};
use scn_text::wrap::prose;

/// The name of the page about the lines of `scn play --events`. No finding has this name.
const EVENTS: &str = "events";

/// The name of the JSON Schema of these lines.
const EVENTS_SCHEMA: &str = "events-schema";

/// The name of the guide for authors.
const GUIDE: &str = "guide";

/// The name of the language in short, for assistants.
const SHORT: &str = "llms.txt";

/// Shows the page of a finding, a keyword, a term or the events, or lists all findings.
pub(crate) fn run(args: &ExplainArgs, color: Color) -> Result<u8, Failure> {
    let screen = Screen::stdout(color);
    let Some(written) = &args.name else {
        print(&findings_list(screen.terminal.then_some(screen.width)))?;
        return Ok(0);
    };
    let page = match written.trim() {
        EVENTS_SCHEMA => return print_exactly(&events_schema()).map(|()| 0),
        SHORT => return print_exactly(documents::SHORT).map(|()| 0),
        EVENTS => Some(events_page()),
        GUIDE => Some(documents::GUIDE),
        name => Name::from_exact_str(name).map(Name::page),
    };
    let page = page.map(without_links_to_files).or_else(|| term_page(written));
    let Some(page) = page else {
        let failure = Failure::new(format!("there is no finding, keyword or term `{written}`"));
        let known = Name::ALL.iter().map(|name| name.as_str()).chain([EVENTS, GUIDE, SHORT]).chain(keywords());
        return Err(match nearest_name(written, known) {
            Some(near) => failure.with_help(format!("did you mean `{near}`? `scn explain` lists all")),
            None => failure.with_help(match similar_names(written).as_slice() {
                [] => "`scn explain` lists all".to_owned(),
                some => format!("similar names: `{}`; `scn explain` lists all", some.join("`, `")),
            }),
        });
    };
    let options = scn_report::Options {
        width: screen.width,
        colour: screen.colour,
        unicode: screen.unicode,
        ..scn_report::Options::default()
    };
    print_exactly(&scn_report::explain(&page, &options))?;
    Ok(0)
}

/// Returns a page with the words of links to other files of the project in place of those links:
/// whoever has only the program does not have the files.
fn without_links_to_files(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("](../") {
        let Some((open, (_, behind))) = before.rfind('[').zip(after.split_once(')')) else { break };
        out.push_str(before.get(..open).unwrap_or_default());
        out.push_str(before.get(open + 1..).unwrap_or_default());
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Returns the names of findings that have the most words in common with `written`.
fn similar_names(written: &str) -> Vec<&'static str> {
    let words: Vec<String> = written.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let count_common = |name: &str| words.iter().filter(|word| name.split('-').any(|part| part == *word)).count();
    let all_names = || Name::ALL.iter().map(|name| name.as_str());
    let most = all_names().map(count_common).max().unwrap_or_default();
    all_names().filter(|name| 0 < most && count_common(name) == most).collect()
}

/// Lists all findings, one per line, wrapped to the width of the terminal if there is one.
fn findings_list(columns: Option<usize>) -> String {
    let widest = Name::ALL.iter().map(|name| name.as_str().len()).max().unwrap_or_default();
    let mut text = String::new();
    for name in Name::ALL {
        let severity = name.default_severity().as_str();
        let indent = widest + 11;
        let room = columns.map(|columns| columns.saturating_sub(indent).max(24));
        let summary = match room {
            Some(room) => prose(name.summary(), room, "", "").join(&format!("\n{:indent$}", "")),
            None => name.summary().to_owned(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{:widest$}  {severity:7}  {summary}", name.as_str());
    }
    let closing_note = "`scn explain NAME` explains one of them in detail, with an example. `scn explain Choice` does the same for a keyword, and `scn explain coverage` for a term of the language. `scn explain events` describes the lines of `scn play --events`.";
    let lines = prose(closing_note, columns.unwrap_or(usize::MAX), "", "");
    text.push_str(&format!("\n{}\n", lines.join("\n")));
    text
}

#[cfg(test)]
mod tests {
    use super::without_links_to_files;

    #[test]
    fn a_link_to_a_file_is_its_words() {
        let page = "See [the\nguide](../GUIDE.md#top) and [a page](https://example.org), [x](../y) and so on.";
        let shown = "See the\nguide and [a page](https://example.org), x and so on.";
        assert_eq!(without_links_to_files(page), shown);
        for page in [crate::documents::GUIDE, scn_run::events_page()] {
            assert!(!without_links_to_files(page).contains("](../"));
        }
    }
}
