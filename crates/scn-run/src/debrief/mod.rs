//! How a run handled each principle: a profile, not a grade.

mod blocks;
mod score;

use schemars::JsonSchema;
use scn_story::Principle;
use serde::Serialize;

use crate::event::Votes;
use crate::phrases::fill;
use crate::phrases::run::REWORDED_LABEL;
use crate::replay::{Fold, ReplayError, replay_events};
use crate::session::{ChoiceView, HintView, LinkView, Passage, Session, Spread, WordsView};
use crate::text::{ShownBlock, Text, Words};
use crate::{Earlier, Ended, Event, Fate, Playable};
pub use blocks::DebriefBlock;
pub use score::{Band, Score};

/// The debrief of a run.
///
/// # Examples
///
/// ```
/// use scn_run::{Band, Debrief, Playable, RatingLevel, Session};
/// use scn_story::Story;
///
/// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
/// let playable = Playable::new(&story, None)?;
/// let mut session = Session::start(&playable, 7, None);
/// session.choose("guess", None)?;
///
/// let debrief = Debrief::from_events(&playable, session.events(), None)?;
/// assert_eq!(debrief.decisions[0].judgements[0].rating_level(), RatingLevel::Breaks);
/// assert_eq!(debrief.profile[0].principle, "honest");
/// assert_eq!(debrief.profile[0].score.band(), Band::NotEnough, "it was one decision");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Debrief {
    /// One entry for each principle that the scenario covers or that occurred in the run, in the
    /// pack's order. A principle that occurs only on branches not visited is left out.
    pub profile: Vec<ProfileEntry>,
    /// The decisions, in order.
    pub decisions: Vec<Decision>,
    /// Why the run stopped; absent while it continues.
    pub ended: Option<Ended>,
}

/// How a principle was handled over a run.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileEntry {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Vec<ShownBlock>,
    /// The law or policy that it is based on.
    pub source: Option<String>,
    /// The score over the decisions.
    pub score: Score,
}

/// A decision and its outcome.
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
    /// Its label when the choice was made, as written, if it has changed since.
    pub said: Option<String>,
    /// Whether the title or the text of the situation has been replaced since.
    pub situation_changed: bool,
    /// The outcome, counted from 1; absent if no outcome was possible, which is a mistake in the
    /// story.
    pub outcome: Option<u32>,
    /// Its effect on principles, as the author linked them.
    pub judgements: Vec<Judgement>,
    /// The feedback shown right after.
    pub feedback: Vec<Text>,
    /// The spread of ratings among the choices on offer, for each principle that one of them could
    /// affect.
    pub spreads: Vec<Spread>,
    /// What the learner, or a group, wrote before it in answer to the question of its situation. It
    /// is not repeated if the situation was reached again, and left as it was.
    pub written: Vec<WordsView>,
    /// How a group voted: each choice on offer with its label and number of votes, in the order
    /// shown. Empty if there was no vote.
    pub votes: Vec<Vote>,
}

/// The votes of a group for a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "VoteView")]
pub struct Vote {
    /// The choice's id.
    pub choice: String,
    /// Its label.
    pub label: Text,
    /// The number of votes.
    pub count: u32,
}

impl Decision {
    /// Returns the label of the chosen choice as the learner saw it, followed by the current label
    /// if it has changed.
    #[must_use]
    pub fn chosen_label(&self) -> Text {
        label_with_earlier(self.said.as_deref(), &self.label)
    }

    /// Returns whether it upheld one principle, fully or partly, and broke another.
    #[must_use]
    pub fn is_trade(&self) -> bool {
        self.judgements.iter().any(|it| it.rating > 0) && self.judgements.iter().any(|it| it.rating < 0)
    }
}

/// The effect of a decision on a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The principle's id.
    pub principle: String,
    /// Its title.
    pub title: String,
    /// From +2 (upholds) to -2 (breaks).
    pub rating: i8,
    /// The author's reason; empty if none was given.
    pub because: Text,
}

impl Judgement {
    /// Returns the rating in words.
    #[must_use]
    pub fn rating_level(&self) -> RatingLevel {
        RatingLevel::from_rating(self.rating)
    }
}

/// A rating in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatingLevel {
    /// +2.
    Upholds,
    /// +1.
    PartlyUpholds,
    /// 0: the principle is named, but neither upheld nor broken.
    Neither,
    /// -1.
    PartlyBreaks,
    /// -2.
    Breaks,
}

impl RatingLevel {
    /// Returns the level of a rating from 2 to -2.
    pub(crate) fn from_rating(rating: i8) -> Self {
        match rating {
            2.. => Self::Upholds,
            1 => Self::PartlyUpholds,
            0 => Self::Neither,
            -1 => Self::PartlyBreaks,
            ..=-2 => Self::Breaks,
        }
    }

