//! Lints of individual texts: how hard they are to read, and whether an outcome judges before it
//! says what happens.

use scn_source::{FileId, Finding, Place};
use scn_syntax::ast;

use super::context::LintContext;
use super::measure::TextReader;
use super::syllables;
use super::words::{WordLists, fold_text, split_words};
use crate::findings;
use crate::findings::reading_level::{GRADE, MARGIN};

/// Maximum number of words in a sentence. Plain-language guides recommend 15 to 20 on average, and
/// at most 25.
const SENTENCE: u32 = 25;

/// Minimum number of words for a meaningful grade.
const WORDS: u32 = 60;

/// Maximum length of a verdict, in bytes and in characters.
const OPENING: usize = 40;

/// The Flesch–Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom, 'Derivation of new
/// readability formulas for Navy enlisted personnel', 1975).
fn grade(words: u32, sentences: u32, syllables: u32) -> f64 {
    let words = f64::from(words);
    0.39 * words / f64::from(sentences) + 11.8 * f64::from(syllables) / words - 15.59
}

/// Runs the lints of a scenario's texts.
pub(crate) fn lint(context: &LintContext<'_>, file: FileId, scenario: &ast::Scenario<'_>, findings: &mut Vec<Finding>) {
    let mut reader = TextReader::new(context.words, SENTENCE);
    each_text(&scenario.body, &mut |text| reader.skim_text(text));
    for situation in &scenario.situations {
        reader.restart();
        each_text(&situation.body, &mut |text| reader.read_text(text));
        situation.ask.iter().for_each(|ask| reader.read_text(&ask.text));
        situation.choices.iter().for_each(|choice| reader.read_text(&choice.label));
        if context.english && WORDS <= reader.count {
            report_hard(file, situation, &reader, findings);
        }
        for choice in &situation.choices {
            for outcome in &choice.outcomes {
                each_text(&outcome.body, &mut |text| reader.skim_text(text));
                outcome.feedback.iter().for_each(|text| reader.skim_text(text));
                outcome.links.iter().for_each(|link| reader.skim_text(&link.because));
                missing_reasons(file, outcome, findings);
                if let Some(lists) = context.words {
                    report_verdict(lists, file, outcome, findings);
                }
            }
        }
        if let Some(lists) = context.words.filter(|_| !situation.choices.is_empty()) {
            report_negative(lists, file, situation, findings);
        }
    }
    for ending in &scenario.endings {
        each_text(&ending.body, &mut |text| reader.skim_text(text));
    }
    if context.words.is_some() {
        let long = reader.long.iter();
        findings
            .extend(long.map(|it| findings::long_sentence::finding(Place { file, span: it.span }, it.words, SENTENCE)));
    }
}

/// Calls `each` with every text of a body. The alternatives of media are not the author's prose,
/// and quoted text is not either.
fn each_text<'b, 'a>(body: &'b [ast::Block<'a>], each: &mut impl FnMut(&'b ast::Text<'a>)) {
    for block in body {
        if !matches!(block.kind, ast::BlockKind::Media { .. }) {
            block.kind.texts().for_each(&mut *each);
        }
    }
}

/// Reports a situation with its choices if they are hard to read.
fn report_hard(file: FileId, situation: &ast::Situation<'_>, reader: &TextReader<'_>, findings: &mut Vec<Finding>) {
    // There are nearly always more vowel groups than syllables, and these are already counted.
    if grade(reader.count, reader.sentences, reader.groups) <= GRADE + MARGIN - 1.0 {
        return;
    }
    let mut sum = 0;
    each_text(&situation.body, &mut |text| sum += count_syllables(text));
    sum += situation.choices.iter().map(|choice| count_syllables(&choice.label)).sum::<u32>();
    let grade = grade(reader.count, reader.sentences, sum);
    if GRADE + MARGIN < grade {
        findings.push(findings::reading_level::finding(file, situation, grade, reader.count));
    }
}

/// Number of syllables in everything that a reader counts as words. A value counts as a short word.
fn count_syllables(text: &ast::Text<'_>) -> u32 {
    let parts = text.parts.iter().map(|part| match part {
        ast::TextPart::Words(part) | ast::TextPart::Literal(part) => {
            split_words(part.text).map(syllables::count_english).sum()
        }
        ast::TextPart::Value(_) => 1,
        ast::TextPart::Space => 0,
        ast::TextPart::If(it) => count_syllables(&it.then),
    });
    parts.sum()
}

fn missing_reasons(file: FileId, outcome: &ast::Outcome<'_>, findings: &mut Vec<Finding>) {
    let without = outcome.links.iter().filter(|link| link.because.parts.is_empty() && !link.principles.is_empty());
    findings.extend(without.map(|link| findings::missing_reason::finding(file, link)));
}

