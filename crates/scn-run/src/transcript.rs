//! Writes a run as Markdown: the text shown, the choices, the outcomes, and the debrief.

use std::collections::{BTreeMap, BTreeSet};

use scn_story::{Ask, Scenario, Situation, Story};
use serde::Serialize;

use crate::debrief::{Debrief, DebriefBlock};
use crate::event::Votes;
use crate::markdown::BlockWriter;
use crate::phrases::transcript as phrase;
use crate::phrases::{self, ended_reason, fill, result_word};
use crate::replay::{Fold, ReplayError, Written, replay_events};
use crate::session::{ChoiceView, HintView, Lock, Passage, Scene, Session};
use crate::standing::{last_change, standing};
use crate::text::ShownBlock;
use crate::{Earlier, Ended, Event, Fate, Part, Playable, Stories, Versions, words_as_written};
use scn_text::markdown::{escape_inline, inline_markdown};

/// Writes the transcript of a run, complete or not. `versions` are the stories that it was played
/// in. If the run was resumed in another version, passages shown before are repeated only if that
/// version had the same text.
///
/// # Errors
///
/// When the events cannot be replayed in this story.
///
/// # Examples
///
/// ```
/// use scn_run::{Playable, Session, Stories, markdown_transcript};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// let mut session = Session::start(&playable, 7, None);
/// session.choose("guess", None)?;
///
/// let markdown = markdown_transcript(&playable, session.events(), &Stories::new(), None)?;
/// assert!(markdown.starts_with("# At the till\n"));
/// assert!(markdown.contains("She believes you."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn markdown_transcript(
    playable: &Playable<'_>,
    events: &[Event],
    versions: &Stories,
    learner: Option<&str>,
) -> Result<String, ReplayError> {
    let mut out = Transcript { out: Paragraphs::default(), earlier: Vec::new(), scenes: 0, is_asked: false };
    out.earlier = WrittenPassages::before_the_last_change(events, &Versions::new(playable.story(), versions));
    out.write_head(playable, events, learner);
    let session = replay_events(playable, events, learner, &mut out)?;
    let scene = session.scene();
    out.write_choices(&session, None);
    match &scene.ended {
        None => out.out.push(phrase::GOES_ON.text()),
        Some(ended) => {
            if let Some(words) = ended_reason(playable, ended) {
                out.out.push(&escape_inline(&words));
            }
        }
    }
    // An unfinished run is not judged.
    if !matches!(scene.ended, None | Some(Ended::Left { .. })) {
        out.write_debrief(&Debrief::from_events(playable, events, learner)?);
    }
    Ok(out.out.text)
}

/// Paragraphs separated by one blank line, with a line end at the end.
#[derive(Default)]
struct Paragraphs {
    text: String,
}

impl Paragraphs {
    fn push(&mut self, paragraph: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.add_lines(paragraph);
    }

    /// Adds lines without a preceding blank line.
    fn add_lines(&mut self, lines: &str) {
        self.text.push_str(lines);
        self.text.push('\n');
    }
}

struct Transcript {
    out: Paragraphs,
    /// For each scene before the run continued in another version, the passages of the version in
    /// which it was shown.
    earlier: Vec<Option<WrittenPassages>>,
    /// The number of scenes written so far.
    scenes: usize,
    /// Whether the current situation has been written with its question that the learner can answer
    /// in words.
    is_asked: bool,
}

/// The passages of a version of a scenario, as they are written.
#[derive(Clone, Default)]
struct WrittenPassages(BTreeSet<String>);

impl WrittenPassages {
    /// Returns, for each scene shown before the last change, the passages of its version; `None` if
    /// that version is not available.
    fn before_the_last_change(events: &[Event], versions: &Versions<'_>) -> Vec<Option<Self>> {
        let Some(change) = last_change(events) else { return Vec::new() };
        let earlier_events = events.get(..=change).unwrap_or_default();
        let Some(Event::Started { scenario, digest: first, .. }) = earlier_events.first() else { return Vec::new() };
        let mut passages_by_digest: BTreeMap<&str, Option<Self>> = BTreeMap::new();
        let mut passages_in = |digest| {
            let find_passages = || {
                let story = versions.story_by_digest(digest)?;
                earlier_scenario(versions, story, scenario).map(Self::from_scenario)
            };
            passages_by_digest.entry(digest).or_insert_with(find_passages).clone()
        };
        let steps = standing(earlier_events);
        let digests = steps.iter().map(|step| step.digest);
        [first.as_str()].into_iter().chain(digests).map(&mut passages_in).collect()
    }

