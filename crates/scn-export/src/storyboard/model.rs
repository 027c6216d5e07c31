//! The document behind all formats: a tree of parts, each with lines of text.

use scn_story::{Alignment, MediaKind};

/// A text: a sequence of runs, each in one style.
pub(super) type Runs = Vec<Run>;

/// Text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// The text.
    pub(super) text: String,
    /// Whether it is emphasised.
    pub(super) emphasis: bool,
    /// Whether it is strong.
    pub(super) strong: bool,
    /// Whether it is code.
    pub(super) code: bool,
    /// Where it leads, if it is a link.
    pub(super) link: Option<Link>,
    /// Whose words they are.
    pub(super) voice: Voice,
    /// How it has changed since the earlier version.
    pub(super) change: Change,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// An address on the web or of mail.
    Address(String),
    /// The part of the document with this anchor.
    Part(String),
}

/// Whose words a run has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Voice {
    /// The author's, in the language of the pack.
    #[default]
    Author,
    /// Those of this document, in English.
    Label,
}

/// How something has changed since the earlier version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Change {
    /// It has not changed, or there is nothing to compare with.
    #[default]
    Same,
    /// It is new.
    Inserted,
    /// It was removed.
    Deleted,
}

/// A line of a part: a paragraph, an item of a list, a row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its form.
    pub(super) shape: Shape,
    /// Its texts: one for each cell of a row of a table, otherwise one.
    pub(super) cells: Vec<Runs>,
    /// Whether the whole line is new or was removed.
    pub(super) change: Change,
}

/// The form of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A paragraph. `indent` is the number of lists or quotations that it is in.
    Text {
        /// How deep it is nested.
        indent: u8,
    },
    /// A remark of this document about the part: a condition, an effect, a target.
    Note,
    /// A heading inside a text.
    Heading,
    /// The first paragraph of an item of a list.
    Item {
        /// The number of lists that it is nested in.
        level: u8,
        /// Its number; absent if the list is not numbered.
        number: Option<u64>,
    },
    /// A quoted line.
    Quote {
        /// How deep it is nested.
        indent: u8,
    },
    /// A line of code.
    Code,
    /// A row of a table.
    Row {
        /// Whether it contains the headings of the columns.
        head: bool,
        /// How the cells of each column are aligned.
        columns: Vec<Alignment>,
    },
    /// A dividing line.
    Rule,
    /// A picture, a sound or a film. Its text is the alternative.
    Media {
        /// The kind of media.
        media: MediaKind,
        /// The file, relative to the pack.
        file: String,
    },
}

/// A part of the document: a situation, a choice, a question, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its kind.
    pub(super) kind: Kind,
    /// Its id, which is unique among the parts of its kind next to it.
    pub(super) id: String,
    /// Its id in the earlier version, if that was another one.
    pub(super) former_id: Option<String>,
    /// What the margin shows: the id in the pack. Empty if it has none.
    pub(super) margin: String,
    /// The title or label.
    pub(super) name: Runs,
    /// Its text and what is said about it.
    pub(super) lines: Vec<Line>,
    /// Its parts, in order.
    pub(super) parts: Vec<Self>,
    /// A drawing or a table that is not compared.
    pub(super) figure: Option<Figure>,
    /// How it has changed.
    pub(super) status: Status,
    /// The anchor that links lead to; unique in the document.
    pub(super) anchor: String,
}

/// How a part has changed since the earlier version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// It has not, or there is nothing to compare with. Its parts may have changed.
    #[default]
    Same,
    /// It has another place among the parts next to it.
    Moved,
    /// Its words, or what is said about it, have changed.
    Changed,
    /// It is new.
    Added,
    /// It was removed.
    Removed,
}

/// The kinds of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The whole document.
    Pack,
    /// A chapter that groups parts of one kind.
    Chapter,
    /// A principle.
    Principle,
    /// A lesson.
    Lesson,
    /// A page of a lesson.
    Page,
    /// A quiz.
    Quiz,
    /// A question.
    Question,
    /// An answer.
    Answer,
    /// A scenario.
    Scenario,
    /// A person who speaks.
    Cast,
    /// A variable.
    Variable,
    /// The graph of a scenario.
    Graph,
    /// A situation.
    Situation,
    /// A choice.
    Choice,
    /// An outcome.
    Outcome,
    /// An ending.
    Ending,
}

