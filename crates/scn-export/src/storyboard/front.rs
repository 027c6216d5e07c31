//! What comes before and after the parts, the same in all formats.

use scn_story::Story;
use scn_text::{counted, listed};

use super::model::{Kind, Part, Run, Runs, Status, runs_words};

/// The headings of the columns beside each part.
pub(super) const COLUMNS: [&str; 3] = ["Id", "Text", "Comments"];

/// The heading of the list of parts.
pub(super) const CONTENTS: &str = "Contents";

/// The heading of the list of changes.
pub(super) const CHANGES: &str = "What has changed";

/// The anchor of the list of changes.
pub(super) const CHANGES_ANCHOR: &str = "changes";

/// The heading of the place to sign.
pub(super) const APPROVAL: &str = "Approval";

/// The anchor of the place to sign.
pub(super) const APPROVAL_ANCHOR: &str = "approval";

/// The columns of the place to sign.
pub(super) const SIGNATURE_COLUMNS: [&str; 5] = ["Name", "Role", "Decision", "Date", "Signature"];

/// The number of people for whom there is a place to sign.
pub(super) const SIGNATURES: usize = 5;

/// The headings of the table that says where choices lead.
pub(super) const GRAPH_COLUMNS: [&str; 3] = ["From", "Choice", "Leads to"];

/// How a storyboard is to be read.
pub(super) const READING: &str = "Everything that learners can read is in this document, also what only some of them \
                                  get to see. Words in [brackets] depend on what has happened before, and a name in \
                                  {braces} is replaced by its value. Ids in the margin name the parts in the files of \
                                  the pack.";

/// Returns what is known about the pack as a whole, as labels and texts.
pub(super) fn facts(story: &Story, since: Option<&Story>) -> Vec<(&'static str, Runs)> {
    let author = |text: &str| vec![Run::author(text)];
    let mut facts = vec![("Pack", author(&story.pack.name))];
    facts.extend(story.pack.version.as_deref().map(|version| ("Version", author(version))));
    facts.extend(story.pack.language.as_deref().map(|language| ("Language", author(language))));
    facts.push(("Digest", author(&story.pack.digest)));
    let count = |count: usize, noun: &str| (0 < count).then(|| counted(count, noun));
    let choices = story.scenarios.iter().flat_map(|it| &it.situations).flat_map(|it| &it.choices);
    let quizzes = match story.quizzes.len() {
        0 => None,
        1 => Some("1 quiz".to_owned()),
        many => Some(format!("{many} quizzes")),
    };
    let counts = [
        count(story.principles.len(), "principle"),
        count(story.lessons.len(), "lesson"),
        quizzes,
        count(story.quizzes.iter().map(|it| it.questions.len()).sum(), "question"),
        count(story.scenarios.len(), "scenario"),
        count(story.scenarios.iter().map(|it| it.situations.len()).sum(), "situation"),
        count(choices.clone().count(), "choice"),
        count(choices.map(|it| it.outcomes.len()).sum(), "outcome"),
    ];
    facts.push(("Size", vec![Run::label(listed(&counts.into_iter().flatten().collect::<Vec<_>>(), "and"))]));
    if let Some(since) = since {
        let version = since.pack.version.as_deref().map(|it| format!("version {it}, ")).unwrap_or_default();
        facts.push(("Compared with", author(&format!("{version}{}", since.pack.digest))));
    }
    facts
}

/// Returns what those who sign state.
pub(super) fn statement(story: &Story) -> String {
    let version = story.pack.version.as_deref().map(|it| format!(", version {it}")).unwrap_or_default();
    format!(
        "I have read this storyboard of the pack {}{version}, with the digest {}.",
        story.pack.name, story.pack.digest
    )
}

/// An entry of a list of links to parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The level of the list that it is in, from 0.
    pub(super) level: u8,
    /// Its text.
    pub(super) text: Runs,
}

/// Returns the table of contents: the parts with a heading.
pub(super) fn contents(document: &Part, is_compared: bool) -> Vec<Entry> {
    let link = |text: &str, anchor: &str| vec![Run::label(text).linking_to(anchor.to_owned())];
    let mut entries = Vec::new();
    if is_compared {
        entries.push(Entry { level: 0, text: link(CHANGES, CHANGES_ANCHOR) });
    }
    for part in &document.parts {
        add_contents(part, &mut entries);
    }
    entries.push(Entry { level: 0, text: link(APPROVAL, APPROVAL_ANCHOR) });
    entries
}

fn add_contents(part: &Part, entries: &mut Vec<Entry>) {
    let Some(level) = part.kind.heading_level() else { return };
    if part.kind == Kind::Graph || part.status == Status::Removed {
        return;
    }
    entries.push(Entry { level: level.saturating_sub(1), text: linked_name(part) });
    part.parts.iter().for_each(|part| add_contents(part, entries));
}

/// Returns the title of a part as a link to it. The words that were removed from it are left out.
fn linked_name(part: &Part) -> Runs {
    let is_shown = |run: &&Run| run.change != super::model::Change::Deleted || part.status == Status::Removed;
    let text: String = part.name.iter().filter(is_shown).map(|run| run.text.as_str()).collect();
    let text = if text.trim().is_empty() { part.margin.clone() } else { shorten(&text) };
    let is_label = part.name.iter().any(|run| run.voice == super::model::Voice::Label);
    let run = if is_label { Run::label(text) } else { Run::author(&text) };
    vec![run.linking_to(part.anchor.clone())]
}

