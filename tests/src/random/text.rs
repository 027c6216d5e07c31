//! Random text. Its words do not matter, but its conditions do.

use scn_story::{Alignment, Block, Callout, Cond, Span, When};

use super::conds::random_cond;
use super::plan::Plan;
use super::rng::Rng;

/// Returns plain words.
pub(super) fn plain_words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.to_owned(), emphasis: false, strong: false, code: false, link: None }]
}

/// The name of the speaker.
pub(super) const SPEAKER: &str = "Guard";

/// Creates the body of a situation or ending.
pub(super) fn random_body(rng: &mut Rng, plan: &Plan, id: &str) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph { when: When::Always, text: plain_words(&format!("This is the {id}.")) }];
    add_blocks(rng, plan, &mut blocks);
    blocks
}

/// Creates the body of an outcome. Its first paragraph follows `Outcome:` and cannot have a
/// condition.
/// Every eighth outcome has no words.
pub(super) fn outcome_body(rng: &mut Rng, plan: &Plan) -> Vec<Block> {
    if rng.with_percent(12) {
        return Vec::new();
    }
    let text =
        if rng.with_percent(plan.texts / 2) { mixed_words(rng, plan) } else { plain_words("Something happens.") };
    let mut blocks = vec![Block::Paragraph { when: When::Always, text }];
    add_blocks(rng, plan, &mut blocks);
    blocks
}

fn add_blocks(rng: &mut Rng, plan: &Plan, blocks: &mut Vec<Block>) {
    if rng.with_percent(plan.texts) {
        let when = random_cond(rng, plan);
        blocks.push(random_block(rng, plan, When::If(when.clone())));
        if rng.with_percent(30) {
            let other = random_cond(rng, plan);
            let guards = vec![When::Otherwise(when.clone()), When::If(other.clone())];
            blocks.push(random_block(rng, plan, When::All(guards)));
            if rng.with_percent(50) {
                let guards = vec![When::Otherwise(when), When::Otherwise(other)];
                blocks.push(random_block(rng, plan, When::All(guards)));
            }
        } else if rng.with_percent(40) {
            blocks.push(random_block(rng, plan, When::Otherwise(when)));
        }
    }
    if rng.with_percent(plan.texts / 4) {
        add_branches(rng, plan, blocks);
    }
    if rng.with_percent(plan.texts / 2) {
        blocks.push(random_block(rng, plan, When::Always));
    }
    if rng.with_percent(plan.texts / 4) {
        let items = vec![plain_words("One thing."), mixed_words(rng, plan)];
        let ordered = rng.with_percent(50);
        let start = if ordered && rng.with_percent(30) { 7 } else { 1 };
        blocks.push(Block::List { when: When::Always, ordered, start, level: 0, items });
        if rng.with_percent(30) {
            let items = vec![plain_words("Deeper.")];
            blocks.push(Block::List { when: When::Always, ordered: false, start: 1, level: 1, items });
        }
    }
    if rng.with_percent(3) {
        blocks.push(special_block(rng, plan));
    }
}

/// Adds a block of conditions: up to three branches of one or two paragraphs, some of which have a
/// condition of their own.
fn add_branches(rng: &mut Rng, plan: &Plan, blocks: &mut Vec<Block>) {
    let mut before: Vec<When> = Vec::new();
    for branch in 0..=rng.number_below(2) {
        let cond = random_cond(rng, plan);
        let is_last = branch == 2 || branch == 1 && rng.with_percent(40);
        let mut guards = before.clone();
        if !is_last {
            guards.push(When::If(cond.clone()));
        }
        blocks.push(random_block(rng, plan, When::All(guards.clone())));
        if rng.with_percent(40) {
            blocks.push(random_block(rng, plan, When::All(guards.clone())));
        }
        if is_last {
            return;
        }
        if rng.with_percent(30) {
            let own = random_cond(rng, plan);
            let with_own = |own: When| When::All(guards.iter().cloned().chain([own]).collect());
            blocks.push(random_block(rng, plan, with_own(When::If(own.clone()))));
            if rng.with_percent(40) {
                blocks.push(random_block(rng, plan, with_own(When::Otherwise(own))));
            }
        }
        before.push(When::Otherwise(cond));
    }
}

/// Creates a block other than a paragraph.
fn special_block(rng: &mut Rng, plan: &Plan) -> Block {
    let when = When::Always;
    match rng.weighted_index(&[20, 20, 20, 20, 20]) {
        0 => {
            let lines = vec!["From: the house".to_owned(), "[if nothing] counts here.".to_owned()];
            Block::Quote { when, lines }
        }
        1 => {
            let lines = ["Choice: none", "", "    // {no} [if value]"].map(str::to_owned).to_vec();
            Block::Code { when, info: rng.with_percent(50).then(|| "sh".to_owned()), lines }
        }
        2 => {
            let columns = vec![Alignment::None, Alignment::Right];
            let head = vec![plain_words("Who"), plain_words("When")];
            Block::Table { when, columns, head, rows: vec![vec![plain_words("She"), mixed_words(rng, plan)]] }
        }
        3 => Block::Heading { when, level: 2, text: plain_words("Then") },
        _ => Block::Rule { when },
    }
}

fn random_block(rng: &mut Rng, plan: &Plan, when: When) -> Block {
    let text = if rng.with_percent(35) { mixed_words(rng, plan) } else { plain_words("There is more to say.") };
    match rng.weighted_index(&[60, 25, 15]) {
        0 => Block::Paragraph { when, text },
        1 => Block::Speech {
            when,
            speaker: SPEAKER.to_owned(),
            direction: rng.with_percent(30).then(|| "quietly".to_owned()),
            text,
        },
        _ => Block::Callout { when, callout: Callout::Note, text },
    }
}

/// Creates words, some of which depend on a condition, and a value.
fn mixed_words(rng: &mut Rng, plan: &Plan) -> Vec<Span> {
    let when: Cond = random_cond(rng, plan);
    let otherwise = if rng.with_percent(50) { plain_words("not quite") } else { Vec::new() };
    let mut spans = plain_words("It is ");
    spans.push(Span::If { when, then: plain_words("just so"), otherwise });
    spans.extend(plain_words(" today."));
    let shown = plan.meters.first().map(|meter| &meter.id).filter(|_| rng.with_percent(20));
    if let Some(id) = shown.or_else(|| plan.moods.first().filter(|_| rng.with_percent(10))) {
        spans.extend(plain_words(" Now at "));
        spans.push(Span::Value { value: id.clone() });
        spans.extend(plain_words("."));
        join_words(&mut spans);
    }
    spans
}

/// Joins neighbouring plain words.
fn join_words(spans: &mut Vec<Span>) {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans.drain(..) {
        match (joined.last_mut(), span) {
            (Some(Span::Text { text: before, .. }), Span::Text { text, .. }) => before.push_str(&text),
            (_, span) => joined.push(span),
        }
    }
    *spans = joined;
}
