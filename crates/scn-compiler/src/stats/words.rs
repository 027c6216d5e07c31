//! Counts words.
//!
//! A word is text between white space that contains a letter or digit, as word processors count. In
//! scripts without spaces between words, each character counts as one word. A value in a text
//! counts as one word, which it usually is.

use std::collections::BTreeMap;

use scn_prover::{LabelLength, TextLengths};
use scn_story::{Block, Scenario, Span};

use super::document::{Speaker, Words};
use crate::length::Length;

/// The number of words of a text: those always shown, and for each condition in the text, by site,
/// those shown if it does not hold and if it does.
#[derive(Debug, Default)]
struct WordCount {
    always: u32,
    sites: Vec<(usize, [u32; 2])>,
}

impl WordCount {
    /// Total of all words that can be shown.
    fn total(&self) -> u64 {
        self.sites.iter().map(|(_, [failing, holding])| u64::from(*failing) + u64::from(*holding)).sum::<u64>()
            + u64::from(self.always)
    }

    /// Maximum number of words: the longer alternative of every condition counts.
    fn maximum(&self) -> u32 {
        self.sites.iter().map(|(_, [failing, holding])| failing.max(holding)).sum::<u32>() + self.always
    }
}

fn count_words(text: &str) -> u32 {
    u32::try_from(Length::of_text(text).units()).unwrap_or(u32::MAX)
}

/// The text without the parts that depend on a condition.
fn plain_words(spans: &[Span]) -> String {
    Span::words(spans, |span| match span {
        Span::Value { .. } => "0",
        Span::Text { .. } | Span::If { .. } => "",
    })
}

fn count_spans(spans: &[Span]) -> WordCount {
    let mut counted = WordCount { always: count_words(&plain_words(spans)), sites: Vec::new() };
    for span in spans {
        if let Span::If { when, then, otherwise } = span {
            let (then, otherwise) = (count_spans(then), count_spans(otherwise));
            counted.sites.push((when.site.0 as usize, [otherwise.always, then.always]));
            counted.sites.extend(then.sites.into_iter().chain(otherwise.sites));
        }
    }
    counted
}

/// Counts the words of a block, regardless of its own condition. Media count as zero: not everybody
/// reads their alternative text.
fn count_block(block: &Block) -> WordCount {
    let mut counted = WordCount::default();
    match block {
        Block::Media { .. } | Block::Rule { .. } => {}
        Block::Quote { lines, .. } | Block::Code { lines, .. } => {
            counted.always = lines.iter().map(|line| count_words(line)).sum();
        }
        Block::Paragraph { .. }
        | Block::Speech { .. }
        | Block::Callout { .. }
        | Block::List { .. }
        | Block::Table { .. }
        | Block::Heading { .. } => {
            for text in block.texts().map(|text| count_spans(text)) {
                counted.always += text.always;
                counted.sites.extend(text.sites);
            }
        }
    }
    counted
}

fn add_words(sites: &mut Vec<[u32; 2]>, at: usize, more: [u32; 2]) {
    if sites.len() <= at {
        sites.resize(at + 1, [0, 0]);
    }
    if let Some([failing, holding]) = sites.get_mut(at) {
        *failing += more[0];
        *holding += more[1];
    }
}

/// Returns the number of words of a body that are always shown; the others are added to `sites`.
fn count_body(blocks: &[Block], sites: &mut Vec<[u32; 2]>) -> u32 {
    let mut always = 0;
    for it in blocks {
        let counted = count_block(it);
        // The last condition is evaluated only if those before it have their results.
        match it.display_condition().guards().last() {
            None => always += counted.always,
            Some((cond, true)) => add_words(sites, cond.site.0 as usize, [0, counted.always]),
            Some((cond, false)) => add_words(sites, cond.site.0 as usize, [counted.always, 0]),
        }
        // A condition inside a block is evaluated only if the block is shown.
        counted.sites.into_iter().for_each(|(at, words)| add_words(sites, at, words));
    }
    always
}

fn measure_label(spans: &[Span]) -> LabelLength {
    let length = u32::try_from(plain_words(spans).chars().count()).unwrap_or(u32::MAX);
    LabelLength { words: count_spans(spans).maximum(), length }
}