    fn from_scenario(scenario: &Scenario) -> Self {
        let mut reads = Self::default();
        reads.0.insert(as_written(&scenario.brief));
        for situation in &scenario.situations {
            reads.0.insert(as_written(&(&situation.title, &situation.body)));
            reads.0.insert(offered_json(situation));
            reads.0.extend(situation.ask.as_ref().map(|ask| asked_json(&situation.id, ask)));
            for outcome in situation.choices.iter().flat_map(|choice| &choice.outcomes) {
                reads.0.insert(as_written(&(&outcome.body, &outcome.feedback)));
            }
        }
        for ending in &scenario.endings {
            reads.0.insert(as_written(&(&ending.title, &ending.body)));
        }
        reads
    }

    fn contains(&self, written: &str) -> bool {
        self.0.contains(written)
    }
}

/// Returns the scenario of an earlier story that is a scenario of the current one, perhaps under
/// another id.
fn earlier_scenario<'s>(versions: &Versions<'_>, story: &'s Story, current: &str) -> Option<&'s Scenario> {
    let is_renamed = |it: &&Scenario| {
        let part = Part::Scenario(it.id.clone());
        versions.counterpart_of(&story.pack.digest, &part).is_some_and(|(is, _)| is.id() == current)
    };
    let same_id = story.scenarios.iter().find(|it| it.id == current);
    same_id.or_else(|| story.scenarios.iter().find(is_renamed))
}

/// Returns a passage in the JSON form of a story.
fn as_written<T: Serialize>(shown: &T) -> String {
    // A story that was read from JSON, or is written as JSON, has no text that cannot be
    // serialized.
    serde_json::to_string(shown).unwrap_or_default()
}

/// Returns the title and choices of a situation in their JSON form.
fn offered_json(situation: &Situation) -> String {
    let choices = situation.choices.iter().map(|it| (&it.label, &it.when, &it.needs, &it.locked));
    as_written(&(&situation.title, choices.collect::<Vec<_>>()))
}

/// Returns a question that the learner can answer in words in its JSON form, with the id of its
/// situation.
fn asked_json(at: &str, ask: &Ask) -> String {
    as_written(&("ask", at, &ask.text))
}

/// Returns a passage as it is written in the story that is played. `taken` is the choice that an
/// outcome belongs to.
fn written_json(passage: &Passage, scenario: &Scenario, taken: Option<(&str, &str)>) -> String {
    match passage {
        Passage::Brief(_) => as_written(&scenario.brief),
        Passage::Outcome { number, .. } => {
            let situations = scenario.situations.iter().filter(|it| Some(it.id.as_str()) == taken.map(|(at, _)| at));
            let mut choices = situations.flat_map(|it| &it.choices);
            let choice = choices.find(|it| Some(it.id.as_str()) == taken.map(|(_, choice)| choice));
            let index = usize::try_from(*number).unwrap_or(usize::MAX).saturating_sub(1);
            let outcome = choice.and_then(|it| it.outcomes.get(index));
            outcome.map(|it| as_written(&(&it.body, &it.feedback))).unwrap_or_default()
        }
        Passage::Situation { id, .. } => {
            let found_situation = scenario.situations.iter().find(|it| it.id == *id);
            found_situation.map(|it| as_written(&(&it.title, &it.body))).unwrap_or_default()
        }
        Passage::Ending { id, .. } => {
            let found_ending = scenario.endings.iter().find(|it| it.id == *id);
            found_ending.map(|it| as_written(&(&it.title, &it.body))).unwrap_or_default()
        }
    }
}

impl Transcript {
    fn write_head(&mut self, playable: &Playable<'_>, events: &[Event], learner: Option<&str>) {
        let scenario = playable.scenario();
        let pack = &playable.story().pack;
        self.out.push(&format!("# {}", escape_inline(&scenario.title)));
        let version = pack.version.as_deref().map(escape_inline);
        let title = escape_inline(if pack.title.is_empty() { &pack.name } else { &pack.title });
        let mut facts = vec![phrase::pack(&title, version.as_deref())];
        facts.push(phrase::scenario(&escape_inline(&scenario.id)));
        facts.push(phrase::learner(&escape_inline(learner.unwrap_or(phrase::GUEST.text()))));
        if let Some(Event::Started { digest, seed, .. }) = events.first() {
            facts.push(phrase::story(&escape_inline(&pack.digest)));
            if *digest != pack.digest {
                facts.push(phrase::begun_in(&escape_inline(digest)));
            }
            if playable.uses_seed() {
                facts.push(phrase::seed(*seed));
            }
        }
        self.out.push(&facts.join("\n"));
    }

