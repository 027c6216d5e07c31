//! The events of a run, with the positions of those that are looked up again and again.

use std::ops::Deref;

use crate::Event;

/// The events of a run, in order. They are read as a slice.
#[derive(Clone, Debug, Default)]
pub(super) struct EventLog {
    events: Vec<Event>,
    /// The positions of the events that show a situation or an ending.
    shown: Vec<usize>,
    /// The positions of what the learner wrote.
    wrote: Vec<usize>,
}

impl EventLog {
    pub(super) fn push(&mut self, event: Event) {
        let position = self.events.len();
        if event.shown_node().is_some() {
            self.shown.push(position);
        }
        if matches!(event, Event::Wrote { .. }) {
            self.wrote.push(position);
        }
        self.events.push(event);
    }

    /// The situation or ending that is shown at this position among all that are shown.
    pub(super) fn shown_node(&self, number: usize) -> Option<&str> {
        self.shown.get(number).and_then(|at| self.events.get(*at)).and_then(Event::shown_node)
    }

    /// What the learner wrote, in order.
    pub(super) fn written(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.wrote.iter().filter_map(|at| self.events.get(*at))
    }

    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }
}

impl Deref for EventLog {
    type Target = [Event];

    fn deref(&self) -> &[Event] {
        &self.events
    }
}

impl From<Vec<Event>> for EventLog {
    fn from(events: Vec<Event>) -> Self {
        let mut log = Self::default();
        events.into_iter().for_each(|event| log.push(event));
        log
    }
}
