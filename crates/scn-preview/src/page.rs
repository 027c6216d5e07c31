//! What the page shows besides the graph and what it asks about a moment: the story that it
//! plays, and the findings.

use scn_source::Severity;
use scn_story::{Story, is_right_to_left};
use scn_web::StorySettings;
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::findings::{FindingsView, find_trouble};

/// A request for what the page shows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContentRequest {
    /// The edition of the story that the page has; absent if it has none.
    edition: Option<u64>,
    /// The digests of earlier stories that the page needs to continue what it has kept.
    digests: Vec<String>,
}

/// What the page shows.
#[derive(Debug, Serialize)]
pub(crate) struct ContentView<'c> {
    version: u64,
    /// Increases when files were read again.
    saves: u64,
    /// Increases with every change of the story.
    edition: u64,
    /// The current story; absent if the page has it already, or if there is none.
    story: Option<StoryView<'c>>,
    /// The current story in the words of its source, with `story`; absent if that is its language.
    source: Option<SourceView<'c>>,
    /// The earlier stories that the page has asked for, as far as they are kept.
    earlier: Vec<StoryView<'c>>,
    /// The id of the scenario to show first; absent for the first one.
    first: Option<&'c str>,
    /// `rtl` if the language of the story is written from right to left, else `ltr`.
    direction: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: FindingsView,
    /// The reason why the page does not play the current files. Text in backquotes is an author's.
    trouble: Option<String>,
    /// The files that were saved last.
    changed: Vec<String>,
}

/// A story with what the page needs to play it.
#[derive(Debug, Serialize)]
struct StoryView<'s> {
    story: &'s Story,
    #[serde(flatten)]
    settings: StorySettings<'s>,
}

impl<'s> StoryView<'s> {
    fn new(story: &'s Story) -> Self {
        Self { story, settings: StorySettings::new(story) }
    }
}

/// A story in the words of its source.
#[derive(Debug, Serialize)]
struct SourceView<'s> {
    #[serde(flatten)]
    story: StoryView<'s>,
    direction: &'static str,
}

/// Returns `rtl` if the language of a story is written from right to left, else `ltr`.
fn direction(story: Option<&Story>) -> &'static str {
    let is_rtl = story.and_then(|it| it.pack.language.as_deref()).is_some_and(is_right_to_left);
    if is_rtl { "rtl" } else { "ltr" }
}

impl<'c> ContentView<'c> {
    /// Returns what the page shows.
    pub(crate) fn new(content: &'c Content, ask: &ContentRequest) -> Self {
        let story = content.story.as_deref();
        let is_new = ask.edition != Some(content.edition);
        let source = content.source.as_deref().filter(|_| is_new);
        let earlier = ask.digests.iter().filter_map(|digest| content.earlier.get(digest));
        Self {
            version: content.version,
            saves: content.saves,
            edition: content.edition,
            story: story.filter(|_| is_new).map(StoryView::new),
            source: source
                .map(|source| SourceView { story: StoryView::new(source), direction: direction(Some(source)) }),
            earlier: earlier.map(StoryView::new).collect(),
            first: content.first.as_deref(),
            direction: direction(story),
            errors: content.count_findings(Severity::Error),
            warnings: content.count_findings(Severity::Warning),
            notes: content.count_findings(Severity::Hint),
            findings: FindingsView::new(content),
            trouble: find_trouble(content),
            changed: content.changed.iter().map(|file| scn_text::escape_line(file).into_owned()).collect(),
        }
    }
}