    fn write_body(&mut self, body: &[ShownBlock]) {
        let mut blocks = BlockWriter::default();
        let mut previous: Option<&ShownBlock> = None;
        for shown in body {
            let markdown = blocks.block_markdown(shown);
            if previous.is_none_or(|before| shown.is_apart_from(before)) {
                self.out.push(&markdown);
            } else {
                self.out.add_lines(&markdown);
            }
            previous = Some(shown);
        }
    }

    /// Writes the choices on offer as a numbered list, then the locked ones.
    fn write_choices(&mut self, session: &Session<'_>, chosen: Option<&str>) {
        let (mut open, mut locked) = (Vec::new(), Vec::new());
        for view in &session.scene().choices {
            match &view.lock {
                Lock::Open => {
                    let label = inline_markdown(&view.label);
                    let is_chosen = chosen == Some(&view.id);
                    let shown =
                        if is_chosen { fill(phrase::CHOSEN_IN_LIST.text(), &[("label", &label)]) } else { label };
                    open.push(format!("{}. {shown}", open.len() + 1));
                }
                Lock::Locked(why) => {
                    let reason = why.as_ref().map(|why| inline_markdown(why));
                    locked.push(phrase::locked(&inline_markdown(&view.label), reason.as_deref()));
                }
            }
        }
        if !open.is_empty() {
            // Text between them, or the list would continue a numbered list before it.
            self.out.push(phrase::CHOICES.text());
            self.out.push(&open.join("\n"));
        }
        for line in locked {
            self.out.push(&line);
        }
    }

    fn write_debrief(&mut self, debrief: &Debrief) {
        if debrief.decisions.is_empty() {
            return;
        }
        self.out.push(&format!("## {}", phrases::debrief::DEBRIEF.text()));
        let blocks = debrief.blocks();
        for block in &blocks {
            self.decided(block);
        }
        let rows: Vec<String> = blocks.iter().filter_map(row).collect();
        if rows.is_empty() {
            return;
        }
        self.out.push(&format!("### {}", phrases::debrief::PROFILE.text()));
        let columns = phrases::debrief::profile_columns().join(" | ");
        self.out.push(&format!("| {columns} |\n| --- | --- | ---: |\n{}", rows.join("\n")));
        let mut title = None;
        for block in &blocks {
            self.asked(block, &mut title);
        }
        self.out.push(phrases::debrief::CLOSING.text());
    }

    /// Writes a block about a decision.
    fn decided(&mut self, block: &DebriefBlock<'_>) {
        match block {
            DebriefBlock::Decision { number, title } => {
                let heading = match *title {
                    "" => phrases::debrief::untitled_decision(*number),
                    title => format!("{number}. {}", escape_inline(title)),
                };
                self.out.push(&format!("### {heading}"));
            }
            DebriefBlock::Chosen { label, .. } => self.out.push(&phrase::chosen(&inline_markdown(label))),
            DebriefBlock::SituationChanged => self.out.push(phrases::debrief::SITUATION_CHANGED.text()),
            DebriefBlock::Wrote { question, words } => {
                if !question.is_empty() {
                    self.out.push(&phrase::asked(&inline_markdown(question)));
                }
                self.out.push(phrase::WROTE.text());
                self.out.push(&quoted_lines(words));
            }
            DebriefBlock::Votes { votes, by_trainer } => {
                let votes: Vec<String> =
                    votes.iter().map(|vote| phrase::votes_for(vote.count, &inline_markdown(&vote.label))).collect();
                let trainer = by_trainer.then(|| phrases::debrief::BY_THE_TRAINER.text().to_owned());
                let sentences: Vec<String> = [phrase::votes(&votes)].into_iter().chain(trainer).collect();
                self.out.push(&sentences.join(" "));
            }
            DebriefBlock::Judgement { given, title, because, is_first } => {
                let form = phrases::debrief::judgement(!because.is_empty());
                let given = format!("*{}*", phrases::words::rating_word(*given));
                let principle = format!("**{}**", escape_inline(title));
                let because = inline_markdown(because);
                let line = fill(form, &[("given", &given), ("principle", &principle), ("because", &because)]);
                let line = format!("- {line}");
                if *is_first { self.out.push(&line) } else { self.out.add_lines(&line) }
            }
            DebriefBlock::Trade => self.out.push(phrases::debrief::TRADE.text()),
            DebriefBlock::Feedback(text) => self.out.push(&phrase::feedback(&inline_markdown(text))),
            DebriefBlock::Principle { .. } | DebriefBlock::Asks(_) | DebriefBlock::Source(_) => {}
        }
    }

