//! Pages: the general form of everything that is shown.

use super::part::PageBlock;
use scn_run::Text;
use scn_text::styled::Role;

/// A page: text to read, and possible answers.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The title, at the top.
    pub title: String,
    /// The position within a larger whole, next to the title.
    pub position: String,
    /// The text to read. It scrolls.
    pub blocks: Vec<PageBlock>,
    /// The options, below the text.
    pub options: Vec<PageOption>,
    /// Whether a number or letter only moves the focus, and Enter answers with the focused option:
    /// for answers that cannot be taken back.
    pub confirm: bool,
    /// Whether several options can be chosen together: each can be marked, and Enter returns the
    /// marked ones.
    pub several: bool,
    /// Whether the first option has the focus from the start. Options that are judged should not
    /// have it.
    pub menu: bool,
    /// The label of the input field, if there is one.
    pub field: Option<String>,
    /// What Enter does, in a word or two: on a page without options and input field, where absent
    /// means nothing, and where it answers with a focused option or the marked ones.
    pub next: Option<String>,
    /// Other keys. Options do not get their letters.
    pub commands: Vec<Command>,
    /// A note about the last action.
    pub note: Option<String>,
    /// The timer that runs.
    pub countdown: Option<Countdown>,
}

/// An option that can be chosen.
#[derive(Clone, Debug, Default)]
pub struct PageOption {
    /// Its label.
    pub label: Text,
    /// Its status after the label, in a role.
    pub status: Option<(Role, String)>,
    /// If it is shown but cannot be chosen: the reason, if one is given.
    pub locked: Option<Option<Text>>,
    /// Blocks below it.
    pub details: Vec<PageBlock>,
}

/// A key and its effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The key: a character in lower case.
    pub key: char,
    /// Its effect, in a word. If empty, the key is not listed, but its letter is still reserved.
    pub word: String,
}

impl Command {
    /// Creates a command.
    #[must_use]
    pub fn new(key: char, word: &str) -> Self {
        Self { key, word: word.to_owned() }
    }
}

/// A timer that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// Seconds left.
    pub left: u64,
    /// The total, in seconds.
    pub total: u64,
    /// What happens when the time is up.
    pub then: String,
    /// The same in few words, for a narrow screen.
    pub then_short: String,
}

/// The answer to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An option, counted from 0.
    Choice(usize),
    /// Several options, counted from 0, in order; possibly none.
    Choices(Vec<usize>),
    /// A command, by its key.
    Command(char),
    /// The text of the input field; possibly blank.
    Typed(String),
    /// Enter, at the end of a page without options.
    Next,
    /// Escape.
    Back,
}

impl Page {
    /// Returns the options that can be chosen, counted from 0, in order. Their position, counted
    /// from 1, is their number.
    pub(super) fn open_options(&self) -> impl Iterator<Item = usize> {
        self.options.iter().enumerate().filter(|(_, option)| option.locked.is_none()).map(|(at, _)| at)
    }

    /// Returns the letter of an option by its number, counted from 0. Letters of commands are
    /// skipped. There may be more options than letters.
    pub(super) fn option_letter(&self, number: usize) -> Option<char> {
        ('a'..='z').filter(|letter| self.commands.iter().all(|command| command.key != *letter)).nth(number)
    }

    /// Returns the option with the given letter.
    pub(super) fn option_by_letter(&self, letter: char) -> Option<usize> {
        let letter = letter.to_ascii_lowercase();
        self.open_options()
            .enumerate()
            .find(|(number, _)| self.option_letter(*number) == Some(letter))
            .map(|(_, at)| at)
    }
}
