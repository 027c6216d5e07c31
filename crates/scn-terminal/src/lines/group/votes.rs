//! Vote counts: parses the input of a trainer, and finds the majority. No input or output.

use scn_run::phrases::group as phrase;

/// The maximum number of votes for a choice. More must be a typing error.
const MOST: u32 = 100_000;

/// The counts for the choices on offer, in the order shown, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    counts: Vec<Option<u32>>,
}

/// The choice that leads a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum VoteLeader {
    /// One choice has more votes than any other; holds its position.
    One(usize),
    /// Several choices have equally many votes, and more than the others; holds their positions.
    Several(Vec<usize>),
    /// Nobody voted.
    Nobody,
}

impl Tally {
    pub(super) fn new(choices: usize) -> Self {
        Self { counts: vec![None; choices] }
    }

    /// Returns whether nothing has been counted.
    pub(super) fn is_empty(&self) -> bool {
        self.counts.iter().all(Option::is_none)
    }

    /// Returns whether every choice has a count.
    pub(super) fn is_complete(&self) -> bool {
        self.counts.iter().all(Option::is_some)
    }

    /// Returns the numbers of the choices without a count, from 1.
    pub(super) fn missing_numbers(&self) -> Vec<usize> {
        let missing = self.counts.iter().zip(1..).filter(|(count, _)| count.is_none());
        missing.map(|(_, number)| number).collect()
    }

    /// Returns the counts; 0 for a choice without a count.
    pub(super) fn counts(&self) -> Vec<u32> {
        self.counts.iter().map(|count| count.unwrap_or(0)).collect()
    }

    /// Sets missing counts to 0.
    pub(super) fn fill_missing(&mut self) {
        self.counts.iter_mut().for_each(|count| *count = Some(count.unwrap_or(0)));
    }

    /// Parses counts: `5 2 0`, `1:5 2:2`, or fewer numbers, which apply to the choices without a
    /// count, in order. As many numbers as there are choices replace all counts; and if all choices
    /// have a count, numbers start over.
    ///
    /// # Errors
    ///
    /// A description of what is wrong, and no count changes. `None` if the words are not counts at
    /// all.
    pub(super) fn parse_counts(&mut self, words: &str) -> Result<(), Option<String>> {
        let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        let words: Vec<&str> = words.split(is_separator).filter(|word| !word.is_empty()).collect();
        let is_count = |word: &&&str| word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ':'));
        if words.is_empty() || !words.iter().all(|word| is_count(&word)) {
            return Err(None);
        }
        let named: Vec<(&str, &str)> = words.iter().filter_map(|word| word.split_once([':', '='])).collect();
        let counts = if named.is_empty() {
            self.parse_in_order(&words)?
        } else if named.len() == words.len() {
            self.parse_named(&named)?
        } else {
            return Err(Some(phrase::NOT_ALIKE.text().to_owned()));
        };
        self.counts = counts;
        Ok(())
    }

    fn parse_in_order(&self, words: &[&str]) -> Result<Vec<Option<u32>>, String> {
        let choice_count = self.counts.len();
        let anew = self.is_complete() || words.len() == choice_count;
        let mut counts = if anew { vec![None; choice_count] } else { self.counts.clone() };
        let room = counts.iter().filter(|count| count.is_none()).count();
        if room < words.len() {
            let given_count = words.len();
            return Err(if room == choice_count {
                phrase::TOO_MANY_COUNTS.fill(choice_count, &[("given", &given_count.to_string())])
            } else {
                phrase::more_counts_than_missing(given_count, room, choice_count)
            });
        }
        let mut empty = counts.iter_mut().filter(|count| count.is_none());
        for word in words {
            if let Some(place) = empty.next() {
                *place = Some(parse_count(word)?);
            }
        }
        Ok(counts)
    }

    fn parse_named(&self, named: &[(&str, &str)]) -> Result<Vec<Option<u32>>, String> {
        let choice_count = self.counts.len();
        let mut counts = if self.is_complete() { vec![None; choice_count] } else { self.counts.clone() };
        let mut seen_numbers = Vec::new();
        for (which, many) in named {
            let number = which.parse::<usize>().ok().filter(|number| (1..=choice_count).contains(number));
            let Some(number) = number else {
                return Err(phrase::no_such_number(&shorten_word(which)));
            };
            if seen_numbers.contains(&number) {
                return Err(phrase::counted_twice(number));
            }
            seen_numbers.push(number);
            if let Some(place) = counts.get_mut(number - 1) {
                *place = Some(parse_count(many)?);
            }
        }
        Ok(counts)
    }
}

