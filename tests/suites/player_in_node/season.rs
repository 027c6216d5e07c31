//! Adds to a random story what it lacks: every kind of block, styles, values, hints, shuffling,
//! clocks, titles with white space, and odds of many digits.

use scn_story::{Alignment, Block, Callout, Choice, MediaKind, Outcome, OutcomeWhen, Span, Story, When};
use scn_tests::random::Rng;

/// Words that are hard to carry unchanged: quotes, another script, a letter outside the first
/// plane, characters that hide or reorder text, a control character.
const HARD_WORDS: [&str; 5] =
    ["\"quoted\\\"", "größer, наверх", "𝒜 👩‍👩‍👧", "left\u{202e}right\u{ad}", "bell\u{7}\u{2028}"];

fn styled(rng: &mut Rng, text: &str) -> Span {
    Span::Text {
        text: text.to_owned(),
        emphasis: rng.with_percent(50),
        strong: rng.with_percent(30),
        code: rng.with_percent(20),
        link: rng.with_percent(20).then(|| "https://example.org/a?b=\"c\"".to_owned()),
    }
}

/// Words in some styles, with a value: of a variable, of the learner, or of nothing.
fn words(rng: &mut Rng, story: &Story) -> Vec<Span> {
    let mut spans = vec![styled(rng, "Well, ")];
    let hard = rng.pick_one(&HARD_WORDS).copied().unwrap_or_default();
    spans.push(styled(rng, hard));
    let variables: Vec<&str> = story.scenarios.iter().flat_map(|it| &it.variables).map(|it| it.id.as_str()).collect();
    let value = match rng.number_below(6) {
        0 | 1 => "learner",
        2 => "nothing-of-this-name",
        _ => rng.pick_one(&variables).copied().unwrap_or("learner"),
    };
    spans.push(Span::Value { value: value.to_owned() });
    spans
}

/// A block of any kind.
fn block(rng: &mut Rng, story: &Story) -> Block {
    let when = When::Always;
    let callouts = [Callout::Note, Callout::Tip, Callout::Remember, Callout::Warning];
    let kinds = [MediaKind::Image, MediaKind::Audio, MediaKind::Video];
    match rng.number_below(10) {
        0 => Block::Paragraph { when, text: words(rng, story) },
        1 => {
            let direction = rng.with_percent(50).then(|| "quietly".to_owned());
            Block::Speech { when, speaker: "Guard".to_owned(), direction, text: words(rng, story) }
        }
        2 => {
            let callout = *rng.pick_one(&callouts).expect("there are some");
            Block::Callout { when, callout, text: words(rng, story) }
        }
        3 => {
            let media = *rng.pick_one(&kinds).expect("there are some");
            Block::Media { when, media, file: "pictures/ä b.png".to_owned(), alternative: words(rng, story) }
        }
        4 => {
            let start = u32::try_from(rng.number_below(3)).unwrap_or(0);
            let level = u8::try_from(rng.number_below(3)).unwrap_or(0);
            let items = vec![words(rng, story), words(rng, story)];
            Block::List { when, ordered: rng.with_percent(50), start, level, items }
        }
        5 => Block::Quote { when, lines: HARD_WORDS.map(str::to_owned).to_vec() },
        6 => {
            Block::Code { when, info: rng.with_percent(50).then(|| "sh".to_owned()), lines: vec!["  a\tb".to_owned()] }
        }
        7 => {
            let columns = vec![Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right];
            let rows = vec![vec![words(rng, story)], vec![words(rng, story), Vec::new()]];
            Block::Table { when, columns, head: vec![words(rng, story)], rows }
        }
        8 => Block::Heading { when, level: 3, text: words(rng, story) },
        _ => Block::Rule { when },
    }
}

/// Replaces odds by ones that need many digits.
fn widen_odds(rng: &mut Rng, choice: &mut Choice) {
    if !choice.outcomes.iter().any(|outcome| matches!(outcome.when, OutcomeWhen::Chance { .. })) {
        return;
    }
    let last = choice.outcomes.len() - 1;
    for (index, outcome) in choice.outcomes.iter_mut().enumerate() {
        let denominator = u32::try_from(rng.number_between(3, 99_999)).unwrap_or(3) * 2 + 1;
        outcome.when = if index == last {
            OutcomeWhen::Otherwise
        } else {
            OutcomeWhen::Chance { numerator: denominator / 3, denominator }
        };
    }
}

fn season_outcome(rng: &mut Rng, story: &Story, outcome: &mut Outcome) {
    if rng.with_percent(25) {
        outcome.body.push(block(rng, story));
    }
    if rng.with_percent(20) {
        outcome.feedback.push(words(rng, story));
    }
    for link in &mut outcome.links {
        if rng.with_percent(20) {
            link.because = words(rng, story);
        }
    }
}

/// Adds to a story what it lacks. The same story and the same numbers give the same result.
pub(crate) fn season(rng: &mut Rng, story: &mut Story) {
    let known = story.clone();
    story.pack.name = "a-pack".to_owned();
    story.pack.shuffle = rng.with_percent(40);
    for principle in &mut story.principles {
        principle.source = rng.with_percent(30).then(|| "Act 4 of 2013".to_owned());
        principle.text.push(block(rng, &known));
    }
    for scenario in &mut story.scenarios {
        if rng.with_percent(40) {
            scenario.brief.push(block(rng, &known));
        }
        for ending in &mut scenario.endings {
            if rng.with_percent(40) {
                ending.body.push(block(rng, &known));
            }
        }
        for situation in &mut scenario.situations {
            if rng.with_percent(10) {
                situation.title = format!(" \u{85}{}\u{3000}", situation.title);
            }
            if rng.with_percent(40) {
                situation.body.insert(0, block(rng, &known));
            }
            if rng.with_percent(30) {
                situation.hints = vec![words(rng, &known), words(rng, &known)];
            }
            if let Some(ask) = situation.ask.as_mut().filter(|_| rng.with_percent(50)) {
                ask.text = words(rng, &known);
            }
            for choice in &mut situation.choices {
                if rng.with_percent(25) {
                    choice.label = words(rng, &known);
                } else if rng.with_percent(5) {
                    choice.label = vec![Span::Text {
                        text: " \u{a0}".to_owned(),
                        emphasis: false,
                        strong: false,
                        code: false,
                        link: None,
                    }];
                }
                if choice.needs.is_some() && rng.with_percent(30) {
                    choice.locked = Some(words(rng, &known));
                }
                if rng.with_percent(20) {
                    choice.hints.push(words(rng, &known));
                }
                if rng.with_percent(10) {
                    choice.after = Some(30);
                }
                if rng.with_percent(50) {
                    widen_odds(rng, choice);
                }
                for outcome in &mut choice.outcomes {
                    season_outcome(rng, &known, outcome);
                }
            }
        }
        scenario.number_sites();
    }
    story.scn = story.least_version();
}