    /// Writes what a principle asks, after its title.
    fn asked<'d>(&mut self, block: &DebriefBlock<'d>, title: &mut Option<&'d str>) {
        match block {
            DebriefBlock::Principle { title: principle, .. } => *title = Some(principle),
            DebriefBlock::Asks(text) => {
                self.principle_title(title);
                self.write_body(text);
            }
            DebriefBlock::Source(source) => {
                self.principle_title(title);
                self.out.push(&phrases::debrief::source(&escape_inline(source)));
            }
            DebriefBlock::Decision { .. }
            | DebriefBlock::Chosen { .. }
            | DebriefBlock::SituationChanged
            | DebriefBlock::Wrote { .. }
            | DebriefBlock::Votes { .. }
            | DebriefBlock::Judgement { .. }
            | DebriefBlock::Trade
            | DebriefBlock::Feedback(_) => {}
        }
    }

    fn principle_title(&mut self, title: &mut Option<&str>) {
        if let Some(title) = title.take() {
            self.out.push(&format!("**{}**", escape_inline(title)));
        }
    }
}

/// Returns a row of the profile.
fn row(block: &DebriefBlock<'_>) -> Option<String> {
    let DebriefBlock::Principle { title, score } = block else { return None };
    Some(format!("| {} | {} | {} |", escape_inline(title), phrases::words::band_word(score.band()), score.decisions))
}

/// Returns what a learner wrote as a quotation, line by line.
fn quoted_lines(words: &str) -> String {
    let lines = words.lines().map(|line| format!("> {}", escape_inline(line)).trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

impl Transcript {
    /// Writes the title of a situation, if it has one.
    fn write_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push(&format!("## {}", escape_inline(title)));
        }
    }

    /// Writes the values that the learner sees all the time, or those of them that have changed.
    fn write_status(&mut self, scene: &Scene, only_changed: bool) {
        let shown = scene.status.iter().filter(|it| !only_changed || it.before.is_some());
        let lines: Vec<String> = shown.map(|it| format!("- {}", escape_inline(&phrases::run::status(it)))).collect();
        if !lines.is_empty() {
            self.out.push(phrase::STATUS.text());
            self.out.push(&lines.join("\n"));
        }
    }

    /// Writes the question that the learner can answer in words, if the situation has one.
    fn write_ask(&mut self, session: &Session<'_>) {
        let ask = session.current_ask();
        self.is_asked = ask.is_some();
        if let Some(ask) = ask {
            self.out.push(&phrase::asked(&inline_markdown(&ask.text)));
        }
    }

    fn write_passage(&mut self, passage: &Passage) {
        match passage {
            Passage::Brief(body) => self.write_body(body),
            Passage::Outcome { body, feedback, .. } => {
                self.write_body(body);
                for text in feedback {
                    self.out.push(&phrase::feedback(&inline_markdown(text)));
                }
            }
            Passage::Situation { title, body, .. } => {
                self.write_title(title);
                self.write_body(body);
            }
            Passage::Ending { title, result, body, .. } => {
                self.out.push(&format!("## {}", escape_inline(title)));
                self.write_body(body);
                self.out.push(&phrase::result(result_word(*result)));
            }
        }
    }
}

impl Fold for Transcript {
    fn on_scene(&mut self, session: &Session<'_>) {
        let earlier = self.earlier.get(self.scenes).cloned();
        self.scenes += 1;
        let scenario = session.playable().scenario();
        let taken_choice = session.events().iter().rev().find_map(|event| match event {
            Event::Chosen { at, choice, .. } => Some((at.as_str(), choice.as_str())),
            Event::Started { .. }
            | Event::Shown { .. }
            | Event::Resolved { .. }
            | Event::Hinted { .. }
            | Event::Wrote { .. }
            | Event::Voted { .. }
            | Event::Undone { .. }
            | Event::Saved
            | Event::Resumed { .. }
            | Event::Ended(_) => None,
        });
        for passage in &session.scene().passages {
            let is_read = earlier.as_ref().is_none_or(|earlier| {
                earlier.as_ref().is_some_and(|reads| reads.contains(&written_json(passage, scenario, taken_choice)))
            });
            match passage {
                passage if is_read => self.write_passage(passage),
                Passage::Brief(body) if body.is_empty() => {}
                Passage::Brief(_) | Passage::Outcome { .. } | Passage::Situation { .. } | Passage::Ending { .. } => {
                    self.out.push(phrase::NOT_REPEATED.text());
                }
            }
        }
        // The values of another version are not known.
        if earlier.is_none() {
            self.write_status(session.scene(), 1 < self.scenes);
        }
        let situation = session.playable().situation(session.current_node());
        let asked = situation.and_then(|it| it.ask.as_ref().map(|ask| asked_json(&it.id, ask)));
        let was_asked = earlier
            .is_none_or(|earlier| earlier.is_some_and(|reads| asked.is_some_and(|asked| reads.contains(&asked))));
        self.is_asked = false;
        if was_asked {
            self.write_ask(session);
        }
    }