fn parse_count(word: &str) -> Result<u32, String> {
    match word.parse::<u32>() {
        Ok(count) if count <= MOST => Ok(count),
        Ok(_) => Err(phrase::count_too_high(&shorten_word(word), MOST)),
        Err(_) => Err(phrase::not_a_count(&shorten_word(word), MOST)),
    }
}

/// Returns the start of a word of any length, for a message.
fn shorten_word(word: &str) -> String {
    let mut short: String = scn_text::sanitize_line(word).chars().take(20).collect();
    if short.len() < word.len() {
        short.push('…');
    }
    short
}

/// Finds the choice that leads.
pub(super) fn find_leader(counts: &[u32]) -> VoteLeader {
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return VoteLeader::Nobody;
    }
    let first: Vec<usize> = counts.iter().enumerate().filter(|(_, count)| **count == most).map(|(at, _)| at).collect();
    match first.as_slice() {
        [one] => VoteLeader::One(*one),
        _ => VoteLeader::Several(first),
    }
}

#[cfg(test)]
mod tests {
    use super::{Tally, VoteLeader, find_leader};

    fn taken(choices: usize, lines: &[&str]) -> Result<Vec<Option<u32>>, Option<String>> {
        let mut tally = Tally::new(choices);
        for line in lines {
            tally.parse_counts(line)?;
        }
        Ok(tally.counts)
    }

    #[test]
    fn counts_come_in_many_ways() {
        let all = Ok(vec![Some(5), Some(2), Some(0)]);
        assert_eq!(taken(3, &["5 2 0"]), all);
        assert_eq!(taken(3, &["5, 2,0"]), all);
        assert_eq!(taken(3, &["5", "2", "0"]), all);
        assert_eq!(taken(3, &["5 2", "0"]), all);
        assert_eq!(taken(3, &["3:0", "1:5 2:2"]), all);
        assert_eq!(taken(3, &["2=2", "5", "0"]), all, "what is missing is filled in order");
        assert_eq!(taken(3, &["1 1 1", "5 2 0"]), all, "as many as there are choices begin anew");
        assert_eq!(taken(3, &["1 1 1", "5"]), Ok(vec![Some(5), None, None]));
        assert_eq!(taken(3, &["1:4", "1:5"]), Ok(vec![Some(5), None, None]), "a count can be set right");
    }

    #[test]
    fn nonsense_is_explained_and_changes_nothing() {
        let wrong = |lines: &[&str]| match taken(3, lines) {
            Err(Some(words)) => words,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(wrong(&["1 2 3 4"]), "You typed 4 counts, but there are 3 choices.");
        assert_eq!(wrong(&["5", "1 2 3 4"]), "You typed 4 counts, but only 2 of 3 are missing.");
        assert_eq!(wrong(&["-3 2 0"]), "“-3” is not a count: type a whole number from 0 to 100000.");
        assert_eq!(wrong(&["1.5"]), "“1.5” is not a count: type a whole number from 0 to 100000.");
        assert_eq!(
            wrong(&["99999999999999999999999999"]),
            "“99999999999999999999…” is not a count: type a whole number from 0 to 100000."
        );
        assert_eq!(wrong(&["100001"]), "100001 is too many: a count can be at most 100000.");
        assert_eq!(wrong(&["4:2"]), "There is no choice 4 here.");
        assert_eq!(wrong(&["0:2"]), "There is no choice 0 here.");
        assert_eq!(wrong(&["1:2 1:3"]), "Choice 1 is counted twice.");
        assert_eq!(wrong(&["1:"]), "“” is not a count: type a whole number from 0 to 100000.");
        assert!(wrong(&["1:2 3"]).contains("Write them all the same way"));
        for words in ["", "yes", "5 of them", "\u{1b}[2J"] {
            assert_eq!(taken(3, &[words]), Err(None), "{words:?}");
        }
        let mut tally = Tally::new(2);
        assert!(tally.parse_counts("1 x").is_err() && tally.parse_counts("1:3 9:1").is_err() && tally.is_empty());
    }

    #[test]
    fn missing_counts_are_known() {
        let mut tally = Tally::new(3);
        assert_eq!(tally.missing_numbers(), [1, 2, 3]);
        assert_eq!(tally.parse_counts("2:4"), Ok(()));
        assert_eq!(tally.missing_numbers(), [1, 3]);
        tally.fill_missing();
        assert!(tally.is_complete() && tally.counts() == [0, 4, 0]);
    }

    #[test]
    fn the_majority_leads_and_a_tie_does_not() {
        assert_eq!(find_leader(&[5, 2, 0]), VoteLeader::One(0));
        assert_eq!(find_leader(&[2, 5, 5]), VoteLeader::Several(vec![1, 2]));
        assert_eq!(find_leader(&[0, 0]), VoteLeader::Nobody);
        assert_eq!(find_leader(&[]), VoteLeader::Nobody);
    }
}
