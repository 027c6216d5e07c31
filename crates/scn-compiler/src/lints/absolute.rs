//! Whether an English word that allows no exception carries the claim of a choice: `Never share a
//! password.` In `They see it every day.` and `I must help.` it does not.
//!
//! The rules were made for choices in stories that were written for people, in which most such
//! words are part of a phrase. For other languages the word lists alone decide.

/// Words before `always` and `never` that make a statement about what was, is or will be.
const STATES: &[&str] = &[
    "am", "are", "be", "been", "had", "has", "have", "he'll", "he's", "i'd", "i'll", "i'm", "i've", "is", "isn't",
    "it'll", "it's", "one", "she'll", "she's", "that's", "they'll", "they've", "was", "we'll", "we've", "were",
    "you'll", "you've",
];

/// Words after `always` and `never` with which they are a phrase.
const AFTER_NEVER: &[&str] = &[
    "again", "been", "fear", "had", "happened", "heard", "knew", "mind", "quite", "said", "saw", "seen", "thought",
    "was",
];

/// Units of time, and other nouns with which `every` is a phrase.
const EVERY_PHRASES: &[&str] = &[
    "afternoon",
    "bit",
    "chance",
    "day",
    "evening",
    "few",
    "hour",
    "inch",
    "minute",
    "moment",
    "month",
    "morning",
    "night",
    "now",
    "other",
    "reason",
    "right",
    "second",
    "single",
    "so",
    "three",
    "time",
    "two",
    "week",
    "weekend",
    "word",
    "year",
];

/// Collections without a plural, of which `all` can be said.
const COLLECTIONS: &[&str] =
    &["data", "else", "equipment", "information", "mail", "people", "personnel", "property", "staff", "work"];

/// Words that may come between `all` and its noun.
const DETERMINERS: &[&str] =
    &["her", "his", "its", "my", "of", "our", "personal", "the", "their", "these", "those", "your"];

/// Words that end with `s` and are not plurals.
const NO_PLURALS: &[&str] =
    &["always", "as", "hers", "his", "is", "its", "ours", "this", "theirs", "was", "yes", "yours"];

/// Words before `all` that it belongs to: `we all`, `that's all`.
const BEFORE_ALL: &[&str] =
    &["after", "and", "are", "at", "in", "is", "it", "it's", "not", "that's", "them", "they", "us", "we", "you"];

/// Words before `must` of somebody who speaks about herself, or of a guess.
const BEFORE_MUST: &[&str] = &["i", "it", "one", "that", "there", "this", "we"];

/// Returns whether the absolute word at an index carries the claim. `words` are in lower case.
pub(super) fn carries_claim(words: &[&str], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
    let after = words.get(at + 1).copied().unwrap_or_default();
    match words.get(at).copied().unwrap_or_default() {
        "never" | "always" => !STATES.contains(&before) && !AFTER_NEVER.contains(&after) && !after.is_empty(),
        "every" => !EVERY_PHRASES.contains(&after) && !after.is_empty(),
        "all" => !BEFORE_ALL.contains(&before) && is_about_all(words.get(at + 1..).unwrap_or_default()),
        "must" => !BEFORE_MUST.contains(&before) && !matches!(after, "be" | "have"),
        "only" => {
            let is_noun_phrase = matches!(before, "a" | "an" | "her" | "his" | "my" | "our" | "the" | "their" | "your");
            let restricts = matches!(after, "after" | "for" | "if" | "the" | "those" | "to" | "when" | "with");
            !is_noun_phrase && (at == 0 || restricts)
        }
        "immediately" => at == 0 || after.is_empty(),
        _ => true,
    }
}

/// Returns whether the words after `all` name things or people: `all the keys`, `all data`.
fn is_about_all(after: &[&str]) -> bool {
    let noun = after.iter().find(|word| !DETERMINERS.contains(word)).copied().unwrap_or_default();
    COLLECTIONS.contains(&noun) || 4 <= noun.len() && noun.ends_with('s') && !NO_PLURALS.contains(&noun)
}

#[cfg(test)]
mod tests {
    use super::carries_claim;

    fn claims(text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        let is_absolute = |word: &&str| matches!(*word, "all" | "every" | "never" | "always" | "must" | "only");
        let at = words.iter().position(is_absolute).expect("an absolute word");
        carries_claim(&words, at)
    }

    #[test]
    fn rules_claim_and_phrases_do_not() {
        for text in [
            "never share a password",
            "refuse as you never talk about accounts",
            "always lock the screen",
            "protect all data",
            "put the patient above all else",
            "give her all the keys",
            "ask every customer for a number",
            "only talk to the owner",
            "tell only the manager",
            "say that customers must come themselves",
        ] {
            assert!(claims(text), "{text}");
        }
        for text in [
            "leave it they see that list every day",
            "look all over the house",
            "the room is all yours",
            "i must help",
            "we all aspire to it",
            "my door has always been open",
            "he is the only one",
            "you must be tired",
            "i never said that",
            "that's all folks",
            "one never gets a moment to oneself",
            "this is a door that you'll never see",
        ] {
            assert!(!claims(text), "{text}");
        }
    }

    #[test]
    fn the_lists_are_in_lower_case() {
        let lists = [super::STATES, super::AFTER_NEVER, super::EVERY_PHRASES, super::COLLECTIONS, super::DETERMINERS];
        let lists = lists.into_iter().chain([super::NO_PLURALS, super::BEFORE_ALL, super::BEFORE_MUST]);
        assert!(lists.flatten().all(|word| *word == word.to_lowercase()));
    }
}
