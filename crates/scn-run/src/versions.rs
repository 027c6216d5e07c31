//! Matches records with the story versions that they were made in, and finds the current
//! counterpart of each recorded part.
//!
//! Records name parts, questions and answers by id. An author may reuse an id for something else,
//! or give the same thing another id. So recorded items are compared with current ones by their
//! text, never by id alone.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Question, Quiz, Span, Story};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::{Attempt, LessonEvent, Log, Part};

/// The stories in which records were made, by digest.
pub type Stories = BTreeMap<String, Story>;

/// The current story, and the stories in which records were made.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'s> {
    now: &'s Story,
    kept: &'s Stories,
}

/// How a recorded part relates to the part of the current story that it counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They are the same, apart from the id.
    Same,
    /// It has had a small change since.
    Corrected,
    /// It has been edited since.
    Edited,
    /// The version in which it was done is not available, so they cannot be compared.
    Unknown,
}

/// The minimum share of the shorter text that two versions of a part have in common, in
/// thousandths. Below it they are different parts under one id.
const IN_COMMON: usize = 400;

/// The minimum share of the longer text, in thousandths, for a change to count as a correction.
const CORRECTED: usize = 900;

/// Returns whether two lists of words are equal or differ by no more than a correction.
pub(crate) fn is_corrected(was: &[String], is: &[String]) -> bool {
    let collect_pairs = |words: &[String]| {
        let mut pairs = BTreeSet::new();
        add_pairs(words.iter().cloned(), &mut pairs);
        pairs
    };
    CORRECTED <= Overlap::from_pairs(&collect_pairs(was), &collect_pairs(is)).of_longer
}

impl<'s> Versions<'s> {
    /// Combines the current story with earlier stories by digest.
    #[must_use]
    pub fn new(now: &'s Story, kept: &'s Stories) -> Self {
        Self { now, kept }
    }