/// Returns what the prover needs to know about a scenario's text: the number of words read along a
/// run.
pub(super) fn prover_texts(scenario: &Scenario) -> TextLengths {
    let mut sites = Vec::new();
    let brief = count_words(&scenario.title) + count_body(&scenario.brief, &mut sites);
    let mut nodes = Vec::new();
    let (mut outcomes, mut labels) = (Vec::new(), Vec::new());
    for situation in &scenario.situations {
        let ask = situation.ask.as_ref().map_or(0, |ask| count_spans(&ask.text).maximum());
        nodes.push(count_words(&situation.title) + count_body(&situation.body, &mut sites) + ask);
        for choice in &situation.choices {
            labels.push(measure_label(&choice.label));
            for outcome in &choice.outcomes {
                let feedback = outcome.feedback.iter().map(|text| count_spans(text).maximum()).sum::<u32>();
                outcomes.push(count_body(&outcome.body, &mut sites) + feedback);
            }
        }
    }
    for ending in &scenario.endings {
        nodes.push(count_words(&ending.title) + count_body(&ending.body, &mut sites));
    }
    TextLengths { brief, nodes, outcomes, sites, labels }
}

/// Counts all words of a scenario by category.
pub(super) fn tally(scenario: &Scenario) -> (Words, Vec<Speaker>) {
    let mut tally = WordTally { words: Words::default(), speakers: BTreeMap::new() };
    tally.words.titles += u64::from(count_words(&scenario.title));
    tally.add_blocks(&scenario.brief);
    let total_of = |texts: &[Vec<Span>]| texts.iter().map(|text| count_spans(text).total()).sum::<u64>();
    for situation in &scenario.situations {
        tally.words.titles += u64::from(count_words(&situation.title));
        tally.add_blocks(&situation.body);
        tally.words.narration += situation.ask.iter().map(|ask| count_spans(&ask.text).total()).sum::<u64>();
        tally.words.hints += total_of(&situation.hints);
        for choice in &situation.choices {
            tally.words.choices += count_spans(&choice.label).total();
            tally.words.choices += choice.locked.iter().map(|text| count_spans(text).total()).sum::<u64>();
            tally.words.hints += total_of(&choice.hints);
            for outcome in &choice.outcomes {
                tally.add_blocks(&outcome.body);
                tally.words.feedback += total_of(&outcome.feedback);
                tally.words.reasons += outcome.links.iter().map(|link| count_spans(&link.because).total()).sum::<u64>();
            }
        }
    }
    for ending in &scenario.endings {
        tally.words.titles += u64::from(count_words(&ending.title));
        tally.add_blocks(&ending.body);
    }
    let sums = &mut tally.words;
    sums.total = sums.titles
        + sums.narration
        + sums.speech
        + sums.callouts
        + sums.choices
        + sums.feedback
        + sums.reasons
        + sums.hints;
    let speakers = scenario.cast.iter().map(|cast| Speaker {
        name: cast.name.clone(),
        words: tally.speakers.get(cast.name.as_str()).copied().unwrap_or_default(),
    });
    let speakers = speakers.collect();
    (tally.words, speakers)
}

struct WordTally<'s> {
    words: Words,
    speakers: BTreeMap<&'s str, u64>,
}

impl<'s> WordTally<'s> {
    fn add_blocks(&mut self, blocks: &'s [Block]) {
        for it in blocks {
            let words = count_block(it).total();
            match it {
                Block::Paragraph { .. }
                | Block::List { .. }
                | Block::Quote { .. }
                | Block::Code { .. }
                | Block::Table { .. }
                | Block::Heading { .. }
                | Block::Rule { .. } => self.words.narration += words,
                Block::Speech { speaker, .. } => {
                    self.words.speech += words;
                    *self.speakers.entry(speaker).or_default() += words;
                }
                Block::Callout { .. } => self.words.callouts += words,
                Block::Media { .. } => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use scn_story::{Cond, Expr, SiteId, Span};

    use super::{count_spans, count_words, measure_label};

    fn text(text: &str) -> Span {
        Span::Text { text: text.to_owned(), emphasis: false, strong: false, code: false, link: None }
    }

    #[test]
    fn a_word_has_a_letter_or_a_digit() {
        assert_eq!(count_words("Wait — what's *that*? 41 calls, e-mail & all."), 7);
        assert_eq!(count_words("… !"), 0);
    }

    #[test]
    fn styled_parts_of_a_word_are_one_word_and_conditional_words_are_counted_apart() {
        let when = Cond { site: SiteId(3), expr: Expr::Flag("late".to_owned()) };
        let then = vec![text("far too late")];
        let spans =
            [text("un"), text("believ"), text("able, "), Span::If { when, then, otherwise: vec![text("soon")] }];
        let counted = count_spans(&spans);
        assert_eq!((counted.always, counted.total(), counted.maximum()), (1, 5, 4));
        assert_eq!(counted.sites, [(3, [1, 3])]);
        assert_eq!(measure_label(&[text("Go to "), Span::Value { value: "door".to_owned() }]).words, 3);
    }
}
