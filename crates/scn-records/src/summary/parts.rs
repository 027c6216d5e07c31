//! Sorts attempts by the part for which they count.

use scn_run::{Attempt, Part, Stories, Versions};
use scn_story::Story;

use crate::learner::part_title;

/// A part, and the attempts that count for it.
pub(super) struct CountedPart<'a> {
    pub(super) part: Part,
    /// The story in whose words the part is counted.
    pub(super) story: &'a Story,
    /// Whether the current story no longer contains the part.
    pub(super) earlier: bool,
    /// The attempts, in the given order.
    pub(super) attempts: Vec<&'a Attempt>,
}

impl<'a> CountedPart<'a> {
    /// Returns the attempts of each learner.
    pub(super) fn tries(&self, learners: &[&str]) -> Vec<Vec<&'a Attempt>> {
        let of_learner = |name: &&str| self.attempts.iter().filter(|it| it.learner == **name).copied().collect();
        learners.iter().map(of_learner).collect()
    }

    /// Returns the title of the part, or else its id.
    pub(super) fn title(&self) -> String {
        part_title(self.story, &self.part).unwrap_or_else(|| self.part.id().to_owned())
    }
}

/// Sorts attempts with events by part: first the scenarios and quizzes of `story`, in its order,
/// then parts that it no longer contains, in the order in which they were first begun. A part that
/// it no longer contains is that of the latest version in which it was attempted.
pub(super) fn sort_by_part<'a>(
    story: &'a Story,
    stories: &'a Stories,
    attempts: &'a [Attempt],
) -> Vec<CountedPart<'a>> {
    let scenarios = story.scenarios.iter().map(|it| Part::Scenario(it.id.clone()));
    let quizzes = story.quizzes.iter().map(|it| Part::Quiz(it.id.clone()));
    let empty = |part: Part| CountedPart { part, story, earlier: false, attempts: Vec::new() };
    let mut parts: Vec<CountedPart<'a>> = scenarios.chain(quizzes).map(empty).collect();
    let versions = Versions::new(story, stories);
    let mut removed: Vec<&Attempt> = Vec::new();
    for attempt in attempts.iter().filter(|it| !it.log.is_empty()) {
        match versions.current_part(attempt) {
            Some((part, _)) => {
                let counted = parts.iter_mut().find(|it| it.part == part);
                counted.into_iter().for_each(|it| it.attempts.push(attempt));
            }
            None => removed.push(attempt),
        }
    }
    let mut earlier: Vec<CountedPart<'a>> = Vec::new();
    for attempt in removed.iter().rev() {
        match earlier.iter_mut().find(|it| it.includes(attempt, stories)) {
            Some(known) => known.attempts.insert(0, attempt),
            None => earlier.push(CountedPart {
                part: attempt.part.clone(),
                story: stories.get(&attempt.digest).unwrap_or(story),
                earlier: true,
                attempts: vec![attempt],
            }),
        }
    }
    let position = |it: &CountedPart<'_>| removed.iter().position(|other| Some(other) == it.attempts.first());
    earlier.sort_by_key(position);
    parts.extend(earlier);
    parts
}

impl CountedPart<'_> {
    /// Returns whether an attempt at a removed part was at this part, in this version or an earlier
    /// one. If its version is not stored, only the id decides.
    fn includes(&self, attempt: &Attempt, stories: &Stories) -> bool {
        if !stories.contains_key(&attempt.digest) {
            return attempt.part == self.part;
        }
        let found = Versions::new(self.story, stories).current_part(attempt);
        found.is_some_and(|(part, _)| part == self.part)
    }
}