    /// Returns the current story.
    #[must_use]
    pub fn current(&self) -> &'s Story {
        self.now
    }

    /// Returns the earlier stories by digest.
    pub(crate) fn earlier_stories(&self) -> &'s Stories {
        self.kept
    }

    /// Returns the story with a digest, if it is the current one or available.
    #[must_use]
    pub fn story_by_digest(&self, digest: &str) -> Option<&'s Story> {
        if digest == self.now.pack.digest { Some(self.now) } else { self.kept.get(digest) }
    }

    /// Returns whether the current story resembles the one with a digest: at least half of its
    /// parts still exist under their ids.
    #[must_use]
    pub fn resembles(&self, digest: &str) -> bool {
        let Some(was) = self.story_by_digest(digest) else { return false };
        let earlier_parts = all_parts(was);
        let is_there = |part: &&Part| {
            let (was, is) = (part_content(was, part), part_content(self.now, part));
            was.zip(is).is_some_and(|(was, is)| was == is || IN_COMMON <= measure_overlap(&was, &is).of_shorter)
        };
        let there = earlier_parts.iter().filter(is_there).count();
        0 < there && earlier_parts.len() <= 2 * there
    }

    /// Returns whether two stories, given by their digests, are versions of one pack: at least half
    /// of the parts of one have a counterpart in the other, under any id.
    #[must_use]
    pub fn are_alike(&self, one: &str, other: &str) -> bool {
        let is_kept = |now: &str, was: &str| {
            let (Some(now), Some(was)) = (self.story_by_digest(now), self.story_by_digest(was)) else { return false };
            let versions = Versions { now, kept: self.kept };
            let has_counterpart = |part: &&Part| {
                let content = part_content(was, part);
                content.is_some_and(|content| versions.counterpart_of_content(&content, part).is_some())
            };
            let parts = all_parts(was);
            let there = parts.iter().filter(has_counterpart).count();
            0 < there && parts.len() <= 2 * there
        };
        is_kept(one, other) || is_kept(other, one)
    }

    /// Returns whether the story with a digest is a version of the current one and not another pack
    /// of the same name: the two [are alike](Self::are_alike), also by way of other stories.
    pub(crate) fn is_related(&self, digest: &str) -> bool {
        let mut reached = vec![self.now.pack.digest.as_str()];
        let mut unreached: Vec<&str> =
            self.kept.keys().map(String::as_str).filter(|it| *it != self.now.pack.digest).collect();
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            if from == digest {
                return true;
            }
            next += 1;
            let (alike, others) = unreached.into_iter().partition(|it| self.are_alike(from, it));
            unreached = others;
            let alike: Vec<&str> = alike;
            reached.extend(alike);
        }
        false
    }

    /// Returns the part of the current story that an attempt counts for, and how it relates to the
    /// recorded part. Returns `None` if the part no longer exists: whatever has its id now is
    /// something else.
    #[must_use]
    pub fn current_part(&self, attempt: &Attempt) -> Option<(Part, Relation)> {
        let digest = last_digest(&attempt.log).unwrap_or(&attempt.digest);
        self.counterpart_of(digest, &attempt.part)
    }

    /// Returns the part of the current story that a part of an earlier one corresponds to, and how
    /// the two relate. A part under another id has the same content, apart from its title, and is
    /// the only one that does.
    #[must_use]
    pub fn counterpart_of(&self, digest: &str, part: &Part) -> Option<(Part, Relation)> {
        let Some(was) = self.story_by_digest(digest).and_then(|story| part_content(story, part)) else {
            return part_content(self.now, part).map(|_| (part.clone(), Relation::Unknown));
        };
        self.counterpart_of_content(&was, part)
    }

    /// Returns the part of the current story that corresponds to a part with this content and id.
    fn counterpart_of_content(&self, was: &Value, part: &Part) -> Option<(Part, Relation)> {
        let current_content = part_content(self.now, part);
        if current_content.as_ref() == Some(was) {
            return Some((part.clone(), Relation::Same));
        }
        let other_parts =
            || all_parts(self.now).into_iter().filter(|other| other.kind() == part.kind() && other != part);
        let only_part = |is_it: &dyn Fn(&Value) -> bool| {
            let mut found = other_parts().filter(|other| part_content(self.now, other).as_ref().is_some_and(is_it));
            found.next().filter(|_| found.next().is_none())
        };
        if let Some(other) = only_part(&|is| is == was) {
            return Some((other, Relation::Same));
        }
        // A part under another id and title that is otherwise identical.
        let is_retitled = |is: &Value| without_title(is) == without_title(was) && !word_pairs(is).is_empty();
        if !current_content.as_ref().is_some_and(is_retitled)
            && let Some(other) = only_part(&is_retitled)
        {
            return Some((other, Relation::Corrected));
        }
        let current = current_content?;
        let common = measure_overlap(was, &current);
        // If another part shares more of the text, it cannot be known which of the two it became.
        let rival = other_parts()
            .filter_map(|other| part_content(self.now, &other))
            .any(|it| common.of_shorter < measure_overlap(was, &it).of_shorter);
        let relation = if CORRECTED <= common.of_longer { Relation::Corrected } else { Relation::Edited };
        (IN_COMMON <= common.of_shorter && !rival).then(|| (part.clone(), relation))
    }
}

impl Versions<'_> {
    /// Returns the latest attempt at a part. If there is none under its id, it is the latest at the
    /// same part under an id that the current story no longer has.
    #[must_use]
    pub fn latest_attempt<'a>(
        &self,
        part: &Part,
        attempts: impl DoubleEndedIterator<Item = &'a Attempt> + Clone,
    ) -> Option<&'a Attempt> {
        let own = attempts.clone().rev().find(|attempt| attempt.part == *part);
        let is_renamed = |attempt: &&Attempt| {
            self.is_gone(attempt) && self.current_part(attempt).is_some_and(|(current, _)| current == *part)
        };
        own.or_else(|| attempts.rev().find(is_renamed))
    }

    /// Returns the title of the part of the latest attempt that was left unfinished, if the current
    /// story no longer has that part under any id. Only attempts at parts of the same kind count,
    /// and only if there is none at the given part.
    #[must_use]
    pub fn left_at_removed_part(&self, part: &Part, attempts: &[Attempt]) -> Option<String> {
        if self.latest_attempt(part, attempts.iter()).is_some() {
            return None;
        }
        let is_removed = |attempt: &&Attempt| {
            attempt.part.kind() == part.kind() && self.is_gone(attempt) && self.current_part(attempt).is_none()
        };
        let left = attempts.iter().rev().find(is_removed).filter(|attempt| !attempt.log.is_over())?;
        let digest = last_digest(&left.log).unwrap_or(&left.digest);
        let title = self.story_by_digest(digest).and_then(|story| part_title(story, &left.part));
        Some(title.unwrap_or_else(|| left.part.id().to_owned()))
    }

    /// Returns whether no part of the current story has the id of an attempt's part.
    fn is_gone(&self, attempt: &Attempt) -> bool {
        !all_parts(self.now).contains(&attempt.part)
    }
}

