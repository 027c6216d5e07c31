//! Counts words.
//!
//! A word is text between white space that contains a letter or digit, as word processors count. In
//! scripts without spaces between words, each character counts as one word. A value in a text
//! counts as one word, which it usually is.

use std::collections::BTreeMap;

use scn_prover::{Label, Texts};
use scn_story::{Block, Scenario, Span, When};

use super::document::{Speaker, Words};
use crate::length::Length;

/// The number of words of a text: those always shown, and for each condition in the text, by site,
/// those shown if it does not hold and if it does.
#[derive(Debug, Default)]
struct Counted {
    always: u32,
    sites: Vec<(usize, [u32; 2])>,
}

impl Counted {
    /// Total of all words that can be shown.
    fn all(&self) -> u64 {
        self.sites.iter().map(|(_, [failing, holding])| u64::from(*failing) + u64::from(*holding)).sum::<u64>()
            + u64::from(self.always)
    }

    /// Maximum number of words: the longer alternative of every condition counts.
    fn most(&self) -> u32 {
        self.sites.iter().map(|(_, [failing, holding])| failing.max(holding)).sum::<u32>() + self.always
    }
}

fn words(text: &str) -> u32 {
    u32::try_from(Length::of(text).units()).unwrap_or(u32::MAX)
}

/// The text without the parts that depend on a condition.
fn plain(spans: &[Span]) -> String {
    Span::words(spans, |span| match span {
        Span::Value { .. } => "0",
        Span::Text { .. } | Span::If { .. } => "",
    })
}

fn count(spans: &[Span]) -> Counted {
    let mut counted = Counted { always: words(&plain(spans)), sites: Vec::new() };
    for span in spans {
        if let Span::If { when, then, otherwise } = span {
            let (then, otherwise) = (count(then), count(otherwise));
            counted.sites.push((when.site.0 as usize, [otherwise.always, then.always]));
            counted.sites.extend(then.sites.into_iter().chain(otherwise.sites));
        }
    }
    counted
}

/// Counts the words of a block, regardless of its own condition. Media count as zero: not everybody
/// reads their alternative text.
fn block(block: &Block) -> Counted {
    let mut counted = Counted::default();
    match block {
        Block::Media { .. } | Block::Rule { .. } => {}
        Block::Quote { lines, .. } | Block::Code { lines, .. } => {
            counted.always = lines.iter().map(|line| words(line)).sum();
        }
        Block::Paragraph { .. }
        | Block::Speech { .. }
        | Block::Callout { .. }
        | Block::List { .. }
        | Block::Table { .. }
        | Block::Heading { .. } => {
            for text in block.texts().map(|text| count(text)) {
                counted.always += text.always;
                counted.sites.extend(text.sites);
            }
        }
    }
    counted
}

fn put(sites: &mut Vec<[u32; 2]>, at: usize, more: [u32; 2]) {
    if sites.len() <= at {
        sites.resize(at + 1, [0, 0]);
    }
    if let Some([failing, holding]) = sites.get_mut(at) {
        *failing += more[0];
        *holding += more[1];
    }
}

/// Returns the number of words of a body that are always shown; the others are added to `sites`.
fn body(blocks: &[Block], sites: &mut Vec<[u32; 2]>) -> u32 {
    let mut always = 0;
    for it in blocks {
        let counted = block(it);
        match it.when() {
            When::Always => always += counted.always,
            When::If(cond) => put(sites, cond.site.0 as usize, [0, counted.always]),
            When::Otherwise(cond) => put(sites, cond.site.0 as usize, [counted.always, 0]),
        }
        // A condition inside a block is evaluated only if the block is shown.
        counted.sites.into_iter().for_each(|(at, words)| put(sites, at, words));
    }
    always
}

fn label(spans: &[Span]) -> Label {
    let length = u32::try_from(plain(spans).chars().count()).unwrap_or(u32::MAX);
    Label { words: count(spans).most(), length }
}

