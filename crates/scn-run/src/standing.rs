//! The choices of a record that count at its end.

use crate::event::Votes;
use crate::{Earlier, Event};

/// A choice of a record that still counts at the end of the record.
#[derive(Clone, Debug)]
pub(crate) struct Standing<'e> {
    pub(crate) at: &'e str,
    pub(crate) choice: &'e str,
    pub(crate) outcome: Option<u32>,
    /// Whether the current story words the outcome differently.
    pub(crate) outcome_reworded: bool,
    /// Its earlier label, if the label or its situation has changed.
    pub(crate) earlier: Option<&'e Earlier>,
    pub(crate) votes: &'e [Votes],
    /// What the learner wrote before it was made, in order, also where it was undone since.
    pub(crate) written: Vec<&'e Event>,
    /// The digest of the story in which it was made.
    pub(crate) digest: &'e str,
}

/// Returns the choices of a record that still count at its end, in order.
pub(crate) fn standing(events: &[Event]) -> Vec<Standing<'_>> {
    standing_and_written(events).0
}

/// Returns the choices of a record that still count at its end, in order, and what the learner has
/// written since the last of them. Nothing that was written is left out.
pub(crate) fn standing_and_written(events: &[Event]) -> (Vec<Standing<'_>>, Vec<&Event>) {
    let mut standing: Vec<Standing<'_>> = Vec::new();
    let mut written: Vec<&Event> = Vec::new();
    let mut asked: &[Votes] = &[];
    let mut story = "";
    for event in events {
        story = event.story_digest().unwrap_or(story);
        match event {
            Event::Chosen { at, choice, earlier, .. } => {
                let (earlier, votes) = (earlier.as_ref(), std::mem::take(&mut asked));
                standing.push(Standing {
                    at,
                    choice,
                    outcome: None,
                    outcome_reworded: false,
                    earlier,
                    votes,
                    written: std::mem::take(&mut written),
                    digest: story,
                });
            }
            Event::Resolved { outcome, reworded } => {
                if let Some(last) = standing.last_mut() {
                    last.outcome = Some(*outcome);
                    last.outcome_reworded = *reworded;
                }
            }
            Event::Undone { .. } => {
                let undone = standing.pop().map(|last| last.written).unwrap_or_default();
                written.splice(0..0, undone);
                asked = &[];
            }
            Event::Resumed { kept, .. } => {
                let kept = usize::try_from(*kept).unwrap_or(usize::MAX);
                let dropped = standing.drain(kept.min(standing.len())..);
                let dropped: Vec<&Event> = dropped.flat_map(|step| step.written).collect();
                written.splice(0..0, dropped);
                asked = &[];
            }
            Event::Wrote { .. } => written.push(event),
            Event::Voted { votes, .. } => asked = votes,
            Event::Started { .. } | Event::Shown { .. } | Event::Hinted { .. } | Event::Saved | Event::Ended(_) => {}
        }
    }
    (standing, written)
}

/// Returns the position of the last event by which the run continued in another story, or without
/// some of its choices. The events before it cannot be replayed one by one; only the choices that
/// still counted can be made again.
pub(crate) fn last_change(events: &[Event]) -> Option<usize> {
    let mut now: Option<&str> = None;
    let mut made = 0_u32;
    let mut change = None;
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Started { digest, .. } => now = Some(digest),
            Event::Chosen { .. } => made = made.saturating_add(1),
            Event::Undone { .. } => made = made.saturating_sub(1),
            Event::Resumed { digest, kept, .. } => {
                if now != Some(digest) || *kept != made {
                    change = Some(at);
                }
                now = Some(digest);
                made = *kept;
            }
            Event::Shown { .. }
            | Event::Resolved { .. }
            | Event::Hinted { .. }
            | Event::Wrote { .. }
            | Event::Voted { .. }
            | Event::Saved
            | Event::Ended(_) => {}
        }
    }
    change
}