    fn on_chosen(&mut self, session: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>) {
        let scenario = session.playable().scenario();
        let current_id = session.scene().passages.last().and_then(Passage::node_id);
        let situation = scenario.situations.iter().find(|it| Some(it.id.as_str()) == current_id);
        // The choices on offer in an earlier version are listed only if they are unchanged.
        let reads = self.scenes.checked_sub(1).and_then(|scene| self.earlier.get(scene));
        let is_as_shown = reads.is_none_or(|reads| {
            reads.as_ref().zip(situation).is_some_and(|(reads, situation)| reads.contains(&offered_json(situation)))
        });
        if is_as_shown {
            self.write_choices(session, Some(&choice.id));
        } else {
            self.out.push(&phrase::chosen(&inline_markdown(&choice.label)));
        }
        if let Some(earlier) = earlier.filter(|it| it.fate == Fate::Reworded) {
            self.out.push(&phrase::it_said(&escape_inline(&earlier.label)));
        }
    }

    fn on_hint(&mut self, session: &Session<'_>, hint: &HintView) {
        let about = hint.choice.as_ref().and_then(|id| session.scene().choices.iter().find(|view| view.id == *id));
        let about = about.map(|view| inline_markdown(&view.label));
        self.out.push(&phrase::hint(about.as_deref(), &inline_markdown(&hint.text)));
    }

    fn on_written(&mut self, session: &Session<'_>, written: &Written<'_>) {
        let machine = session.playable().machine();
        let is_here = self.is_asked && machine.node_id(session.current_node()) == written.at;
        let situation = session.playable().scenario().situations.iter().find(|it| it.id == written.at);
        // A question that was just written is not repeated.
        let question = match (written.question, situation.and_then(|it| it.ask.as_ref())) {
            (Some(""), _) => Some(phrase::QUESTION_UNKNOWN.text().to_owned()),
            (Some(earlier), _) => Some(escape_inline(earlier)),
            (None, Some(ask)) if !is_here => Some(escape_inline(&words_as_written(&ask.text))),
            (None, _) => None,
        };
        if let Some(question) = question {
            self.out.push(&phrase::asked(&question));
            // What is written next may answer the question before this one.
            self.is_asked = false;
        }
        if written.words.is_empty() {
            self.out.push(phrase::WROTE_NOTHING.text());
        } else {
            self.out.push(phrase::WROTE.text());
            self.out.push(&quoted_lines(written.words));
        }
    }

    fn on_vote(&mut self, session: &Session<'_>, votes: &[Votes]) {
        let count_votes = |id: &str| votes.iter().filter(|it| it.choice == id).map(|it| it.count).sum::<u32>();
        let views = session.scene().on_offer();
        let lines: Vec<String> =
            views.map(|view| format!("- {}: {}", inline_markdown(&view.label), count_votes(&view.id))).collect();
        self.out.push(phrases::debrief::VOTES.text());
        self.out.push(&lines.join("\n"));
    }

    fn on_undo(&mut self, session: &Session<'_>) {
        self.out.push(phrase::TAKEN_BACK.text());
        if let Some(Passage::Situation { title, .. }) = session.scene().passages.last() {
            self.write_title(title);
        }
        self.write_status(session.scene(), true);
        self.write_ask(session);
    }

    fn on_resume(&mut self, session: &Session<'_>) {
        let digest = escape_inline(&session.playable().story().pack.digest);
        self.out.push("---");
        self.out.push(&phrase::resumed_in(&digest));
        // The situation is shown again, in its current text.
        for passage in &session.scene().passages {
            self.write_passage(passage);
        }
        self.write_status(session.scene(), false);
        self.write_ask(session);
    }
}
