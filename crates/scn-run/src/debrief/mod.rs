//! What a run says about how each principle was handled: a profile, not a mark.

mod score;

use scn_story::Principle;

use crate::event::Votes;
use crate::replay::{Fold, ReplayError, replay};
use crate::session::{ChoiceView, HintView, LinkView, Passage, Session, Spread};
use crate::text::{ShownBlock, Text, Words};
use crate::{Earlier, Ended, Event, Fate, Playable};
pub use score::{Band, Score};

/// Said of a decision whose situation has other words now than it had then.
pub const SITUATION_CHANGED: &str = "The situation has been changed since.";

/// What every debrief with a profile closes with.
pub const CLOSING: &str = "This profile describes the choices made in this scenario. It is meant for discussion and is not a \
                           measure of a person.";

/// The same for a whole course.
pub const COURSE_CLOSING: &str = "This profile describes the choices made in the scenarios of this course. It is meant for discussion and is \
                                  not a measure of a person.";

/// What is said after a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Debrief {
    /// One entry a principle, in the pack's order: those that the scenario covers, and those met in
    /// the run. A principle that only a branch not met would have shown is left out.
    pub profile: Vec<Profile>,
    /// What was decided, in order.
    pub decisions: Vec<Decision>,
    /// Why the run stopped; absent while it goes on.
    pub ended: Option<Ended>,
}

/// How a principle was handled over a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub text: Vec<ShownBlock>,
    /// The law or policy it comes from.
    pub source: Option<String>,
    /// What the decisions add up to.
    pub score: Score,
}

/// A decision and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The id of the situation.
    pub at: String,
    /// Its title.
    pub title: String,
    /// The id of the choice made.
    pub choice: String,
    /// Its label.
    pub label: Text,
    /// What it said when it was made, as written, where its words have changed since.
    pub said: Option<String>,
    /// Whether the title or the text of the situation has been replaced since.
    pub situation_changed: bool,
    /// Which outcome it came out as, from 1; absent where nothing could come of it, which is a
    /// mistake in the story.
    pub outcome: Option<u32>,
    /// What it did to principles, as the author linked them.
    pub judgements: Vec<Judgement>,
    /// What was said right after.
    pub feedback: Vec<Text>,
    /// How far apart the choices on offer were, for each principle that one of them could touch.
    pub spreads: Vec<Spread>,
    /// How a group voted: each choice that was on offer with its label and how many were for it, in
    /// the order shown. Empty where none was asked.
    pub votes: Vec<Vote>,
}

/// How many of a group were for a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The choice's id.
    pub choice: String,
    /// Its label.
    pub label: Text,
    /// How many.
    pub count: u32,
}

impl Decision {
    /// What was chosen, in the words that the learner saw; where these have changed since, with
    /// those of now.
    #[must_use]
    pub fn words(&self) -> Text {
        words_of(self.said.as_deref(), &self.label)
    }

    /// Whether it upheld one principle, fully or partly, and broke another.
    #[must_use]
    pub fn is_trade(&self) -> bool {
        self.judgements.iter().any(|it| it.rating > 0) && self.judgements.iter().any(|it| it.rating < 0)
    }
}

/// What a decision did to a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// From +2, upholds, to -2, breaks.
    pub rating: i8,
    /// The author's reason; empty where none was given.
    pub because: Text,
}

impl Judgement {
    /// The rating in words.
    #[must_use]
    pub fn given(&self) -> Given {
        Given::of(self.rating)
    }
}

/// A rating in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// +2.
    Upholds,
    /// +1.
    PartlyUpholds,
    /// 0: the principle is named, and neither.
    Neither,
    /// -1.
    PartlyBreaks,
    /// -2.
    Breaks,
}

impl Given {
    fn of(rating: i8) -> Self {
        match rating {
            2.. => Self::Upholds,
            1 => Self::PartlyUpholds,
            0 => Self::Neither,
            -1 => Self::PartlyBreaks,
            ..=-2 => Self::Breaks,
        }
    }

    /// As the language writes it, in lower case.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Upholds => "upholds",
            Self::PartlyUpholds => "partly upholds",
            Self::Neither => "neither upholds nor breaks",
            Self::PartlyBreaks => "partly breaks",
            Self::Breaks => "breaks",
        }
    }
}

