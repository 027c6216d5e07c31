//! Text with values filled in and conditions evaluated.

use std::borrow::Cow;

use schemars::JsonSchema;
use scn_story::{Alignment, Block, Callout, Machine, MediaKind, Span, State, When};
pub use scn_text::{Text, Words, plain_text};
use serde::Serialize;

/// The value of `{learner}` for a guest: a word that fits where a name fits, so that "Good morning,
/// {learner}." stays a sentence.
pub const GUEST: &str = "Guest";

/// A block of a body, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[schemars(rename = "BlockView", description = "A block of a text.")]
pub enum ShownBlock {
    /// A paragraph.
    Paragraph {
        /// Its text.
        text: Text,
    },
    /// Speech.
    Speech {
        /// The speaker.
        speaker: String,
        /// The direction: how it is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        /// The file, relative to the pack, with forward slashes.
        file: String,
        /// Alt text or transcript.
        alternative: Text,
    },
    /// Items of a list. Adjacent lists are parts of one list, at different depths.
    List {
        /// Whether they are numbered.
        ordered: bool,
        /// The number of the first item, if they are numbered; absent if it is 1.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        start: u32,
        /// The nesting depth; absent if it is 0.
        #[serde(default, skip_serializing_if = "is_zero")]
        level: u8,
        /// The items.
        items: Vec<Text>,
    },
    /// A quotation, by line.
    Quote {
        /// The lines.
        lines: Vec<String>,
    },
    /// Code, by line, with spaces preserved.
    Code {
        /// The info string after the opening fence, usually the language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
        /// The rows. A row can have fewer or more cells than there are columns.
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

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(value: &u32) -> bool {
    *value == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(value: &u8) -> bool {
    *value == 0
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
    pub(crate) run_state: Option<(&'r Machine, &'r State<Vec<u64>>)>,
    /// The learner's name.
    pub(crate) learner: &'r str,
}

impl Resolver<'_> {
    /// Returns the blocks of a body whose conditions hold.
    pub(crate) fn resolve_body(&self, blocks: &[Block]) -> Vec<ShownBlock> {
        blocks
            .iter()
            .filter(|block| self.is_shown(block.display_condition()))
            .map(|block| self.resolve_block(block))
            .collect()
    }

    /// Returns a text outside bodies: a label, a hint, a reason. The machine evaluates conditions
    /// of bodies only; a condition in any other text counts as false.
    pub(crate) fn resolve_text(&self, spans: &[Span]) -> Text {
        let mut text = Text::new();
        self.append_spans(spans, false, &mut text);
        text
    }

    fn is_shown(&self, when: &When) -> bool {
        when.guards().all(|(cond, wanted)| self.is_true(cond) == wanted)
    }

    fn is_true(&self, cond: &scn_story::Cond) -> bool {
        self.run_state.and_then(|(machine, state)| machine.holds_at_site(state, cond.site)).unwrap_or(false)
    }

    fn resolve_block(&self, block: &Block) -> ShownBlock {
        match block {
            Block::Paragraph { text, .. } => ShownBlock::Paragraph { text: self.resolve_spans(text) },
            Block::Speech { speaker, direction, text, .. } => ShownBlock::Speech {
                speaker: speaker.clone(),
                direction: direction.clone(),
                text: self.resolve_spans(text),
            },
            Block::Callout { callout, text, .. } => {
                ShownBlock::Callout { callout: *callout, text: self.resolve_spans(text) }
            }
            Block::Media { media, file, alternative, .. } => {
                ShownBlock::Media { media: *media, file: file.clone(), alternative: self.resolve_spans(alternative) }
            }
            Block::List { ordered, start, level, items, .. } => {
                ShownBlock::List { ordered: *ordered, start: *start, level: *level, items: self.resolve_cells(items) }
            }
            Block::Quote { lines, .. } => ShownBlock::Quote { lines: lines.clone() },
            Block::Code { info, lines, .. } => ShownBlock::Code { info: info.clone(), lines: lines.clone() },
            Block::Table { columns, head, rows, .. } => ShownBlock::Table {
                columns: columns.clone(),
                head: self.resolve_cells(head),
                rows: rows.iter().map(|row| self.resolve_cells(row)).collect(),
            },
            Block::Heading { level, text, .. } => ShownBlock::Heading { level: *level, text: self.resolve_spans(text) },
            Block::Rule { .. } => ShownBlock::Rule,
        }
    }

    fn resolve_cells(&self, cells: &[Vec<Span>]) -> Vec<Text> {
        cells.iter().map(|cell| self.resolve_spans(cell)).collect()
    }

    fn resolve_spans(&self, spans: &[Span]) -> Text {
        let mut text = Text::new();
        self.append_spans(spans, true, &mut text);
        text
    }

    fn append_spans(&self, spans: &[Span], judge: bool, into: &mut Text) {
        for span in spans {
            match span {
                Span::Text { text, emphasis, strong, code, link } => into.push(Words {
                    text: text.clone(),
                    emphasis: *emphasis,
                    strong: *strong,
                    code: *code,
                    link: link.clone(),
                }),
                Span::Value { value } => into.push(Words::plain(self.format_value(value))),
                Span::If { when, then, otherwise } => {
                    let words = if judge && self.is_true(when) { then } else { otherwise };
                    self.append_spans(words, judge, into);
                }
            }
        }
    }

    /// Formats a value; one that does not exist stays as it was written.
    fn format_value(&self, id: &str) -> String {
        if id == "learner" {
            return self.learner.to_owned();
        }
        let shown = self.run_state.and_then(|(machine, state)| machine.shown_value(state, id));
        shown.map_or_else(|| format!("{{{id}}}"), Cow::into_owned)
    }
}
