//! The content that the page currently shows.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use scn_run::Stories;
use scn_source::{Finding, Place, Severity, Sources};
use scn_story::Story;

use crate::graphs::DrawnGraph;

/// How many earlier stories are kept for pages that are loaded anew. Without the story in which
/// it was played, a run begins again, and an attempt at a quiz continues by the ids of its
/// questions.
const EARLIER: usize = 50;

/// The result of a check.
#[derive(Debug)]
pub struct Update<'u> {
    /// The story; `None` if it cannot be played. The page then keeps the previous story and says
    /// so.
    pub story: Option<Story>,
    /// The story in the words of its source, if `story` is in another language. The page shows both,
    /// side by side.
    pub source: Option<Story>,
    /// All findings.
    pub findings: &'u [Finding],
    /// The files that findings refer to.
    pub sources: &'u Sources,
    /// The places of each scenario, one for each of its files, with its id; findings about a run use
    /// them to name their scenario.
    pub scenarios: &'u [(String, Place)],
    /// The prefix of file paths that makes them relative to the folder where the command was
    /// started.
    pub base: &'u str,
    /// The id of the scenario to show first; `None` for the first one.
    pub first: Option<&'u str>,
    /// The saved files, for the page to name; empty if this is a further result about the same
    /// files.
    pub changed: Vec<String>,
}

/// A finding with its place as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedFinding {
    /// Its name.
    pub name: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// The help.
    pub help: Option<String>,
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
    /// The line of the file, without its indentation.
    pub text: String,
    /// The scenario and the steps of the run that shows it.
    pub run: Option<(String, Vec<String>)>,
}

impl LocatedFinding {
    fn locate(finding: &Finding, update: &Update<'_>) -> Self {
        let file = update.sources.get(finding.place.file);
        let start = finding.place.span.start;
        let position = file.map(|file| file.position(start));
        let text = file.map(|file| file.slice(file.line_span(file.line_index(start))).trim().to_owned());
        let path = file.map(scn_source::SourceFile::path).unwrap_or_default();
        let base = update.base;
        let mut of_file: Vec<_> =
            update.scenarios.iter().filter(|(_, place)| place.file == finding.place.file).collect();
        of_file.sort_by_key(|(_, place)| place.span.start);
        let scenario = of_file.iter().rev().find(|(_, place)| place.span.start <= start).map(|(id, _)| id.clone());
        Self {
            name: finding.name.as_str(),
            severity: finding.severity,
            message: scn_text::escape_lines(&finding.message).into_owned(),
            help: finding.help.as_ref().map(|help| scn_text::escape_lines(help).into_owned()),
            file: if base.is_empty() { path.to_owned() } else { format!("{base}/{path}") },
            line: position.map_or(1, |it| it.line),
            column: position.map_or(1, |it| it.column),
            text: scn_text::escape_lines(&text.unwrap_or_default()).into_owned(),
            run: scenario.zip(finding.run.as_ref().map(|run| run.steps().iter().map(ToString::to_string).collect())),
        }
    }
}

/// The content at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// Increases with every change of any other field.
    pub(crate) version: u64,
    /// Increases when files are saved.
    pub(crate) saves: u64,
    /// Increases with every change of the story.
    pub(crate) edition: u64,
    /// The last story that could be played.
    pub(crate) story: Option<Arc<Story>>,
    /// The same story in the words of its source, if it is in another language.
    pub(crate) source: Option<Arc<Story>>,
    /// The stories before it, by digest, with which it is compared where a page continues.
    pub(crate) earlier: Arc<Stories>,
    /// Their digests, the oldest first.
    digests: VecDeque<String>,
    /// Whether the files have changed since that story and cannot be played now.
    pub(crate) stale: bool,
    /// The findings about the current files, most severe first.
    pub(crate) findings: Arc<Vec<LocatedFinding>>,
    /// The reason why the files cannot be read.
    pub(crate) trouble: Option<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) first: Option<String>,
    /// The graphs, by scenario. That of a changed scenario is kept until the new one is drawn.
    pub(crate) graphs: BTreeMap<String, Arc<DrawnGraph>>,
}

impl Content {
    pub(crate) fn apply_update(&mut self, update: Update<'_>) {
        let mut findings: Vec<LocatedFinding> =
            update.findings.iter().map(|it| LocatedFinding::locate(it, &update)).collect();
        findings.sort_by_key(|it| std::cmp::Reverse(it.severity));
        self.version += 1;
        self.saves += u64::from(!update.changed.is_empty());
        self.findings = Arc::new(findings);
        self.trouble = None;
        self.first = update.first.map(str::to_owned);
        if !update.changed.is_empty() {
            self.changed = update.changed;
        }
        self.stale = update.story.is_none();
        if let Some(story) = update.story {
            let still_exists = |id: &String| story.scenarios.iter().any(|it| it.id == *id);
            self.graphs.retain(|id, _| still_exists(id));
            if self.story.as_deref() != Some(&story) || self.source.as_deref() != update.source.as_ref() {
                self.edition += 1;
                self.source = update.source.map(Arc::new);
                if let Some(before) = self.story.replace(Arc::new(story)) {
                    self.keep_earlier(&before);
                }
            }
        }
    }

    /// Keeps a story that is no longer the current one, unless the current one is the same.
    fn keep_earlier(&mut self, before: &Story) {
        let digest = &before.pack.digest;
        if self.story.as_ref().is_some_and(|now| now.pack.digest == *digest) || self.earlier.contains_key(digest) {
            return;
        }
        let earlier = Arc::make_mut(&mut self.earlier);
        earlier.insert(digest.clone(), before.clone());
        self.digests.push_back(digest.clone());
        if EARLIER < self.digests.len()
            && let Some(oldest) = self.digests.pop_front()
        {
            earlier.remove(&oldest);
        }
    }

    pub(crate) fn count_findings(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|it| it.severity == severity).count()
    }
}