/// Returns the title of a part; `None` if the story does not have the part or the part has no
/// title.
fn part_title(story: &Story, part: &Part) -> Option<String> {
    let title = match part {
        Part::Lesson(id) => story.lessons.iter().find(|it| it.id == *id).map(|it| &it.title),
        Part::Quiz(id) => story.quizzes.iter().find(|it| it.id == *id).map(|it| &it.title),
        Part::Scenario(id) => story.scenarios.iter().find(|it| it.id == *id).map(|it| &it.title),
    };
    title.filter(|title| !title.trim().is_empty()).cloned()
}

/// Returns all parts of a story: lessons, quizzes, scenarios.
pub(crate) fn all_parts(story: &Story) -> Vec<Part> {
    let lessons = story.lessons.iter().map(|lesson| Part::Lesson(lesson.id.clone()));
    let quizzes = story.quizzes.iter().map(|quiz| Part::Quiz(quiz.id.clone()));
    let scenarios = story.scenarios.iter().map(|scenario| Part::Scenario(scenario.id.clone()));
    lessons.chain(quizzes).chain(scenarios).collect()
}

/// Returns the digest of the story in which a record was last made.
#[must_use]
pub fn last_digest(log: &Log) -> Option<&str> {
    match log {
        Log::Lesson(events) => events.iter().rev().find_map(|it| match &it.event {
            LessonEvent::Opened { digest, .. } => Some(digest.as_str()),
            LessonEvent::Read => None,
        }),
        Log::Quiz(events) => events.iter().rev().find_map(|it| it.event.story_digest()),
        Log::Scenario(events) => events.iter().rev().find_map(|it| it.event.story_digest()),
    }
}

/// Returns everything that a part says and does, as JSON, without what does not matter to a
/// learner: its id and the pack it is from.
fn part_content(story: &Story, part: &Part) -> Option<Value> {
    let value = match part {
        Part::Lesson(id) => story.lessons.iter().find(|it| it.id == *id).map(serde_json::to_value),
        Part::Quiz(id) => story.quizzes.iter().find(|it| it.id == *id).map(serde_json::to_value),
        Part::Scenario(id) => story.scenarios.iter().find(|it| it.id == *id).map(serde_json::to_value),
    };
    // A story that was read from JSON, or is written as JSON, has no part that cannot be
    // serialized.
    let mut value = value?.ok()?;
    if let Some(object) = value.as_object_mut() {
        object.remove("id");
        object.remove("from");
    }
    Some(value)
}

fn without_title(content: &Value) -> Value {
    let mut content = content.clone();
    if let Some(object) = content.as_object_mut() {
        object.remove("title");
    }
    content
}

/// The overlap of two parts: shares of their pairs of adjacent words, in thousandths.
#[derive(Clone, Copy)]
struct Overlap {
    /// How much of the shorter part is in the longer one. A part that has only grown keeps its full
    /// share.
    of_shorter: usize,
    /// How much of the longer part is in the shorter one.
    of_longer: usize,
}

/// Returns the overlap of two parts. Titles do not count, because entirely different lessons may be
/// called "Introduction".
fn measure_overlap(one: &Value, other: &Value) -> Overlap {
    Overlap::from_pairs(&word_pairs(one), &word_pairs(other))
}

type WordPairs = BTreeSet<(String, String)>;