/// Returns what the prover needs to know about a scenario's text: the number of words read along a
/// run.
pub(super) fn texts(scenario: &Scenario) -> Texts {
    let mut sites = Vec::new();
    let brief = words(&scenario.title) + body(&scenario.brief, &mut sites);
    let mut nodes = Vec::new();
    let (mut outcomes, mut labels) = (Vec::new(), Vec::new());
    for situation in &scenario.situations {
        nodes.push(words(&situation.title) + body(&situation.body, &mut sites));
        for choice in &situation.choices {
            labels.push(label(&choice.label));
            for outcome in &choice.outcomes {
                let feedback = outcome.feedback.iter().map(|text| count(text).most()).sum::<u32>();
                outcomes.push(body(&outcome.body, &mut sites) + feedback);
            }
        }
    }
    for ending in &scenario.endings {
        nodes.push(words(&ending.title) + body(&ending.body, &mut sites));
    }
    Texts { brief, nodes, outcomes, sites, labels }
}

/// Counts all words of a scenario by category.
pub(super) fn tally(scenario: &Scenario) -> (Words, Vec<Speaker>) {
    let mut tally = Tally { words: Words::default(), speakers: BTreeMap::new() };
    tally.words.titles += u64::from(words(&scenario.title));
    tally.blocks(&scenario.brief);
    let all = |texts: &[Vec<Span>]| texts.iter().map(|text| count(text).all()).sum::<u64>();
    for situation in &scenario.situations {
        tally.words.titles += u64::from(words(&situation.title));
        tally.blocks(&situation.body);
        tally.words.hints += all(&situation.hints);
        for choice in &situation.choices {
            tally.words.choices += count(&choice.label).all();
            tally.words.choices += choice.locked.iter().map(|text| count(text).all()).sum::<u64>();
            tally.words.hints += all(&choice.hints);
            for outcome in &choice.outcomes {
                tally.blocks(&outcome.body);
                tally.words.feedback += all(&outcome.feedback);
                tally.words.reasons += outcome.links.iter().map(|link| count(&link.because).all()).sum::<u64>();
            }
        }
    }
    for ending in &scenario.endings {
        tally.words.titles += u64::from(words(&ending.title));
        tally.blocks(&ending.body);
    }
    let it = &mut tally.words;
    it.total = it.titles + it.narration + it.speech + it.callouts + it.choices + it.feedback + it.reasons + it.hints;
    let speakers = scenario.cast.iter().map(|cast| Speaker {
        name: cast.name.clone(),
        words: tally.speakers.get(cast.name.as_str()).copied().unwrap_or_default(),
    });
    let speakers = speakers.collect();
    (tally.words, speakers)
}

struct Tally<'s> {
    words: Words,
    speakers: BTreeMap<&'s str, u64>,
}

impl<'s> Tally<'s> {
    fn blocks(&mut self, blocks: &'s [Block]) {
        for it in blocks {
            let words = block(it).all();
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
    use scn_story::{Cond, Expr, Site, Span};

    use super::{count, label, words};

    fn text(text: &str) -> Span {
        Span::Text { text: text.to_owned(), emphasis: false, strong: false, code: false, link: None }
    }

    #[test]
    fn a_word_has_a_letter_or_a_digit() {
        assert_eq!(words("Wait — what's *that*? 41 calls, e-mail & all."), 7);
        assert_eq!(words("… !"), 0);
    }

    #[test]
    fn styled_parts_of_a_word_are_one_word_and_conditional_words_are_counted_apart() {
        let when = Cond { site: Site(3), expr: Expr::Flag("late".to_owned()) };
        let then = vec![text("far too late")];
        let spans =
            [text("un"), text("believ"), text("able, "), Span::If { when, then, otherwise: vec![text("soon")] }];
        let counted = count(&spans);
        assert_eq!((counted.always, counted.all(), counted.most()), (1, 5, 4));
        assert_eq!(counted.sites, [(3, [1, 3])]);
        assert_eq!(label(&[text("Go to "), Span::Value { value: "door".to_owned() }]).words, 3);
    }
}
