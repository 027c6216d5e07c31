//! Text with values filled in and conditions evaluated.

use scn_story::{Alignment, Block, Callout, Machine, MediaKind, Span, State, ValueNow, When};
pub use scn_text::{Text, Words, plain};

/// The value of `{learner}` for a guest: a word that fits where a name fits, so that "Good morning,
/// {learner}." stays a sentence.
pub const GUEST: &str = "Guest";

/// A block of a body, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownBlock {
    /// A paragraph.
    Paragraph(Text),
    /// Speech.
    Speech {
        /// The speaker.
        speaker: String,
        /// The direction: how it is said.
        direction: Option<String>,
        /// The spoken text.
        text: Text,
    },
    /// A call-out.
    Callout {
        /// The kind of call-out.
        callout: Callout,
        /// Its text.
        text: Text,
    },
    /// An image, audio or video.
    Media {
        /// The kind of media.
        media: MediaKind,
        /// The file, relative to the pack.
        file: String,
        /// Alt text or transcript.
        alternative: Text,
    },
    /// Items of a list. Adjacent lists are parts of one list.
    List {
        /// Whether they are numbered.
        ordered: bool,
        /// The number of the first item, if they are numbered.
        start: u32,
        /// The nesting depth; 0 for a list that is not nested.
        level: u8,
        /// The items.
        items: Vec<Text>,
    },
    /// A quotation, by line.
    Quote(Vec<String>),
    /// Code, by line.
    Code {
        /// The info string after the opening fence.
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
        /// The rows; a row can have fewer or more cells than there are columns.
        rows: Vec<Vec<Text>>,
    },
    /// A heading.
    Heading {
        /// From 1, the highest, to 6.
        level: u8,
        /// Its text.
        text: Text,
    },
    /// A horizontal rule.
    Rule,
}

impl ShownBlock {
    /// Returns whether a blank line separates the block from the previous block. The parts of one
    /// list are not separated.
    #[must_use]
    pub fn is_apart_from(&self, before: &Self) -> bool {
        match (before, self) {
            (Self::List { level: 0, ordered: one, .. }, Self::List { level: 0, ordered: other, .. }) => one != other,
            (Self::List { .. }, Self::List { .. }) => false,
            _ => true,
        }
    }
}

/// Returns the number of the last item of a list, which is the widest.
#[must_use]
pub fn last_number(start: u32, items: usize) -> u64 {
    (u64::from(start) + items as u64).saturating_sub(1)
}

/// Fills values into texts and evaluates their conditions with the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolver<'r> {
    /// The machine and the state that the text is evaluated in; absent for text outside a run.
    pub(crate) seen: Option<(&'r Machine, &'r State<Vec<u64>>)>,
    /// The learner's name.
    pub(crate) learner: &'r str,
}

impl Resolver<'_> {
    /// Returns the blocks of a body whose conditions hold.
    pub(crate) fn body(&self, blocks: &[Block]) -> Vec<ShownBlock> {
        blocks.iter().filter(|block| self.shows(block.when())).map(|block| self.block(block)).collect()
    }

    /// Returns a text outside bodies: a label, a hint, a reason. The machine evaluates conditions
    /// of bodies only; a condition in any other text counts as false.
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

    /// Formats a value; one that does not exist stays as it was written.
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
