//! Text with nothing left to decide: values put in, conditions judged.

use scn_story::{Alignment, Block, Callout, Machine, MediaKind, Span, State, ValueNow, When};
pub use scn_text::{Text, Words, plain};

/// What `{learner}` says for a guest: a word that can stand where a name stands, so that "Good
/// morning, {learner}." stays a sentence.
pub const GUEST: &str = "Guest";

/// A piece of a body, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownBlock {
    /// A paragraph.
    Paragraph(Text),
    /// Somebody speaks.
    Speech {
        /// Who.
        speaker: String,
        /// How.
        direction: Option<String>,
        /// What is said.
        text: Text,
    },
    /// A call-out.
    Callout {
        /// Which.
        callout: Callout,
        /// Its text.
        text: Text,
    },
    /// A picture, sound or film.
    Media {
        /// Which.
        media: MediaKind,
        /// The file, relative to the pack.
        file: String,
        /// Alt text or transcript.
        alternative: Text,
    },
    /// Items of a list. Lists directly after each other are parts of one list.
    List {
        /// Whether they are numbered.
        ordered: bool,
        /// The number of the first, where they are numbered.
        start: u32,
        /// How many lists they are nested in.
        level: u8,
        /// The items.
        items: Vec<Text>,
    },
    /// Quoted matter, line by line.
    Quote(Vec<String>),
    /// Code, line by line.
    Code {
        /// What stands after the opening fence.
        info: Option<String>,
        /// The lines.
        lines: Vec<String>,
    },
    /// A table.
    Table {
        /// How the cells of each column are aligned.
        columns: Vec<Alignment>,
        /// The headings of the columns.
        head: Vec<Text>,
        /// The rows; a row can have fewer cells than there are columns, or more.
        rows: Vec<Vec<Text>>,
    },
    /// A heading.
    Heading {
        /// From 1, the highest, to 6.
        level: u8,
        /// Its text.
        text: Text,
    },
    /// A line between two parts of the text.
    Rule,
}

impl ShownBlock {
    /// Whether a blank line stands between the block and the one before it. It does not between the
    /// parts of one list.
    #[must_use]
    pub fn is_apart_from(&self, before: &Self) -> bool {
        match (before, self) {
            (Self::List { level: 0, ordered: one, .. }, Self::List { level: 0, ordered: other, .. }) => one != other,
            (Self::List { .. }, Self::List { .. }) => false,
            _ => true,
        }
    }
}

/// The number of the last item of a list: it is the widest.
#[must_use]
pub fn last_number(start: u32, items: usize) -> u64 {
    (u64::from(start) + items as u64).saturating_sub(1)
}

/// Puts values into texts, and judges their conditions by the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolver<'r> {
    /// The machine and the state that the text sees; absent for text that belongs to no run.
    pub(crate) seen: Option<(&'r Machine, &'r State<Vec<u64>>)>,
    /// The learner's name.
    pub(crate) learner: &'r str,
}

impl Resolver<'_> {
    /// The blocks of a body that show now.
    pub(crate) fn body(&self, blocks: &[Block]) -> Vec<ShownBlock> {
        blocks.iter().filter(|block| self.shows(block.when())).map(|block| self.block(block)).collect()
    }

    /// A text outside bodies: a label, a hint, a reason. The machine judges the conditions of
    /// bodies only; should there be one here, it counts as not holding.
    pub(crate) fn text(&self, spans: &[Span]) -> Text {
        let mut text = Text::new();
        self.add(spans, false, &mut text);
        text
    }

    fn shows(&self, when: &When) -> bool {
        match when {
            When::Always => true,
            When::If(cond) => self.held(cond),
            When::Otherwise(cond) => !self.held(cond),
        }
    }

    fn held(&self, cond: &scn_story::Cond) -> bool {
        self.seen.and_then(|(machine, state)| machine.held(state, cond.site)).unwrap_or(false)
    }

    fn block(&self, block: &Block) -> ShownBlock {
        match block {
            Block::Paragraph { text, .. } => ShownBlock::Paragraph(self.inside(text)),
            Block::Speech { speaker, direction, text, .. } => {
                ShownBlock::Speech { speaker: speaker.clone(), direction: direction.clone(), text: self.inside(text) }
            }
            Block::Callout { callout, text, .. } => ShownBlock::Callout { callout: *callout, text: self.inside(text) },
            Block::Media { media, file, alternative, .. } => {
                ShownBlock::Media { media: *media, file: file.clone(), alternative: self.inside(alternative) }
            }
            Block::List { ordered, start, level, items, .. } => {
                ShownBlock::List { ordered: *ordered, start: *start, level: *level, items: self.cells(items) }
            }
            Block::Quote { lines, .. } => ShownBlock::Quote(lines.clone()),
            Block::Code { info, lines, .. } => ShownBlock::Code { info: info.clone(), lines: lines.clone() },
            Block::Table { columns, head, rows, .. } => ShownBlock::Table {
                columns: columns.clone(),
                head: self.cells(head),
                rows: rows.iter().map(|row| self.cells(row)).collect(),
            },
            Block::Heading { level, text, .. } => ShownBlock::Heading { level: *level, text: self.inside(text) },
            Block::Rule { .. } => ShownBlock::Rule,
        }
    }

    fn cells(&self, cells: &[Vec<Span>]) -> Vec<Text> {
        cells.iter().map(|cell| self.inside(cell)).collect()
    }

    fn inside(&self, spans: &[Span]) -> Text {
        let mut text = Text::new();
        self.add(spans, true, &mut text);
        text
    }

    fn add(&self, spans: &[Span], judge: bool, into: &mut Text) {
        for span in spans {
            match span {
                Span::Text { text, emphasis, strong, code, link } => into.push(Words {
                    text: text.clone(),
                    emphasis: *emphasis,
                    strong: *strong,
                    code: *code,
                    link: link.clone(),
                }),
                Span::Value { value } => into.push(Words { text: self.value(value), ..Words::default() }),
                Span::If { when, then, otherwise } => {
                    let words = if judge && self.held(when) { then } else { otherwise };
                    self.add(words, judge, into);
                }
            }
        }
    }

    /// A value in words; one that there is not stays as it was written.
    fn value(&self, id: &str) -> String {
        if id == "learner" {
            return self.learner.to_owned();
        }
        match self.seen.and_then(|(machine, state)| machine.value(state, id)) {
            Some(ValueNow::Number(number)) => number.to_string(),
            Some(ValueNow::Flag(value)) => (if value { "yes" } else { "no" }).to_owned(),
            Some(ValueNow::Word(word)) => word.to_owned(),
            None => format!("{{{id}}}"),
        }
    }
}
