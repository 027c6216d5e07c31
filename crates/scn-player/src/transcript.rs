//! A run as Markdown: what was shown, what was chosen, what came of it, and the debrief.

use crate::debrief::{Band, CLOSING, Debrief, Profile};
use crate::event::Votes;
use crate::markdown::{Blocks, escape, inline};
use crate::replay::{Fold, ReplayError, replay};
use crate::session::{ChoiceView, HintView, Lock, Passage, Session};
use crate::terminal::{BY_THE_TRAINER, ended_words, is_majority, result_word};
use crate::text::ShownBlock;
use crate::{Earlier, Ended, Event, Playable};

/// The transcript of a run, or of as much of it as the events record.
///
/// # Errors
/// When the events cannot be replayed in this story.
pub fn transcript(playable: &Playable<'_>, events: &[Event], learner: Option<&str>) -> Result<String, ReplayError> {
    let mut out = Transcript { out: Paragraphs::default() };
    out.head(playable, events, learner);
    let session = replay(playable, events, learner, &mut out)?;
    let scene = session.scene();
    out.choices(&session, None);
    match &scene.ended {
        None => out.out.push("The run goes on."),
        Some(ended) => {
            if let Some(words) = ended_words(playable, ended) {
                out.out.push(&escape(&words));
            }
        }
    }
    // A run that goes on is not judged.
    if !matches!(scene.ended, None | Some(Ended::Left { .. })) {
        out.debrief(&Debrief::of(playable, events, learner)?);
    }
    Ok(out.out.text)
}

/// Paragraphs with one blank line between them, and a line end at the end.
#[derive(Default)]
struct Paragraphs {
    text: String,
}

impl Paragraphs {
    fn push(&mut self, paragraph: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.add(paragraph);
    }

    /// Adds lines without a blank line before them.
    fn add(&mut self, lines: &str) {
        self.text.push_str(lines);
        self.text.push('\n');
    }
}

struct Transcript {
    out: Paragraphs,
}

impl Transcript {
    fn head(&mut self, playable: &Playable<'_>, events: &[Event], learner: Option<&str>) {
        let scenario = playable.scenario();
        let pack = &playable.story().pack;
        self.out.push(&format!("# {}", escape(&scenario.title)));
        let version = pack.version.as_ref().map(|it| format!(" {}", escape(it))).unwrap_or_default();
        let mut facts =
            vec![format!("- Pack: {}{version}", escape(if pack.title.is_empty() { &pack.name } else { &pack.title }))];
        facts.push(format!("- Scenario: {}", escape(&scenario.id)));
        facts.push(format!("- Learner: {}", escape(learner.unwrap_or("a guest"))));
        if let Some(Event::Started { digest, seed, .. }) = events.first() {
            facts.push(format!("- Story: {}", escape(digest)));
            if playable.uses_seed() {
                facts.push(format!("- Seed: {seed}"));
            }
        }
        self.out.push(&facts.join("\n"));
    }

    fn body(&mut self, body: &[ShownBlock]) {
        let mut blocks = Blocks::default();
        let mut before: Option<&ShownBlock> = None;
        for shown in body {
            let markdown = blocks.block(shown);
            if before.is_none_or(|before| shown.is_apart_from(before)) {
                self.out.push(&markdown);
            } else {
                self.out.add(&markdown);
            }
            before = Some(shown);
        }
    }

    /// The choices on offer as a list, by the numbers that they have; after it those that are locked.
    fn choices(&mut self, session: &Session<'_>, chosen: Option<&str>) {
        let (mut open, mut locked) = (Vec::new(), Vec::new());
        for view in &session.scene().choices {
            match &view.lock {
                Lock::Open => {
                    let mark = if chosen == Some(&view.id) { " **← chosen**" } else { "" };
                    open.push(format!("{}. {}{mark}", open.len() + 1, inline(&view.label)));
                }
                Lock::Locked(why) => {
                    let why = why.as_ref().map(|why| format!(" ({})", inline(why))).unwrap_or_default();
                    locked.push(format!("Locked: {}{why}", inline(&view.label)));
                }
            }
        }
        if !open.is_empty() {
            // Words between, or a numbered list before it would go on in this one.
            self.out.push("Choices:");
            self.out.push(&open.join("\n"));
        }
        for line in locked {
            self.out.push(&line);
        }
    }

