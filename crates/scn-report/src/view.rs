//! A report with its findings in output order, and helpers that several formats share.

use crate::clean::Glyphs;
use crate::places::{Located, PlaceLocator};
use crate::{Options, Report, ScenarioLine};
use scn_source::{Finding, Place, Run, RunStep, Severity};
use std::cmp::{Ordering, Reverse};

/// Maximum number of characters of an author's text that a message repeats.
const LONGEST_WORDS: usize = 400;

/// A report prepared for writing.
#[derive(Debug)]
pub(crate) struct ReportView<'a> {
    pub(crate) report: &'a Report<'a>,
    pub(crate) options: &'a Options,
    pub(crate) glyphs: Glyphs,
    /// Sorted by file, position, name and message: the order of the formats for machines.
    pub(crate) findings: Vec<&'a Finding>,
    /// Whether any of the findings is an error.
    has_errors: bool,
    places: PlaceLocator<'a>,
}

impl<'a> ReportView<'a> {
    pub(crate) fn new(report: &'a Report<'a>, options: &'a Options) -> Self {
        let glyphs = Glyphs::new(options.unicode);
        let has_errors = report.findings.iter().any(|finding| finding.severity == Severity::Error);
        let places = PlaceLocator::new(report.sources);
        let mut view = Self { report, options, glyphs, findings: Vec::new(), has_errors, places };
        let mut findings: Vec<&Finding> = report.findings.iter().collect();
        findings.sort_by(|a, b| view.compare_findings(a, b));
        view.findings = findings;
        view
    }

    /// The order in which findings are listed.
    pub(crate) fn compare_findings(&self, a: &Finding, b: &Finding) -> Ordering {
        let path_of = |place: Place| self.report.sources.get(place.file).map(scn_source::SourceFile::path);
        let by_place = (path_of(a.place), a.place, a.name.as_str()).cmp(&(path_of(b.place), b.place, b.name.as_str()));
        by_place.then_with(|| a.message.cmp(&b.message))
    }

    pub(crate) fn locate(&mut self, place: Place) -> Located<'a> {
        self.places.locate(place)
    }

    /// The path of a file as it is shown.
    pub(crate) fn shown_path(&self, located: &Located<'_>) -> String {
        self.options.paths.get(&located.id).map_or(located.path, String::as_str).to_owned()
    }

    /// Returns a message as one line. Long text of an author is cut; its location is reported
    /// anyway.
    pub(crate) fn message_line(&self, message: &str) -> String {
        let words = self.glyphs.clean_line(message);
        if words.len() <= LONGEST_WORDS {
            return words.into_owned();
        }
        let cut_part = |part: &str| match part.char_indices().nth(LONGEST_WORDS) {
            Some((at, _)) => format!("{}{}", part.get(..at).unwrap_or_default(), self.glyphs.ellipsis),
            None => part.to_owned(),
        };
        words.split('`').map(cut_part).collect::<Vec<_>>().join("`")
    }

    /// Number of findings with the given severity.
    pub(crate) fn count_severity(&self, severity: Severity) -> u64 {
        self.findings.iter().filter(|finding| finding.severity == severity).map(|_| 1).sum()
    }

    /// Returns the scenario that contains a span, if one is known.
    pub(crate) fn scenario_at(&self, place: Place) -> Option<&'a ScenarioLine> {
        self.report.scenarios.iter().find(|scenario| scenario.contains(place))
    }

    /// Whether a finding is summarized with the others of its name: it is about the writing, and
    /// there are errors.
    fn is_summed(&self, finding: &Finding) -> bool {
        finding.name.is_about_writing()
            && finding.severity != Severity::Error
            && !self.options.list_writing
            && self.has_errors
    }

    /// The findings to list for a person, worst first, then by file and position. Summarized
    /// findings are not included.
    pub(crate) fn listed_findings(&self) -> Vec<&'a Finding> {
        let any = self.findings.iter().any(|finding| self.is_summed(finding));
        let listed = self.findings.iter().copied().filter(|finding| !any || !self.is_summed(finding));
        let mut listed: Vec<&Finding> = listed.collect();
        listed.sort_by_key(|finding| Reverse(finding.severity));
        listed
    }

    /// The summarized findings by name: the first finding of each name, and the count.
    pub(crate) fn summarized_findings(&self) -> Vec<(&'a Finding, u64)> {
        let mut summed: Vec<(&Finding, u64)> = Vec::new();
        if self.has_errors {
            for finding in self.findings.iter().copied().filter(|finding| self.is_summed(finding)) {
                match summed.iter_mut().find(|(first, _)| first.name == finding.name) {
                    Some((_, count)) => *count += 1,
                    None => summed.push((finding, 1)),
                }
            }
        }
        summed.sort_by_key(|(first, _)| Reverse(first.severity));
        summed
    }

    /// The findings to show on a terminal: all that are listed for a person, up to the limit.
    pub(crate) fn shown_findings(&self) -> Vec<&'a Finding> {
        let mut listed = self.listed_findings();
        listed.truncate(self.options.limit.unwrap_or(usize::MAX));
        listed
    }

    /// Returns the command that plays the run of a finding. `None` if it has no run, or one that is
    /// too long to show, or if the run contains characters that cannot be typed safely.
    pub(crate) fn replay_command(&self, finding: &Finding) -> Option<String> {
        let run = finding.run.as_ref().filter(|run| !run.is_empty() && run.len() <= Run::MOST_SHOWN)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/');
        if !run.steps().iter().all(|step| step.to_string().chars().all(is_plain)) {
            return None;
        }
        // A finding outside of every scenario may still have a related location in one.
        let related_scenario = || finding.related.iter().find_map(|related| self.scenario_at(related.place));
        let scenario = self.scenario_at(finding.place).or_else(related_scenario)?;
        let pack = scenario.pack.as_deref().filter(|pack| self.glyphs.clean_line(pack) == **pack)?;
        let words = [pack, &scenario.id, "--choices", &run.join(",")].map(quoted);
        Some(format!("scn play {}", words.join(" ")))
    }
}

