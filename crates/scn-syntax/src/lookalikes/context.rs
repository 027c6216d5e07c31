//! Where in a file a line stands.

use crate::words::Keyword;

/// The innermost block that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Block {
    /// Before any scenario, in nothing.
    #[default]
    File,
    /// The brief of a scenario, or between its parts.
    Scenario,
    Principle,
    Lesson,
    Quiz,
    Question,
    Answer,
    /// A cast line, meter, flag or state: no text belongs to it.
    Variable,
    Situation,
    Choice,
    Outcome,
    /// After the `Next:` of an outcome.
    Late,
    Ending,
    Test,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    pub(super) block: Block,
    /// Directly under a header, where its properties stand.
    pub(super) properties: bool,
    /// Text stands directly above, which a line of text goes on with.
    pub(super) running: bool,
    /// In a choice: where its text goes on, on a line of its own.
    pub(super) label: Option<usize>,
    /// How many scenarios have begun.
    pub(super) scenario: usize,
    /// The mark that opened a code fence, and how often.
    fence: Option<(u8, usize)>,
}

impl Context {
    /// A blank line, or a line that no text goes on from.
    pub(super) fn paragraph_ends(&mut self) {
        self.running = false;
    }

    /// A line of text.
    pub(super) fn text(&mut self) {
        self.running = true;
        self.properties = false;
    }

    /// An instruction.
    pub(super) fn enter(&mut self, keyword: &Keyword) {
        let block = match keyword.word {
            "Scenario" => {
                self.scenario += 1;
                Some(Block::Scenario)
            }
            "Principle" => Some(Block::Principle),
            "Lesson" => Some(Block::Lesson),
            "Quiz" => Some(Block::Quiz),
            "Question" => Some(Block::Question),
            "Right" | "Wrong" => Some(Block::Answer),
            "Cast" | "Meter" | "Flag" | "State" => Some(Block::Variable),
            "Situation" => Some(Block::Situation),
            "Ending" => Some(Block::Ending),
            "Test" => Some(Block::Test),
            "Promise" => Some(Block::Scenario),
            "Choice" if self.block != Block::Lesson => Some(Block::Choice),
            "Outcome" if self.block != Block::Lesson => Some(Block::Outcome),
            "Next" if self.block == Block::Outcome => Some(Block::Late),
            _ => None,
        };
        if block.is_some() {
            self.label = None;
        }
        self.block = block.unwrap_or(self.block);
        self.properties = if keyword.declares() { true } else { self.properties && is_property(keyword) };
        self.running = super::value::is_text(keyword);
    }

    /// Whether a line lies in a code fence. A fence of a lesson that is never closed reaches to the
    /// end of the file; elsewhere it must be closed to be one.
    pub(super) fn in_code(&mut self, words: &str, below: &str) -> bool {
        let Some(mark @ (b'`' | b'~')) = words.bytes().next() else { return self.fence.is_some() };
        let length = words.bytes().take_while(|byte| *byte == mark).count();
        let rest = words.get(length..).unwrap_or_default();
        if let Some((open, least)) = self.fence {
            if open == mark && least <= length && rest.trim().is_empty() {
                self.fence = None;
            }
            return true;
        }
        let opens = length >= 3
            && !(mark == b'`' && rest.contains('`'))
            && (self.block == Block::Lesson || is_closed(below, mark, length));
        if opens {
            self.fence = Some((mark, length));
            self.text();
            self.running = false;
        }
        opens
    }
}

/// Whether a code fence is closed in the lines below it, a fixed number at most.
fn is_closed(below: &str, mark: u8, length: usize) -> bool {
    below.split('\n').take(200).map(str::trim).any(|line| {
        let count = line.bytes().take_while(|byte| *byte == mark).count();
        length <= count && count == line.len()
    })
}

/// Whether a keyword begins a property, or the `Set:` of a situation.
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
            | "Result"
            | "Draw"
            | "Pass"
            | "Checks"
            | "Set"
    )
}