    fn debrief(&mut self, debrief: &Debrief) {
        if debrief.decisions.is_empty() {
            return;
        }
        self.out.push("## Debrief");
        for (number, decision) in debrief.decisions.iter().enumerate() {
            self.out.push(&format!("### {}. {}", number + 1, escape(&decision.title)));
            self.out.push(&format!("Chosen: {}", inline(&decision.words())));
            if !decision.votes.is_empty() {
                let votes = decision.votes.iter().map(|vote| format!("{} for “{}”", vote.count, inline(&vote.label)));
                let trainer = if is_majority(&decision.votes, &decision.choice) {
                    String::new()
                } else {
                    format!(" {BY_THE_TRAINER}")
                };
                self.out.push(&format!("Votes: {}.{trainer}", votes.collect::<Vec<_>>().join(", ")));
            }
            let judgements: Vec<String> = decision
                .judgements
                .iter()
                .map(|it| {
                    let because =
                        if it.because.is_empty() { String::new() } else { format!(": {}", inline(&it.because)) };
                    format!("- *{}* **{}**{because}", it.given().word(), escape(&it.title))
                })
                .collect();
            if !judgements.is_empty() {
                self.out.push(&judgements.join("\n"));
            }
            if decision.is_trade() {
                self.out.push(crate::terminal::TRADE);
            }
            for feedback in &decision.feedback {
                self.out.push(&format!("Feedback: {}", inline(feedback)));
            }
        }
        if !debrief.profile.is_empty() {
            self.out.push("### Profile");
            let rows: Vec<String> = debrief.profile.iter().map(row).collect();
            self.out.push(&format!("| principle | profile | decisions |\n| --- | --- | ---: |\n{}", rows.join("\n")));
            let says_more = |entry: &&Profile| !entry.text.is_empty() || entry.source.is_some();
            let asks = debrief.profile.iter().filter(|entry| entry.score.band() != Band::Consistent);
            for entry in asks.filter(says_more) {
                self.out.push(&format!("**{}**", escape(&entry.title)));
                self.body(&entry.text);
                if let Some(source) = &entry.source {
                    self.out.push(&format!("Source: {}", escape(source)));
                }
            }
        }
        self.out.push(CLOSING);
    }
}

fn row(entry: &Profile) -> String {
    format!("| {} | {} | {} |", escape(&entry.title), entry.score.band().word(), entry.score.decisions)
}

impl Fold for Transcript {
    fn scene(&mut self, session: &Session<'_>) {
        for passage in &session.scene().passages {
            match passage {
                Passage::Brief(body) => self.body(body),
                Passage::Outcome { body, feedback, .. } => {
                    self.body(body);
                    for text in feedback {
                        self.out.push(&format!("Feedback: {}", inline(text)));
                    }
                }
                Passage::Situation { title, body, .. } => {
                    self.out.push(&format!("## {}", escape(title)));
                    self.body(body);
                }
                Passage::Ending { title, result, body, .. } => {
                    self.out.push(&format!("## {}", escape(title)));
                    self.body(body);
                    self.out.push(&format!("Result: **{}**", result_word(*result)));
                }
            }
        }
    }

    fn chosen(&mut self, session: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>) {
        self.choices(session, Some(&choice.id));
        if let Some(earlier) = earlier {
            let words = format!("When it was chosen, it said: {}", escape(&earlier.label));
            self.out.push(&words);
        }
    }

    fn hinted(&mut self, session: &Session<'_>, hint: &HintView) {
        let about = hint.choice.as_ref().and_then(|id| session.scene().choices.iter().find(|view| view.id == *id));
        let about = about.map(|view| format!(" (about “{}”)", inline(&view.label))).unwrap_or_default();
        self.out.push(&format!("Hint{about}: {}", inline(&hint.text)));
    }

    fn voted(&mut self, session: &Session<'_>, votes: &[Votes]) {
        let count = |id: &str| votes.iter().filter(|it| it.choice == id).map(|it| it.count).sum::<u32>();
        let views = session.scene().on_offer();
        let lines: Vec<String> = views.map(|view| format!("- {}: {}", inline(&view.label), count(&view.id))).collect();
        self.out.push("Votes:");
        self.out.push(&lines.join("\n"));
    }

    fn undone(&mut self, session: &Session<'_>) {
        self.out.push("That choice was taken back, and counts for nothing.");
        if let Some(Passage::Situation { title, .. }) = session.scene().passages.last() {
            self.out.push(&format!("## {}", escape(title)));
        }
    }
}