impl Debrief {
    /// The debrief of a run, or of as much of it as the events record.
    ///
    /// # Errors
    /// When the events cannot be replayed in this story.
    pub fn of(playable: &Playable<'_>, events: &[Event], learner: Option<&str>) -> Result<Self, ReplayError> {
        let mut decisions = Decisions { made: Vec::new(), votes: Vec::new() };
        let session = replay(playable, events, learner, &mut decisions)?;
        let decisions = decisions.made;
        let profile = profile(playable, &decisions);
        Ok(Self { profile, decisions, ended: session.scene().ended.clone() })
    }
}

/// Whether more were for the choice of this id than for any other.
#[must_use]
pub fn is_majority(votes: &[Vote], choice: &str) -> bool {
    let count = |vote: &Vote| vote.count;
    let others = votes.iter().filter(|vote| vote.choice != choice).map(count).max().unwrap_or(0);
    votes.iter().any(|vote| vote.choice == choice && others < vote.count)
}

/// What was chosen: in the words that were said, where these have changed, and in those of now.
#[must_use]
pub fn words_of(said: Option<&str>, now: &[Words]) -> Text {
    let Some(said) = said else { return now.to_vec() };
    let text = |text: String| Words { text, ..Words::default() };
    let mut words = vec![text(format!("{said} (now: "))];
    words.extend(now.iter().cloned());
    words.push(text(")".to_owned()));
    words
}

struct Decisions {
    made: Vec<Decision>,
    /// The votes on the decision to come.
    votes: Vec<Vote>,
}

impl Fold for Decisions {
    fn scene(&mut self, session: &Session<'_>) {
        let Some(Passage::Outcome { number, feedback, links, .. }) = session.scene().passages.first() else { return };
        let Some(decision) = self.made.last_mut() else { return };
        decision.outcome = Some(*number);
        decision.feedback.clone_from(feedback);
        decision.judgements = links.iter().map(|link| judgement(session.playable(), link)).collect();
    }

    fn chosen(&mut self, session: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>) {
        let (at, title) = match session.scene().passages.last() {
            Some(Passage::Situation { id, title, .. } | Passage::Ending { id, title, .. }) => {
                (id.clone(), title.clone())
            }
            Some(Passage::Brief(_) | Passage::Outcome { .. }) | None => (String::new(), String::new()),
        };
        self.made.push(Decision {
            at,
            title,
            choice: choice.id.clone(),
            label: choice.label.clone(),
            said: earlier.filter(|it| it.fate == Fate::Reworded).map(|it| it.label.clone()),
            situation_changed: earlier.is_some_and(|it| it.situation_changed),
            outcome: None,
            judgements: Vec::new(),
            feedback: Vec::new(),
            spreads: session.spreads(),
            votes: std::mem::take(&mut self.votes),
        });
    }

    fn hinted(&mut self, _: &Session<'_>, _: &HintView) {}

    fn voted(&mut self, session: &Session<'_>, votes: &[Votes]) {
        let of = |id: &str| votes.iter().filter(|it| it.choice == id).map(|it| it.count).sum();
        let views = session.scene().on_offer();
        let vote = |view: &ChoiceView| Vote { choice: view.id.clone(), label: view.label.clone(), count: of(&view.id) };
        self.votes = views.map(vote).collect();
    }

    fn undone(&mut self, _: &Session<'_>) {
        self.made.pop();
        self.votes.clear();
    }
}

fn judgement(playable: &Playable<'_>, link: &LinkView) -> Judgement {
    let title = playable.principle(&link.principle).map_or(&link.principle, |it| &it.title);
    Judgement {
        principle: link.principle.clone(),
        title: title.clone(),
        rating: link.rating,
        because: link.because.clone(),
    }
}

fn profile(playable: &Playable<'_>, decisions: &[Decision]) -> Vec<Profile> {
    let is_met = |id: &str| {
        playable.scenario().covers.iter().any(|covered| covered == id)
            || decisions.iter().any(|decision| decision.spreads.iter().any(|spread| spread.principle == id))
    };
    let known = &playable.story().principles;
    let entry = |id: &str, principle: Option<&Principle>| Profile {
        principle: id.to_owned(),
        title: principle.map_or_else(|| id.to_owned(), |it| it.title.clone()),
        text: principle.map(|it| playable.principle_text(it)).unwrap_or_default(),
        source: principle.and_then(|it| it.source.clone()),
        score: score::score(decisions, id),
    };
    let mut profile: Vec<Profile> =
        known.iter().filter(|it| is_met(&it.id)).map(|it| entry(&it.id, Some(it))).collect();
    // A story from elsewhere may link a principle that it does not hold.
    let strange = |id: &&String| is_met(id) && !known.iter().any(|it| it.id == **id);
    profile.extend(playable.machine().principles().iter().filter(strange).map(|id| entry(id, None)));
    profile
}