    /// Returns the rating as the language writes it, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
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
    /// Builds the debrief of a run, complete or not.
    ///
    /// # Errors
    ///
    /// When the events cannot be replayed in this story.
    pub fn from_events(playable: &Playable<'_>, events: &[Event], learner: Option<&str>) -> Result<Self, ReplayError> {
        let mut decisions = DecisionFold { made: Vec::new(), votes: Vec::new() };
        let session = replay_events(playable, events, learner, &mut decisions)?;
        let decisions = decisions.made;
        let profile = build_profile(playable, &decisions);
        Ok(Self { profile, decisions, ended: session.scene().ended.clone() })
    }
}

/// Returns whether the choice with this id has more votes than any other.
#[must_use]
pub fn is_majority(votes: &[Vote], choice: &str) -> bool {
    let vote_count = |vote: &Vote| vote.count;
    let highest_other = votes.iter().filter(|vote| vote.choice != choice).map(vote_count).max().unwrap_or(0);
    votes.iter().any(|vote| vote.choice == choice && highest_other < vote.count)
}

/// Returns the label of the chosen choice: the earlier one, if it has changed, and the current one.
#[must_use]
pub fn label_with_earlier(said: Option<&str>, now: &[Words]) -> Text {
    let Some(said) = said else { return now.to_vec() };
    let (before, after) = REWORDED_LABEL.text().split_once("{label}").unwrap_or((REWORDED_LABEL.text(), ""));
    let mut words = vec![Words::plain(fill(before, &[("earlier", said)]))];
    words.extend(now.iter().cloned());
    words.push(Words::plain(after));
    words
}

struct DecisionFold {
    made: Vec<Decision>,
    /// The votes on the next decision.
    votes: Vec<Vote>,
}

impl Fold for DecisionFold {
    fn on_scene(&mut self, session: &Session<'_>) {
        let Some(Passage::Outcome { number, feedback, links, .. }) = session.scene().passages.first() else { return };
        let Some(decision) = self.made.last_mut() else { return };
        decision.outcome = Some(*number);
        decision.feedback.clone_from(feedback);
        decision.judgements = links.iter().map(|link| build_judgement(session.playable(), link)).collect();
    }

    fn on_chosen(&mut self, session: &Session<'_>, choice: &ChoiceView, earlier: Option<&Earlier>) {
        let (at, title) = match session.scene().passages.last() {
            Some(Passage::Situation { id, title, .. } | Passage::Ending { id, title, .. }) => {
                (id.clone(), title.clone())
            }
            Some(Passage::Brief(_) | Passage::Outcome { .. }) | None => (String::new(), String::new()),
        };
        let mut written = session.words_written_here();
        written.retain(|it| !self.made.iter().any(|made| made.at == at && made.written.contains(it)));
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
            spreads: session.rating_spreads(),
            written,
            votes: std::mem::take(&mut self.votes),
        });
    }

    fn on_hint(&mut self, _: &Session<'_>, _: &HintView) {}

    fn on_vote(&mut self, session: &Session<'_>, votes: &[Votes]) {
        let count_votes = |id: &str| votes.iter().filter(|it| it.choice == id).map(|it| it.count).sum();
        let views = session.scene().on_offer();
        let to_vote = |view: &ChoiceView| Vote {
            choice: view.id.clone(),
            label: view.label.clone(),
            count: count_votes(&view.id),
        };
        self.votes = views.map(to_vote).collect();
    }

    fn on_undo(&mut self, _: &Session<'_>) {
        self.made.pop();
        self.votes.clear();
    }
}

fn build_judgement(playable: &Playable<'_>, link: &LinkView) -> Judgement {
    let title = playable.principle(&link.principle).map_or(&link.principle, |it| &it.title);
    Judgement {
        principle: link.principle.clone(),
        title: title.clone(),
        rating: link.rating,
        because: link.because.clone(),
    }
}

fn build_profile(playable: &Playable<'_>, decisions: &[Decision]) -> Vec<ProfileEntry> {
    let is_met = |id: &str| {
        playable.scenario().covers.iter().any(|covered| covered == id)
            || decisions.iter().any(|decision| decision.spreads.iter().any(|spread| spread.principle == id))
    };
    let principles = &playable.story().principles;
    let build_entry = |id: &str, principle: Option<&Principle>| ProfileEntry {
        principle: id.to_owned(),
        title: principle.map_or_else(|| id.to_owned(), |it| it.title.clone()),
        text: principle.map(|it| playable.principle_text(it)).unwrap_or_default(),
        source: principle.and_then(|it| it.source.clone()),
        score: score::score_principle(decisions, id),
    };
    let mut profile: Vec<ProfileEntry> =
        principles.iter().filter(|it| is_met(&it.id)).map(|it| build_entry(&it.id, Some(it))).collect();
    // A foreign story may link a principle that it does not contain.
    let is_foreign = |id: &&String| is_met(id) && !principles.iter().any(|it| it.id == **id);
    profile.extend(playable.machine().principles().iter().filter(is_foreign).map(|id| build_entry(id, None)));
    profile
}
