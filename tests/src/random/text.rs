//! Random text. Its words do not matter, but its conditions do.

use scn_story::{Alignment, Block, Callout, Cond, Span, When};

use super::conds::cond;
use super::plan::Plan;
use super::rng::Rng;

/// Returns plain words.
pub(super) fn words(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.to_owned(), emphasis: false, strong: false, code: false, link: None }]
}

/// The name of the speaker.
pub(super) const SPEAKER: &str = "Guard";

/// Creates the body of a situation or ending.
pub(super) fn body(rng: &mut Rng, plan: &Plan, id: &str) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph { when: When::Always, text: words(&format!("This is the {id}.")) }];
    more(rng, plan, &mut blocks);
    blocks
}

/// Creates the body of an outcome. Its first paragraph follows `Outcome:` and has no condition.
pub(super) fn outcome_body(rng: &mut Rng, plan: &Plan) -> Vec<Block> {
    let text = if rng.percent(plan.texts / 2) { mixed(rng, plan) } else { words("Something happens.") };
    let mut blocks = vec![Block::Paragraph { when: When::Always, text }];
    more(rng, plan, &mut blocks);
    blocks
}

fn more(rng: &mut Rng, plan: &Plan, blocks: &mut Vec<Block>) {
    if rng.percent(plan.texts) {
        let when = cond(rng, plan);
        blocks.push(block(rng, plan, When::If(when.clone())));
        if rng.percent(40) {
            blocks.push(block(rng, plan, When::Otherwise(when)));
        }
    }
    if rng.percent(plan.texts / 2) {
        blocks.push(block(rng, plan, When::Always));
    }
    if rng.percent(plan.texts / 4) {
        let items = vec![words("One thing."), mixed(rng, plan)];
        let ordered = rng.percent(50);
        let start = if ordered && rng.percent(30) { 7 } else { 1 };
        blocks.push(Block::List { when: When::Always, ordered, start, level: 0, items });
        if rng.percent(30) {
            let items = vec![words("Deeper.")];
            blocks.push(Block::List { when: When::Always, ordered: false, start: 1, level: 1, items });
        }
    }
    if rng.percent(3) {
        blocks.push(special(rng, plan));
    }
}

/// Creates a block other than a paragraph.
fn special(rng: &mut Rng, plan: &Plan) -> Block {
    let when = When::Always;
    match rng.weighted(&[20, 20, 20, 20, 20]) {
        0 => {
            let lines = vec!["From: the house".to_owned(), "[if nothing] counts here.".to_owned()];
            Block::Quote { when, lines }
        }
        1 => {
            let lines = ["Choice: none", "", "    // {no} [if value]"].map(str::to_owned).to_vec();
            Block::Code { when, info: rng.percent(50).then(|| "sh".to_owned()), lines }
        }
        2 => {
            let columns = vec![Alignment::None, Alignment::Right];
            let head = vec![words("Who"), words("When")];
            Block::Table { when, columns, head, rows: vec![vec![words("She"), mixed(rng, plan)]] }
        }
        3 => Block::Heading { when, level: 2, text: words("Then") },
        _ => Block::Rule { when },
    }
}

fn block(rng: &mut Rng, plan: &Plan, when: When) -> Block {
    let text = if rng.percent(35) { mixed(rng, plan) } else { words("There is more to say.") };
    match rng.weighted(&[60, 25, 15]) {
        0 => Block::Paragraph { when, text },
        1 => Block::Speech {
            when,
            speaker: SPEAKER.to_owned(),
            direction: rng.percent(30).then(|| "quietly".to_owned()),
            text,
        },
        _ => Block::Callout { when, callout: Callout::Note, text },
    }
}

/// Creates words, some of which depend on a condition, and a value.
fn mixed(rng: &mut Rng, plan: &Plan) -> Vec<Span> {
    let when: Cond = cond(rng, plan);
    let otherwise = if rng.percent(50) { words("not quite") } else { Vec::new() };
    let mut spans = words("It is ");
    spans.push(Span::If { when, then: words("just so"), otherwise });
    spans.extend(words(" today."));
    if let Some(meter) = plan.meters.first().filter(|_| rng.percent(20)) {
        spans.extend(words(" Now at "));
        spans.push(Span::Value { value: meter.id.clone() });
        spans.extend(words("."));
        join(&mut spans);
    }
    spans
}

/// Joins neighbouring plain words.
fn join(spans: &mut Vec<Span>) {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans.drain(..) {
        match (joined.last_mut(), span) {
            (Some(Span::Text { text: before, .. }), Span::Text { text, .. }) => before.push_str(&text),
            (_, span) => joined.push(span),
        }
    }
    *spans = joined;
}