impl Kind {
    /// Returns the level of its heading; `None` for a row of a table.
    pub(super) fn heading_level(self) -> Option<u8> {
        match self {
            Self::Pack | Self::Chapter | Self::Scenario => Some(1),
            Self::Lesson | Self::Quiz | Self::Situation | Self::Ending | Self::Graph => Some(2),
            Self::Principle
            | Self::Question
            | Self::Page
            | Self::Answer
            | Self::Cast
            | Self::Variable
            | Self::Choice
            | Self::Outcome => None,
        }
    }

    /// Returns its name in a sentence.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Chapter => "chapter",
            Self::Principle => "principle",
            Self::Lesson => "lesson",
            Self::Page => "page",
            Self::Quiz => "quiz",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Scenario => "scenario",
            Self::Cast => "person",
            Self::Variable => "value",
            Self::Graph => "graph",
            Self::Situation => "situation",
            Self::Choice => "choice",
            Self::Outcome => "outcome",
            Self::Ending => "ending",
        }
    }
}

/// Something that is drawn rather than compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// The graph of a scenario.
    Graph {
        /// The picture.
        svg: String,
        /// What it shows, in sentences.
        summary: String,
        /// The same as a table: where each choice leads.
        rows: Vec<[Runs; 3]>,
    },
    /// A table with a heading for each column, and for each row in its first cell.
    Matrix {
        /// The headings of the columns.
        head: Vec<Runs>,
        /// The rows.
        rows: Vec<Vec<Runs>>,
    },
}

impl Run {
    /// Creates words of the author without styles.
    pub(super) fn author(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Creates words of this document.
    pub(super) fn label(text: impl Into<String>) -> Self {
        Self { text: text.into(), voice: Voice::Label, ..Self::default() }
    }

    /// Returns it in strong type.
    pub(super) fn strong(self) -> Self {
        Self { strong: true, ..self }
    }

    /// Returns it as a link to a part.
    pub(super) fn linking_to(self, anchor: String) -> Self {
        Self { link: Some(Link::Part(anchor)), ..self }
    }

    /// Returns whether it looks the same, apart from its text.
    pub(super) fn has_style_of(&self, other: &Self) -> bool {
        (self.emphasis, self.strong, self.code, &self.link, self.voice, self.change)
            == (other.emphasis, other.strong, other.code, &other.link, other.voice, other.change)
    }
}

impl Line {
    /// Creates a line with one text.
    pub(super) fn new(shape: Shape, text: Runs) -> Self {
        Self { shape, cells: vec![text], change: Change::Same }
    }

    /// Creates a paragraph.
    pub(super) fn text(text: Runs) -> Self {
        Self::new(Shape::Text { indent: 0 }, text)
    }

    /// Creates a remark.
    pub(super) fn note(text: Runs) -> Self {
        Self::new(Shape::Note, text)
    }

    /// Returns its words without their style.
    pub(super) fn words(&self) -> String {
        self.cells.iter().map(|cell| runs_words(cell)).collect::<Vec<_>>().join("\n")
    }
}

impl Part {
    /// Creates a part without any text.
    pub(super) fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            former_id: None,
            margin: String::new(),
            name: Vec::new(),
            lines: Vec::new(),
            parts: Vec::new(),
            figure: None,
            status: Status::Same,
            anchor: String::new(),
        }
    }

    /// Returns the author's words in it and in its parts, without the titles of other parts that it
    /// links to.
    pub(super) fn all_words(&self) -> String {
        let mut out = String::new();
        self.add_words(&mut out);
        out
    }

    fn add_words(&self, out: &mut String) {
        for runs in std::iter::once(&self.name).chain(self.lines.iter().flat_map(|line| &line.cells)) {
            let is_own = |run: &&Run| run.voice == Voice::Author && !matches!(run.link, Some(Link::Part(_)));
            out.extend(runs.iter().filter(is_own).map(|run| run.text.as_str()));
            out.push('\n');
        }
        self.parts.iter().for_each(|part| part.add_words(out));
    }

    /// Adds the anchors of all parts to a list.
    pub(super) fn add_anchors(&self, anchors: &mut Vec<String>) {
        for part in &self.parts {
            anchors.push(part.anchor.clone());
            part.add_anchors(anchors);
        }
    }

    /// Gives every part its anchor: the ids of the parts that contain it, and its own.
    pub(super) fn set_anchors(&mut self, above: &str) {
        for part in &mut self.parts {
            let removed = if part.status == Status::Removed { "removed-" } else { "" };
            let own = format!("{removed}{}-{}", part.kind.noun(), part.id);
            part.anchor = if above.is_empty() { own } else { format!("{above}.{own}") };
            let anchor = part.anchor.clone();
            part.set_anchors(&anchor);
        }
    }
}

/// Returns words without their style.
pub(super) fn runs_words(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}
