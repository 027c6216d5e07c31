//! A page to look at and to answer: the general form of everything that is shown.

use super::part::Part;
use scn_run::Text;

/// A page: what there is to read, and what can be answered.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What it is, at the top.
    pub title: String,
    /// Where in a whole it stands, beside the title.
    pub place: String,
    /// What is to be read. It scrolls.
    pub parts: Vec<Part>,
    /// What can be chosen, under it.
    pub options: Vec<Choice>,
    /// Whether several can be chosen together: each is marked, and Enter gives those that are.
    pub several: bool,
    /// Whether the first option has the focus at once. Of options that are judged none should.
    pub menu: bool,
    /// Where words are to be typed, what they are.
    pub field: Option<String>,
    /// What Enter does on a sheet without options and field, in a word or two; absent where it does
    /// nothing.
    pub next: Option<String>,
    /// What else can be pressed. Letters of options are others.
    pub commands: Vec<Command>,
    /// Something to be said now.
    pub note: Option<String>,
    /// The time that runs.
    pub countdown: Option<Countdown>,
}

/// Something that can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What it says.
    pub label: Text,
    /// Where it is shown but cannot be chosen: why, as far as anybody says.
    pub locked: Option<Option<Text>>,
    /// What stands under it.
    pub beneath: Vec<Part>,
}

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The key: a sign in lower case.
    pub key: char,
    /// What it does, in a word. Without one it is not listed, and no option has its letter.
    pub word: String,
}

impl Command {
    /// A command.
    #[must_use]
    pub fn new(key: char, word: &str) -> Self {
        Self { key, word: word.to_owned() }
    }
}

/// A time that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// Seconds left.
    pub left: u64,
    /// Of so many.
    pub of: u64,
    /// What happens then.
    pub then: String,
    /// The same in few words, for a narrow screen.
    pub then_short: String,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This option, from 0.
    Choice(usize),
    /// These options, from 0, in order; there may be none.
    Choices(Vec<usize>),
    /// A command, by its key.
    Command(char),
    /// Words in the field; they may be blank.
    Typed(String),
    /// Enter, at the end of a sheet without options.
    Next,
    /// Escape.
    Back,
}

impl Sheet {
    /// The options that can be chosen, from 0, in order: their position, from 1, is their number.
    pub(super) fn open(&self) -> impl Iterator<Item = usize> {
        self.options.iter().enumerate().filter(|(_, option)| option.locked.is_none()).map(|(at, _)| at)
    }

    /// The letter that stands for an option by its number, from 0: letters of commands are left
    /// out. There may be more options than letters.
    pub(super) fn letter(&self, number: usize) -> Option<char> {
        ('a'..='z').filter(|letter| self.commands.iter().all(|command| command.key != *letter)).nth(number)
    }

    /// The option that a letter stands for.
    pub(super) fn lettered(&self, letter: char) -> Option<usize> {
        let letter = letter.to_ascii_lowercase();
        self.open().enumerate().find(|(number, _)| self.letter(*number) == Some(letter)).map(|(_, at)| at)
    }
}
