//! A run that was verified, and continues: what follows is verified without repeating the run.

use crate::session::PausedSession;
use crate::verify::{MOST_EVENTS, is_placed};
use crate::{Event, PreparedScenarios, Session, Stories};

/// A run whose events were verified, in one version of a story.
#[derive(Clone, Debug)]
pub struct VerifiedRun {
    /// The digest of the story.
    digest: String,
    /// The id of the scenario.
    scenario: String,
    session: PausedSession,
}

impl VerifiedRun {
    /// Returns the run that a session has repeated. `None` if the session is further than the
    /// events.
    pub(crate) fn new(session: Session<'_>, events: &[Event]) -> Option<Self> {
        let story = session.playable().story();
        let (digest, scenario) = (story.pack.digest.clone(), session.playable().scenario().id.clone());
        (session.events() == events).then(|| Self { digest, scenario, session: session.pause() })
    }

    /// Returns the events so far.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.session.events()
    }

    /// Verifies further events. Returns `None` if the story does not allow them, and also where
    /// only [`verify_with`](crate::verify_with) can decide it: if the run is resumed or left, or
    /// stops between a choice and what comes of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_run::{At, Log, Playable, PreparedScenarios, Session, Stamped, Stories, verify_with};
    /// use scn_story::Story;
    ///
    /// let story = Story::from_json(&std::fs::read_to_string("../scn-story/schema/till.json")?)?;
    /// let playable = Playable::new(&story, None)?;
    /// let mut session = Session::start(&playable, 7, None);
    /// let begun = session.events().iter().map(|event| Stamped { at: At(0), event: event.clone() });
    /// let begun = Log::Scenario(begun.collect());
    ///
    /// let stories = Stories::from([(story.pack.digest.clone(), story.clone())]);
    /// let scenarios = PreparedScenarios::default();
    /// let run = verify_with(&begun, &stories, &scenarios)?.ok_or("a run")?;
    ///
    /// session.choose("guess", None)?;
    /// let further = &session.events()[begun.len()..];
    /// let run = run.verify_further(further, &stories, &scenarios).ok_or("it follows")?;
    /// assert_eq!(run.events(), session.events());
    /// assert!(run.verify_further(further, &stories, &scenarios).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify_further(self, further: &[Event], stories: &Stories, scenarios: &PreparedScenarios) -> Option<Self> {
        let Self { digest, scenario, session } = self;
        if MOST_EVENTS < session.events().len().saturating_add(further.len()) {
            return None;
        }
        let story = stories.get(&digest).filter(|story| story.pack.digest == digest)?;
        let playable = scenarios.prepare(story, &scenario).ok()?;
        let mut session = Session::unpause(session, &playable);
        let known = session.events().len();
        for (index, event) in further.iter().enumerate() {
            if session.events().get(known + index).is_none() {
                repeat(&mut session, event, further.get(index + 1))?;
            }
            if session.events().get(known + index) != Some(event) {
                return None;
            }
        }
        let is_all = session.events().len() == known + further.len();
        is_all.then(|| Self { digest, scenario, session: session.pause() })
    }
}

/// Does what an event says was done. `None` if that cannot be done.
fn repeat(session: &mut Session<'_>, event: &Event, next: Option<&Event>) -> Option<()> {
    let at = session.events().iter().rev().find_map(Event::shown_node).unwrap_or_default();
    if !is_placed(event, at) {
        return None;
    }
    match event {
        Event::Chosen { choice, timed, .. } => {
            let Event::Resolved { outcome, .. } = next? else { return None };
            session.set_timed(*timed);
            session.choose(choice, Some(*outcome)).ok()?;
        }
        Event::Hinted { choice, .. } => drop(session.next_hint(choice.as_deref())?),
        Event::Wrote { .. } => session.add_event(event.clone()),
        Event::Voted { votes, .. } => session.record_vote(votes.clone()),
        Event::Undone { .. } => drop(session.undo()?),
        Event::Saved => session.record_save(),
        Event::Started { .. }
        | Event::Shown { .. }
        | Event::Resolved { .. }
        | Event::Resumed { .. }
        | Event::Ended(_) => return None,
    }
    Some(())
}
