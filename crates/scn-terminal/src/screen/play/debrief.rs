//! The debrief on a page.

use super::super::paper::Look;
use super::super::part::{Line, Part};
use scn_run::{Band, CLOSING, Debrief, Decision, Given, Profile, SITUATION_CHANGED, ShownBlock, phrases::TRADE};
use scn_text::counted;
use scn_text::styled::Role;

/// The number of cells in a bar.
const CELLS: u32 = 10;

/// Returns every decision with its reasons, and the profile with its closing text.
pub(super) fn parts(debrief: &Debrief, look: Look) -> Vec<Part> {
    if debrief.decisions.is_empty() {
        return vec![Line::say(Role::Text, "Nothing was decided in this run.").into()];
    }
    let mut parts = vec![Part::Heading("What you decided".to_owned())];
    for (decision, number) in debrief.decisions.iter().zip(1_u32..) {
        self::decision(number, decision, &mut parts);
    }
    if !debrief.profile.is_empty() {
        parts.push(Part::Heading("How you handled each principle".to_owned()));
        for entry in &debrief.profile {
            profile(entry, look, &mut parts);
        }
        parts.push(Line::say(Role::Text, CLOSING).into());
    }
    parts
}

fn decision(number: u32, decision: &Decision, parts: &mut Vec<Part>) {
    let mark = format!("{number}. ");
    let indent = " ".repeat(mark.len());
    parts.push(Line::say(Role::Heading, &decision.title).behind(&mark).into());
    let mut put = |line: Line, mark: &str| parts.push(line.behind(&format!("{indent}{mark}")).tight().into());
    put(Line::say(Role::Text, "You chose: ").text(Role::Text, &decision.words()), "");
    if decision.situation_changed {
        put(Line::say(Role::Aside, SITUATION_CHANGED), "");
    }
    for judgement in &decision.judgements {
        let given = judgement.given();
        let role = match given {
            Given::Upholds | Given::PartlyUpholds => Role::Good,
            Given::Neither => Role::Text,
            Given::PartlyBreaks | Given::Breaks => Role::Poor,
        };
        let title = format!("“{}”", judgement.title);
        let mut line = Line::say(role, given.word()).and(Role::Text, " ").and(Role::Label, &title);
        if !judgement.because.is_empty() {
            line = line.and(Role::Text, ": ").text(Role::Text, &judgement.because);
        }
        put(line, "- ");
    }
    if decision.is_trade() {
        put(Line::say(Role::Text, TRADE), "");
    }
    for feedback in &decision.feedback {
        put(Line::say(Role::Text, "Feedback: ").text(Role::Text, feedback), "");
    }
    for vote in &decision.votes {
        let line = Line::say(Role::Text, &format!("Votes: {} for “", vote.count));
        put(line.text(Role::Text, &vote.label).and(Role::Text, "”"), "");
    }
}

fn profile(entry: &Profile, look: Look, parts: &mut Vec<Part>) {
    parts.push(Line::say(Role::Label, &entry.title).into());
    parts.push(band(entry, look).behind("  ").tight().into());
    if entry.score.band() == Band::Consistent {
        return;
    }
    // Paragraphs are indented, because the title of another principle would be at the margin.
    parts.extend(entry.text.iter().map(|block| {
        let ShownBlock::Paragraph(text) = block else { return Part::Block(block.clone()) };
        Line::default().text(Role::Text, text).behind("  ").into()
    }));
    if let Some(source) = &entry.source {
        parts.push(Line::say(Role::Aside, &format!("Source: {source}")).behind("  ").tight().into());
    }
}

/// Returns how a principle was handled, as a bar and in words.
pub(super) fn band(entry: &Profile, look: Look) -> Line {
    let score = entry.score;
    let band = score.band();
    let role = match band {
        Band::NotEnough => Role::Aside,
        Band::NeedsAttention => Role::Poor,
        Band::Mixed => Role::Middling,
        Band::Consistent => Role::Good,
    };
    let mut line = Line::default();
    if band != Band::NotEnough {
        // Rounded to the nearest cell; `of` is above 0 if there are enough decisions.
        let full = (2 * CELLS * score.points + score.of) / (2 * score.of).max(1);
        let cells = |cell: &str, count: u32| cell.repeat(count as usize);
        let bar = cells(look.sign("█", "#"), full) + &cells(look.sign("░", "."), CELLS.saturating_sub(full));
        line = line.and(role, &bar).and(Role::Text, " ");
    }
    let decisions = match score.decisions {
        0 => "no decision".to_owned(),
        many => counted(many, "decision"),
    };
    line.and(role, band.word()).and(Role::Text, &format!(", {decisions}"))
}