/// The shells of a system, as far as quoting differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shells {
    /// A backslash has a meaning of its own.
    Posix,
    /// A backslash is part of every path; before a double quote, a program takes it as an escape.
    Windows,
}

/// Quotes a word for a shell.
///
/// A word of plain characters is returned as it is. Other words are put in double quotes, which
/// every shell supports, or in single quotes if they contain characters that are special inside
/// double quotes.
#[must_use]
pub fn quoted(word: &str) -> String {
    quoted_in(word, if cfg!(windows) { Shells::Windows } else { Shells::Posix })
}

fn quoted_in(word: &str, shells: Shells) -> String {
    let is_windows = shells == Shells::Windows;
    let is_plain = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | ',' | ':' | '@' | '+') || is_windows && c == '\\'
    };
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else if word.contains(['"', '$', '`', '!']) || !is_windows && word.contains('\\') {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        // A backslash at the end would escape the quote after it ("Parsing C command-line
        // arguments" in the documentation of Microsoft C).
        let at_end = word.len() - word.trim_end_matches('\\').len();
        format!("\"{word}{}\"", "\\".repeat(at_end))
    }
}

/// A finding's run in words: `ask → wait`, with the draws of chance after their choice, `ask
/// (outcome 2)`. Of a long run, the first and the last steps, and the number of those between.
pub(crate) fn run_words(run: &Run, between: &str) -> String {
    if run.is_empty() {
        return "at the start, before any choice".to_owned();
    }
    let (first, left_out, last) = run.shown_steps();
    let mut words = String::new();
    push_steps(&mut words, &first, between);
    if 0 < left_out {
        words.push_str(&format!("{between}{}", left_out_words(left_out)));
    }
    push_steps(&mut words, &last, between);
    words
}

/// Returns the words for the steps of a run that are not shown.
pub(crate) fn left_out_words(left_out: usize) -> String {
    format!("({left_out} more {})", if left_out == 1 { "step" } else { "steps" })
}

fn push_steps(words: &mut String, steps: &[&RunStep], between: &str) {
    for step in steps {
        match step {
            RunStep::Outcome(_) => words.push_str(&format!(" ({step})")),
            RunStep::Choose(choice) => {
                if !words.is_empty() {
                    words.push_str(between);
                }
                words.push_str(choice);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Shells, quoted_in};

    #[test]
    fn a_path_is_quoted_for_the_shells_of_its_system() {
        let posix = |word: &str| quoted_in(word, Shells::Posix);
        let windows = |word: &str| quoted_in(word, Shells::Windows);
        for plain in ["late-refund", "courses/a.scn", "C:/courses", "接遇"] {
            assert_eq!((posix(plain), windows(plain)), (plain.to_owned(), plain.to_owned()));
        }
        assert_eq!(windows(r"C:\courses\a.scn"), r"C:\courses\a.scn");
        assert_eq!(windows(r"C:\My Courses\a.scn"), r#""C:\My Courses\a.scn""#);
        assert_eq!(windows(r"C:\My Courses\"), r#""C:\My Courses\\""#);
        assert_eq!(windows(r"Anna's courses"), r#""Anna's courses""#);
        assert_eq!(posix(r"a\b"), r"'a\b'");
        assert_eq!(posix("My Courses/"), r#""My Courses/""#);
        assert_eq!((posix(""), windows("")), (r#""""#.to_owned(), r#""""#.to_owned()));
    }
}
