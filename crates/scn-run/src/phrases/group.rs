//! Sentences for the trainer of a group.

use super::{Forms, Phrase, compose, list_all, translate};

/// Asks for the choice that the trainer decides for.
pub const SAY_WHICH: Phrase = Phrase::new("Say which choice to make, for example: go 1.");

/// A choice that has been made and cannot be made again.
pub const USED: Phrase = Phrase::new("That choice can be made only once, and it has been made.");

/// Words that are the start of several choices.
pub const SEVERAL: Phrase = Phrase::new("Several choices start like that. Type the number instead: go 1.");

/// Words that are not one of the choices.
#[must_use]
pub fn no_such_choice(words: &str, range: &str) -> String {
    compose("There is no choice “{words}” here. Pick {range}.", &[("words", &words), ("range", &range)])
}

/// A number that is not one of the choices.
#[must_use]
pub fn no_such_number(number: &str) -> String {
    compose("There is no choice {number} here.", &[("number", &number)])
}

/// Words that are not a count.
#[must_use]
pub fn no_count(words: &str) -> String {
    compose("“{words}” is not a number of votes.", &[("words", &words)])
}

/// The choice with the most votes, by its number. `choices`: how many there are.
#[must_use]
pub fn most_are_for(number: usize, choices: usize) -> String {
    // An example other than the group's choice.
    let other = if number == 1 { 2 } else { 1 };
    match choices {
        0 | 1 => compose("Choice {number} has the most votes. Press Enter to make it.", &[("number", &number)]),
        2 => compose(
            "Choice {number} has the most votes. Press Enter to make it, or pick the other one: go {other}.",
            &[("number", &number), ("other", &other)],
        ),
        _ => compose(
            "Choice {number} has the most votes. Press Enter to make it, or pick another one, for example: go {other}.",
            &[("number", &number), ("other", &other)],
        ),
    }
}

/// Choices that have equally many votes.
#[must_use]
pub fn equally_many(numbers: &[usize]) -> String {
    compose(
        "Choices {numbers} have the same number of votes. You decide: {commands}.",
        &[("numbers", &list_all(numbers)), ("commands", &go_each(numbers))],
    )
}

/// Nobody voted for any of the choices.
#[must_use]
pub fn nobody_voted(numbers: &[usize]) -> String {
    compose("Nobody voted. You decide: {commands}.", &[("commands", &go_each(numbers))])
}

/// Counts that are missing, by how many they are.
pub const STILL_MISSING: Forms = Forms::new(
    "Still missing: the votes for choice {numbers}. Type them, or type done if there were none. Or decide yourself, \
     for example: go 1.",
    "Still missing: the votes for choices {numbers}. Type them, or type done if there were none. Or decide yourself, \
     for example: go 1.",
);

/// Counts that are missing.
#[must_use]
pub fn still_missing(numbers: &[usize]) -> String {
    STILL_MISSING.fill(numbers.len(), &[("numbers", &list_all(numbers))])
}

/// Asks for the votes on a number of choices.
#[must_use]
pub fn how_many_are_for_each(choices: usize) -> String {
    match choices {
        1 => translate("There is only one choice: press Enter to make it, or type the number of votes for it.")
            .to_owned(),
        many => compose(
            "How many votes are there for each choice? Type the counts in order, for example {example}. Or type one at a time, or decide yourself: go 1.",
            &[("example", &example(many))],
        ),
    }
}

/// Asks to confirm the choice with the most votes.
#[must_use]
pub fn enter_prompt(number: usize) -> String {
    compose("Enter for choice {number}, or go …: ", &[("number", &number)])
}

/// Asks for the trainer's choice.
pub const DECIDE_PROMPT: Phrase = Phrase::new("You decide, go …: ");

/// Asks for the votes on all choices.
#[must_use]
pub fn votes_prompt(range: &str) -> String {
    compose("Votes for {range} (? for help): ", &[("range", &range)])
}

/// Asks for the votes that are missing.
#[must_use]
pub fn missing_prompt(numbers: &[usize]) -> String {
    compose("Votes for {numbers}: ", &[("numbers", &list_all(numbers))])
}

/// Begins the help.
pub const HELP: Phrase = Phrase::new(
    "Count the votes for each choice, type the counts, then press Enter. The choice with the most votes is made, unless you decide otherwise.",
);

/// What counts do, in the help.
pub const HELP_COUNTS: Phrase = Phrase::new("the votes for all choices, in order");

/// What one count does, in the help.
pub const HELP_COUNT: Phrase = Phrase::new("the votes for the next choice without a count");

/// What a count with a number does, in the help.
pub const HELP_NAMED: Phrase = Phrase::new("the votes for choice 1");

/// What `done` does, in the help.
pub const HELP_DONE: Phrase = Phrase::new("no votes for the other choices");

/// What `go` does, in the help.
pub const HELP_GO: Phrase = Phrase::new("make choice 1, whatever the votes");

/// Counts of which only some name their choice.
pub const NOT_ALIKE: Phrase =
    Phrase::new("Some of these counts name their choice and some do not. Write them all the same way.");

/// More counts than there are choices, by the number of choices.
pub const TOO_MANY_COUNTS: Forms = Forms::new(
    "You typed {given} counts, but there is 1 choice.",
    "You typed {given} counts, but there are {count} choices.",
);

/// More counts than are missing.
#[must_use]
pub fn more_counts_than_missing(given: usize, missing: usize, choices: usize) -> String {
    compose(
        "You typed {given} counts, but only {missing} of {choices} are missing.",
        &[("given", &given), ("missing", &missing), ("choices", &choices)],
    )
}

/// A choice that is counted twice.
#[must_use]
pub fn counted_twice(number: usize) -> String {
    compose("Choice {number} is counted twice.", &[("number", &number)])
}

/// A count that is too high.
#[must_use]
pub fn count_too_high(count: &str, most: u32) -> String {
    compose("{count} is too many: a count can be at most {most}.", &[("count", &count), ("most", &most)])
}

/// Words in place of a count.
#[must_use]
pub fn not_a_count(words: &str, most: u32) -> String {
    compose("“{words}” is not a count: type a whole number from 0 to {most}.", &[("words", &words), ("most", &most)])
}

/// Returns example counts for a number of choices.
#[must_use]
pub fn example(choices: usize) -> String {
    let counts = [5, 2, 0, 1].iter().cycle().take(choices.clamp(1, 8));
    counts.map(u32::to_string).collect::<Vec<_>>().join(" ")
}

/// Returns the commands that make one of several choices, as in `go 1 or go 2`.
fn go_each(numbers: &[usize]) -> String {
    let commands = numbers.iter().map(|number| format!("go {number}"));
    let either =
        |first: String, second: String| compose("{first} or {second}", &[("first", &first), ("second", &second)]);
    commands.reduce(either).unwrap_or_default()
}