impl Overlap {
    fn from_pairs(one: &WordPairs, other: &WordPairs) -> Self {
        let common = one.intersection(other).count();
        let share_of = |of: usize| (common * 1_000).checked_div(of);
        // Two parts without text have everything in common.
        let of_longer = share_of(one.len().max(other.len())).unwrap_or(1_000);
        Self { of_shorter: share_of(one.len().min(other.len())).unwrap_or(of_longer), of_longer }
    }
}

fn word_pairs(part: &Value) -> WordPairs {
    let mut pairs = BTreeSet::new();
    let mut to_do = vec![part];
    while let Some(value) = to_do.pop() {
        match value {
            Value::Array(items) => to_do.extend(items),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("text" | "markdown", Value::String(text)) => add_pairs(split_words(text), &mut pairs),
                        ("accept", Value::Array(answers)) => {
                            let answers = answers.iter().filter_map(Value::as_str);
                            answers.for_each(|answer| add_pairs(split_words(answer), &mut pairs));
                        }
                        _ => to_do.push(value),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    pairs
}

/// Adds the pairs of adjacent words of a text; the edges of the text count as words.
fn add_pairs(words: impl IntoIterator<Item = String>, pairs: &mut WordPairs) {
    let mut last = String::new();
    for word in words {
        pairs.insert((std::mem::replace(&mut last, word.clone()), word));
    }
    if !last.is_empty() {
        pairs.insert((last, String::new()));
    }
}

/// Returns the words of a text in lower case, in Unicode's composed form. In scripts without spaces
/// between words, each character is a word.
pub(crate) fn split_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfc() {
        let alone = is_unspaced(c);
        if (alone || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if alone {
            words.push(c.to_string());
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// Returns whether a character is a letter of Thai, Lao, Burmese, Khmer, Chinese or Japanese.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        && c.is_alphanumeric()
}

/// Returns the content of a text as one line, in Unicode's composed form. Emphasis and line ends
/// make no difference; punctuation does.
pub(crate) fn normalized_text(spans: &[Span]) -> String {
    fn add(spans: &[Span], words: &mut String) {
        for span in spans {
            match span {
                Span::Text { text, .. } => words.push_str(text),
                Span::Value { value } => words.push_str(&format!("{{{value}}}")),
                Span::If { then, otherwise, .. } => {
                    add(then, words);
                    words.push('|');
                    add(otherwise, words);
                }
            }
        }
    }
    let mut words = String::new();
    add(spans, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Returns whether two questions have the same text and the same answers, in any order and under
/// any ids.
pub(crate) fn is_same_question(one: &Question, other: &Question) -> bool {
    let answer_texts = |question: &Question| {
        let mut answers: Vec<String> = question.answers.iter().map(|answer| normalized_text(&answer.text)).collect();
        answers.sort();
        answers
    };
    // A short answer is the same whatever is accepted, as an answer is whether it is right or not.
    normalized_text(&one.stem) == normalized_text(&other.stem)
        && answer_texts(one) == answer_texts(other)
        && one.accept.is_empty() == other.accept.is_empty()
        && one.body == other.body
}

/// Finds the question of a quiz that is the same as one of another version, preferably under its
/// id.
pub(crate) fn same_question<'q>(quiz: &'q Quiz, was: &Question) -> Option<&'q Question> {
    let same_id = quiz.questions.iter().find(|it| it.id == was.id).filter(|it| is_same_question(it, was));
    same_id.or_else(|| quiz.questions.iter().find(|it| is_same_question(it, was)))
}

/// Maps picked answers of a question to their ids in a question that [is the
/// same](is_same_question). Typed words stay as they are. Returns `None` if one of them is not an
/// answer of the first.
pub(crate) fn same_answers(was: &Question, picked: &[String], is: &Question) -> Option<Vec<String>> {
    if !is.accept.is_empty() {
        return Some(picked.to_vec());
    }
    let find_same = |id: &String| {
        let text = normalized_text(&was.answers.iter().find(|answer| answer.id == *id)?.text);
        let same_answer = is.answers.iter().find(|answer| answer.id == *id && normalized_text(&answer.text) == text);
        same_answer
            .or_else(|| is.answers.iter().find(|answer| normalized_text(&answer.text) == text))
            .map(|answer| answer.id.clone())
    };
    picked.iter().map(find_same).collect()
}
