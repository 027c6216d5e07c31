//! The findings as data, and the reason why the files cannot be played.

use scn_run::phrases::Forms;
use scn_source::Severity;
use scn_story::Story;
use serde::Serialize;
use serde_json::Value;

use crate::content::{Content, LocatedFinding};
use crate::graphs::choice_lines;

/// The maximum number of findings shown: nobody reads more, and each slows the page down.
const SHOWN: usize = 200;

/// The findings that the page shows, most severe first.
#[derive(Debug, Serialize)]
pub(crate) struct FindingsView {
    shown: Vec<FindingView>,
    /// How many others there are.
    more: usize,
}

/// A finding. In its message and help, text in backquotes is an author's.
#[derive(Debug, Serialize)]
struct FindingView {
    name: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    /// The file, the line and the column.
    place: String,
    line: u32,
    /// The line of the file.
    text: String,
    /// The run that shows it, in a scenario that can be played.
    run: Option<FindingRun>,
}

/// The run that shows a finding.
#[derive(Debug, Serialize)]
struct FindingRun {
    scenario: String,
    /// The lines of the wire protocol that make its choices.
    lines: Vec<Value>,
}

impl FindingsView {
    pub(crate) fn new(content: &Content) -> Self {
        let is_playable =
            |id: &str| content.story.as_ref().is_some_and(|story| story.scenarios.iter().any(|it| it.id == id));
        Self {
            shown: content.findings.iter().take(SHOWN).map(|it| FindingView::new(it, is_playable)).collect(),
            more: content.findings.len().saturating_sub(SHOWN),
        }
    }
}

impl FindingView {
    fn new(found: &LocatedFinding, is_playable: impl Fn(&str) -> bool) -> Self {
        let run = found.run.as_ref().filter(|(scenario, _)| is_playable(scenario)).and_then(|(scenario, steps)| {
            let choices = scn_run::parse_choices(&steps.join(",")).ok()?;
            Some(FindingRun { scenario: scenario.clone(), lines: choice_lines(&choices) })
        });
        Self {
            name: found.name,
            severity: found.severity.as_str(),
            message: found.message.clone(),
            help: found.help.clone(),
            place: format!("{}:{}:{}", scn_text::escape_line(&found.file), found.line, found.column),
            line: found.line,
            text: found.text.clone(),
            run,
        }
    }
}

/// The files have errors, and the page shows an earlier story.
const SHOWS_EARLIER_STORY: Forms = Forms::new(
    "The files have an error and cannot be played. This page shows the last version that could; the findings are about the files as they are now.",
    "The files have {count} errors and cannot be played. This page shows the last version that could; the findings are about the files as they are now.",
);

/// The files have errors, and there is no earlier story.
const CANNOT_BE_PLAYED: Forms = Forms::new(
    "The files have an error and cannot be played. Correct them, and this page continues by itself.",
    "The files have {count} errors and cannot be played. Correct them, and this page continues by itself.",
);

/// Explains why the page does not play the current files.
pub(crate) fn find_trouble(content: &Content) -> Option<String> {
    if let Some(trouble) = &content.trouble {
        return Some(scn_text::sanitize_lines(trouble).into_owned());
    }
    let is_empty = |story: &Story| story.scenarios.is_empty() && story.lessons.is_empty() && story.quizzes.is_empty();
    if content.story.as_deref().is_some_and(is_empty) {
        return Some("This pack has no scenario, no lesson and no quiz.".to_owned());
    }
    let errors = content.count_findings(Severity::Error);
    match (errors, content.stale, &content.story) {
        (0, _, _) | (_, false, _) => None,
        (_, true, Some(_)) => Some(SHOWS_EARLIER_STORY.about(errors)),
        (_, true, None) => Some(CANNOT_BE_PLAYED.about(errors)),
    }
}