/// Returns the beginning of a long text.
fn shorten(text: &str) -> String {
    const MOST: usize = 90;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// Returns the word for how a part has changed; empty if it has not.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Same => "",
        Status::Moved => "Moved",
        Status::Changed => "Changed",
        Status::Added => "New",
        Status::Removed => "Removed",
    }
}

/// Returns whether a part, or anything in it, has changed.
pub(super) fn has_changes(part: &Part) -> bool {
    part.status != Status::Same || part.parts.iter().any(has_changes)
}

/// Returns the changes of a document: a sentence, and an entry for each part that has changed.
pub(super) fn changes(document: &Part) -> (String, Vec<Entry>) {
    let mut counts = [0_usize; 4];
    let mut entries = Vec::new();
    if document.status != Status::Same {
        entries.push(Entry { level: 0, text: vec![Run::label("The title of the pack has changed.")] });
    }
    document.parts.iter().for_each(|part| add_changes(part, &mut counts, &mut entries));
    let [moved, changed, added, removed] = counts;
    let words = [(changed, "changed"), (added, "new"), (removed, "removed"), (moved, "moved")];
    let words: Vec<String> =
        words.iter().filter(|(count, _)| 0 < *count).map(|(count, word)| format!("{count} {word}")).collect();
    let sentence = if entries.is_empty() {
        "Nothing has changed.".to_owned()
    } else if words.is_empty() {
        "Everything else is unchanged.".to_owned()
    } else {
        format!("Parts: {}. Everything that is not marked is unchanged.", listed(&words, "and"))
    };
    (sentence, entries)
}

fn add_changes(part: &Part, counts: &mut [usize; 4], entries: &mut Vec<Entry>) {
    let index = match part.status {
        Status::Same => None,
        Status::Moved => Some(0),
        Status::Changed => Some(1),
        Status::Added => Some(2),
        Status::Removed => Some(3),
    };
    if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
        *count += 1;
        let mut text = vec![Run::label(format!("{}: ", status_word(part.status))).strong()];
        // The margin of a page says that it is one.
        if part.kind != Kind::Page {
            text.push(Run::label(format!("{} ", part.kind.noun())));
        }
        text.extend(linked_name(part));
        if !part.margin.is_empty() && !part.name.is_empty() && runs_words(&part.name) != part.margin {
            text.push(Run::label(format!(" ({})", part.margin)));
        }
        if let Some(former) = &part.former_id {
            text.push(Run::label(format!(", formerly {former}")));
        }
        entries.push(Entry { level: 0, text });
    }
    // What is in a new or removed part is new or removed too.
    if !matches!(part.status, Status::Added | Status::Removed) {
        part.parts.iter().for_each(|part| add_changes(part, counts, entries));
    }
}

/// Returns what the margin shows beside a part, in lines.
pub(super) fn margin_lines(part: &Part) -> Vec<Run> {
    let mut lines = Vec::new();
    if !part.margin.is_empty() {
        lines.push(Run { code: true, ..Run::label(part.margin.clone()) });
    }
    if let Some(former) = &part.former_id {
        lines.push(Run::label(format!("formerly {former}")));
    }
    if part.status != Status::Same {
        lines.push(Run::label(status_word(part.status)).strong());
    }
    lines
}

/// Returns the line that begins a part without a heading: what it is, and its title or label.
pub(super) fn row_title(part: &Part) -> Runs {
    let noun = part.kind.noun();
    let mut chars = noun.chars();
    let word: String = chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect();
    let word = if part.kind == Kind::Page { String::new() } else { word };
    let mut runs = Vec::new();
    if !word.is_empty() {
        runs.push(Run::label(if part.name.is_empty() { word } else { format!("{word}: ") }).strong());
    }
    runs.extend(part.name.iter().map(|run| Run { strong: true, ..run.clone() }));
    runs
}

/// A piece of the document in reading order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'p> {
    /// A heading with its level, of a part.
    Heading(u8, &'p Part),
    /// Whether everything in the part above is as it was.
    Unchanged,
    /// Rows of a table: the part's own text, or a part without a heading.
    Row(&'p Part),
    /// A drawing or a matrix.
    Figure(&'p Part),
}

/// Returns the pieces of a document in reading order. Rows that follow each other form one table.
pub(super) fn pieces(document: &Part, is_compared: bool) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for part in &document.parts {
        add_pieces(part, is_compared, &mut pieces);
    }
    pieces
}

fn add_pieces<'p>(part: &'p Part, is_compared: bool, pieces: &mut Vec<Piece<'p>>) {
    match part.kind.heading_level() {
        Some(level) => {
            pieces.push(Piece::Heading(level, part));
            let is_described = matches!(part.kind, Kind::Scenario | Kind::Lesson | Kind::Quiz | Kind::Chapter);
            if is_compared && is_described && part.figure.is_none() && !has_changes(part) {
                pieces.push(Piece::Unchanged);
            }
            if part.figure.is_some() {
                pieces.push(Piece::Figure(part));
            } else if !part.lines.is_empty() {
                pieces.push(Piece::Row(part));
            }
        }
        None => pieces.push(Piece::Row(part)),
    }
    part.parts.iter().for_each(|part| add_pieces(part, is_compared, pieces));
}