/// Reports an outcome that starts with a verdict, such as a teacher gives on an answer, followed by
/// punctuation.
fn report_verdict(lists: &WordLists, file: FileId, outcome: &ast::Outcome<'_>, findings: &mut Vec<Finding>) {
    let Some(ast::Block { kind: ast::BlockKind::Paragraph(text), span, .. }) = outcome.body.first() else { return };
    let Some(ast::TextPart::Words(first)) = text.parts.first() else { return };
    // Most outcomes have no punctuation so close to their start.
    let near = first.text.as_bytes().get(..OPENING).unwrap_or_default();
    if !near.is_empty() && !near.iter().any(|byte| matches!(byte, b'.' | b'!' | b',' | b':' | b';' | 0x80..)) {
        return;
    }
    // The first few words are enough, and emphasis markers are not punctuation.
    let start: String = first.text.trim_start_matches(['*', '_']).chars().take(OPENING).collect();
    let start = fold_text(&start);
    // Text in quotation marks is said by somebody in the story.
    if !start.starts_with(char::is_alphanumeric) {
        return;
    }
    let end = start.find(['.', '!', ',', ':', ';', '\u{2013}', '\u{2014}', '\u{2026}']);
    let opening = match end.and_then(|end| start.get(..end)) {
        Some(opening) => opening,
        // The outcome says nothing else.
        None if first.text.len() < OPENING && text.parts.len() == 1 => start.as_str(),
        None => return,
    };
    let opening_words: Vec<&str> = split_words(opening).collect();
    if lists.verdict.is_exactly(&opening_words) {
        findings.push(findings::telling_first::finding(file, *span, &opening_words.join(" ")));
    }
}

/// Reports the question at the end of a situation's last paragraph with one, if it contains a
/// negation.
fn report_negative(lists: &WordLists, file: FileId, situation: &ast::Situation<'_>, findings: &mut Vec<Finding>) {
    let asks = situation.body.iter().rev().find_map(|block| match &block.kind {
        ast::BlockKind::Paragraph(text) => question_at_end(text).map(|text| (block.span, text)),
        ast::BlockKind::Speech { .. }
        | ast::BlockKind::Callout { .. }
        | ast::BlockKind::Item(_)
        | ast::BlockKind::Media { .. }
        | ast::BlockKind::Quote(_)
        | ast::BlockKind::Code { .. }
        | ast::BlockKind::Table { .. }
        | ast::BlockKind::Heading { .. }
        | ast::BlockKind::Rule => None,
    });
    let Some((span, text)) = asks else { return };
    let text = fold_text(text);
    let question = text.rsplit(['.', '!', '?', '\u{2026}', ':']).next().unwrap_or_default();
    let question = without_tag(question);
    let question_words: Vec<&str> = split_words(question).collect();
    if let Some(word) =
        lists.negative.find(&question_words, Some(&lists.not_negative)).and_then(|(at, _)| question_words.get(at))
    {
        findings.push(findings::negative_question::finding(file, span, word));
    }
}

/// Removes the question at the end of a statement that asks only for agreement: `You know her,
/// don't you?` The same at its start asks for nothing else: `Don't you know her?` English only, as
/// other languages have fixed words for it, which are in their lists.
fn without_tag(question: &str) -> &str {
    let is_negation = |word: &str| word.ends_with("n't") || word == "not";
    let is_person = |word: &str| matches!(word, "i" | "you" | "he" | "she" | "it" | "we" | "they" | "there" | "that");
    let start: Vec<&str> = question.split_whitespace().take(2).collect();
    if matches!(start.as_slice(), [verb, person] if verb.ends_with("n't") && is_person(person)) {
        return question.trim_start().split_once(' ').map_or("", |(_, rest)| rest);
    }
    // The tag may be in front of the rest: `What do you think, aren't you proud of him?`
    for (comma, _) in question.match_indices(',') {
        let tag: Vec<&str> = question.get(comma + 1..).unwrap_or_default().split_whitespace().take(3).collect();
        let is_tag = match tag.as_slice() {
            [verb, person, ..] if is_negation(verb) => is_person(person),
            [_, person, not] => is_person(person) && *not == "not",
            _ => false,
        };
        if is_tag {
            return question.get(..comma).unwrap_or_default();
        }
    }
    question
}

/// Returns the end of a text up to its final question mark. A question is assumed to be no longer
/// than the part that is examined.
fn question_at_end<'a>(text: &ast::Text<'a>) -> Option<&'a str> {
    const LONGEST: usize = 400;
    let Some(ast::TextPart::Words(words)) = text.parts.last() else { return None };
    let question = words.text.trim_end().strip_suffix('?')?.trim_end_matches('?');
    let mut start = question.len().saturating_sub(LONGEST);
    while !question.is_char_boundary(start) {
        start += 1;
    }
    question.get(start..)
}

#[cfg(test)]
mod tests {
    use super::grade;

    #[test]
    fn a_tag_is_not_a_negation() {
        for (question, rest) in [
            ("you know her, don't you", "you know her"),
            ("what do you think, aren't you proud of my boy", "what do you think"),
            ("it is locked, is it not", "it is locked"),
            ("don't you know her", "you know her"),
            ("what should you not do", "what should you not do"),
            ("at the door, which one would you not open", "at the door, which one would you not open"),
        ] {
            assert_eq!(super::without_tag(question), rest);
        }
    }

    /// A sentence of six words with eight syllables, checked against the formula's own constants.
    #[test]
    fn the_grade_is_that_of_the_formula() {
        assert!((grade(6, 1, 8) - (0.39 * 6.0 + 11.8 * 8.0 / 6.0 - 15.59)).abs() < 1e-9);
        assert!(grade(100, 10, 130) < grade(100, 5, 130), "longer sentences are harder");
    }
}
