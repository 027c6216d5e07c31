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
pub(super) enum Leading {
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
    pub(super) fn is_whole(&self) -> bool {
        self.counts.iter().all(Option::is_some)
    }

    /// Returns the numbers of the choices without a count, from 1.
    pub(super) fn missing(&self) -> Vec<usize> {
        let missing = self.counts.iter().zip(1..).filter(|(count, _)| count.is_none());
        missing.map(|(_, number)| number).collect()
    }

    /// Returns the counts; 0 for a choice without a count.
    pub(super) fn counts(&self) -> Vec<u32> {
        self.counts.iter().map(|count| count.unwrap_or(0)).collect()
    }

    /// Sets missing counts to 0.
    pub(super) fn fill(&mut self) {
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
    pub(super) fn take(&mut self, words: &str) -> Result<(), Option<String>> {
        let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        let words: Vec<&str> = words.split(apart).filter(|word| !word.is_empty()).collect();
        let is_count = |word: &&&str| word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ':'));
        if words.is_empty() || !words.iter().all(|word| is_count(&word)) {
            return Err(None);
        }
        let named: Vec<(&str, &str)> = words.iter().filter_map(|word| word.split_once([':', '='])).collect();
        let counts = if named.is_empty() {
            self.in_order(&words)?
        } else if named.len() == words.len() {
            self.named(&named)?
        } else {
            return Err(Some(phrase::NOT_ALIKE.to_owned()));
        };
        self.counts = counts;
        Ok(())
    }

    fn in_order(&self, words: &[&str]) -> Result<Vec<Option<u32>>, String> {
        let all = self.counts.len();
        let anew = self.is_whole() || words.len() == all;
        let mut counts = if anew { vec![None; all] } else { self.counts.clone() };
        let room = counts.iter().filter(|count| count.is_none()).count();
        if room < words.len() {
            let given = words.len();
            return Err(if room == all {
                phrase::too_many_counts(given, all)
            } else {
                phrase::more_counts_than_missing(given, room, all)
            });
        }
        let mut empty = counts.iter_mut().filter(|count| count.is_none());
        for word in words {
            if let Some(place) = empty.next() {
                *place = Some(count(word)?);
            }
        }
        Ok(counts)
    }

    fn named(&self, named: &[(&str, &str)]) -> Result<Vec<Option<u32>>, String> {
        let all = self.counts.len();
        let mut counts = if self.is_whole() { vec![None; all] } else { self.counts.clone() };
        let mut seen = Vec::new();
        for (which, many) in named {
            let number = which.parse::<usize>().ok().filter(|number| (1..=all).contains(number));
            let Some(number) = number else {
                return Err(phrase::no_such_number(&short(which)));
            };
            if seen.contains(&number) {
                return Err(phrase::counted_twice(number));
            }
            seen.push(number);
            if let Some(place) = counts.get_mut(number - 1) {
                *place = Some(count(many)?);
            }
        }
        Ok(counts)
    }
}

fn count(word: &str) -> Result<u32, String> {
    match word.parse::<u32>() {
        Ok(count) if count <= MOST => Ok(count),
        Ok(_) => Err(phrase::count_too_high(&short(word), MOST)),
        Err(_) => Err(phrase::not_a_count(&short(word), MOST)),
    }
}

/// Returns the start of a word of any length, for a message.
fn short(word: &str) -> String {
    let mut short: String = scn_text::shown(word).chars().take(20).collect();
    if short.len() < word.len() {
        short.push('…');
    }
    short
}

/// Finds the choice that leads.
pub(super) fn leading(counts: &[u32]) -> Leading {
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Leading::Nobody;
    }
    let first: Vec<usize> = counts.iter().enumerate().filter(|(_, count)| **count == most).map(|(at, _)| at).collect();
    match first.as_slice() {
        [one] => Leading::One(*one),
        _ => Leading::Several(first),
    }
}

#[cfg(test)]
mod tests {
    use super::{Leading, Tally, leading};

    fn taken(choices: usize, lines: &[&str]) -> Result<Vec<Option<u32>>, Option<String>> {
        let mut tally = Tally::new(choices);
        for line in lines {
            tally.take(line)?;
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
    fn nonsense_is_told_and_takes_nothing() {
        let wrong = |lines: &[&str]| match taken(3, lines) {
            Err(Some(words)) => words,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(wrong(&["1 2 3 4"]), "These are 4 counts, and there are 3 choices.");
        assert_eq!(wrong(&["5", "1 2 3 4"]), "These are 4 counts, and only 2 of 3 are missing.");
        assert_eq!(wrong(&["-3 2 0"]), "“-3” is no count: it is a whole number from 0 to 100000.");
        assert_eq!(wrong(&["1.5"]), "“1.5” is no count: it is a whole number from 0 to 100000.");
        assert_eq!(
            wrong(&["99999999999999999999999999"]),
            "“99999999999999999999…” is no count: it is a whole number from 0 to 100000."
        );
        assert_eq!(wrong(&["100001"]), "100001 is more than a group can have: a count is at most 100000.");
        assert_eq!(wrong(&["4:2"]), "There is no choice 4 here.");
        assert_eq!(wrong(&["0:2"]), "There is no choice 0 here.");
        assert_eq!(wrong(&["1:2 1:3"]), "Choice 1 is counted twice.");
        assert_eq!(wrong(&["1:"]), "“” is no count: it is a whole number from 0 to 100000.");
        assert!(wrong(&["1:2 3"]).contains("Write them all alike"));
        for words in ["", "yes", "5 of them", "\u{1b}[2J"] {
            assert_eq!(taken(3, &[words]), Err(None), "{words:?}");
        }
        let mut tally = Tally::new(2);
        assert!(tally.take("1 x").is_err() && tally.take("1:3 9:1").is_err() && tally.is_empty());
    }

    #[test]
    fn what_is_missing_is_known() {
        let mut tally = Tally::new(3);
        assert_eq!(tally.missing(), [1, 2, 3]);
        assert_eq!(tally.take("2:4"), Ok(()));
        assert_eq!(tally.missing(), [1, 3]);
        tally.fill();
        assert!(tally.is_whole() && tally.counts() == [0, 4, 0]);
    }

    #[test]
    fn the_majority_leads_and_a_tie_does_not() {
        assert_eq!(leading(&[5, 2, 0]), Leading::One(0));
        assert_eq!(leading(&[2, 5, 5]), Leading::Several(vec![1, 2]));
        assert_eq!(leading(&[0, 0]), Leading::Nobody);
        assert_eq!(leading(&[]), Leading::Nobody);
    }
}
