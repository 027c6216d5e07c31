//! The position of a line within the structure of a file.

use crate::slips::FenceTracker;
use crate::words::{HeaderForm, Keyword};

/// The innermost open block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Block {
    /// Before any scenario, outside any declaration.
    #[default]
    File,
    /// The brief of a scenario, or between its elements.
    Scenario,
    Principle,
    Lesson,
    Quiz,
    Question,
    Answer,
    /// A cast line, meter, flag or state, which has no text.
    Variable,
    Situation,
    Choice,
    Outcome,
    /// After the `Next:` of an outcome.
    Late,
    Ending,
    Test,
}

/// The position of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    pub(super) block: Block,
    /// Whether the line is directly below a header, where its properties belong.
    pub(super) properties: bool,
    /// Whether there is text directly above, which a line of text continues.
    pub(super) running: bool,
    /// In a choice: where its text continues on a line of its own.
    pub(super) label: Option<usize>,
    /// The number of scenarios begun so far.
    pub(super) scenario: usize,
    fence: FenceTracker,
}

impl Context {
    /// Records a blank line, or another line that text does not continue.
    pub(super) fn end_paragraph(&mut self) {
        self.running = false;
    }

    /// Returns whether a property belongs at this place: directly below the header that has it.
    pub(super) fn accepts_property(&self, keyword: &Keyword) -> bool {
        let block = match keyword.word {
            "Minutes" | "Covers" | "Audience" | "Author" | "Tags" => self.block == Block::Scenario,
            "Weight" | "Source" => self.block == Block::Principle,
            "Draw" | "Pass" | "Tries" | "Show answers" => self.block == Block::Quiz,
            "Range" | "Values" | "Shown" => self.block == Block::Variable,
            "Result" => self.block == Block::Ending,
            "Start" => matches!(self.block, Block::Scenario | Block::Variable),
            _ => true,
        };
        block && self.properties
    }

    /// Records a line of text.
    pub(super) fn text(&mut self) {
        self.running = true;
        self.properties = false;
    }

    /// Records an instruction.
    pub(super) fn record_instruction(&mut self, keyword: &Keyword) {
        let block = match keyword.word {
            "Scenario" => {
                self.scenario += 1;
                Some(Block::Scenario)
            }
            "Continues" => Some(Block::Scenario),
            "Principle" => Some(Block::Principle),
            "Lesson" => Some(Block::Lesson),
            "Quiz" => Some(Block::Quiz),
            "Question" => Some(Block::Question),
            "Right" | "Wrong" | "Accept" => Some(Block::Answer),
            "Cast" | "Meter" | "Flag" | "State" => Some(Block::Variable),
            "Situation" | "Passage" => Some(Block::Situation),
            "Ending" => Some(Block::Ending),
            "Test" => Some(Block::Test),
            "Promise" => Some(Block::Scenario),
            "Choice" if self.block != Block::Lesson => Some(Block::Choice),
            "Outcome" if self.block != Block::Lesson => Some(Block::Outcome),
            "Next" if matches!(self.block, Block::Outcome | Block::Choice) => Some(Block::Late),
            // A choice can have the lines of an outcome without an `Outcome:`.
            "Set" | "Show" | "Detour" | "Feedback" if self.block == Block::Choice => Some(Block::Outcome),
            _ if self.block == Block::Choice && keyword.head == HeaderForm::Principles => Some(Block::Outcome),
            _ => None,
        };
        if block.is_some() {
            self.label = None;
        }
        self.block = block.unwrap_or(self.block);
        self.properties = if keyword.is_declaration() { true } else { self.properties && is_property(keyword) };
        self.running = super::value::is_text(keyword);
    }

    /// Returns whether a line is part of a code fence.
    pub(super) fn in_code(&mut self, words: &str) -> bool {
        let inside = self.fence.contains_line(words);
        if inside {
            self.text();
            self.end_paragraph();
        }
        inside
    }
}

/// Returns whether a keyword begins a property, or the `Set:` of a situation.
pub(super) fn is_property(keyword: &Keyword) -> bool {
    matches!(
        keyword.word,
        "Source"
            | "Weight"
            | "Teaches"
            | "Covers"
            | "Start"
            | "Minutes"
            | "Audience"
            | "Author"
            | "Tags"
            | "Range"
            | "Values"
            | "Shown"
            | "Result"
            | "Draw"
            | "Pass"
            | "Tries"
            | "Show answers"
            | "Checks"
            | "Set"
    )
}
