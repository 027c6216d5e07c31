//! The steps of a run, as findings name them.

use std::fmt;
use std::sync::Arc;

/// A step of a run. Its text is what `scn play --choices` takes: the id of a choice, or `outcome 2`
/// after a choice where chance decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunStep {
    /// The choice of this id is made.
    Choose(String),
    /// Chance draws this outcome of the choice just made, counted from 1.
    Outcome(u32),
}

impl fmt::Display for RunStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choose(choice) => f.write_str(choice),
            Self::Outcome(number) => write!(f, "outcome {number}"),
        }
    }
}

/// The steps of runs that share their beginnings. Each is stored once, with the step before it.
#[derive(Debug, Default)]
pub struct SharedSteps(Vec<SharedStep>);

#[derive(Debug)]
struct SharedStep {
    /// The end of the run before this step: 0, or the index of a step plus one.
    before: u32,
    /// Number of steps of the run up to this one.
    length: u32,
    /// The end of the first [`Run::MOST_SHOWN`] steps of that run, or of all of them.
    first: u32,
    step: RunStep,
}

impl SharedSteps {
    /// Adds a step after the run with this end, which is 0 or was returned before. Returns the end
    /// of the longer run.
    pub fn push(&mut self, before: u32, step: RunStep) -> u32 {
        let end = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        let (length, first) = self.at(before).map_or((0, 0), |it| (it.length, it.first));
        let first = if (length as usize) < Run::MOST_SHOWN { end } else { first };
        self.0.push(SharedStep { before, length: length + 1, first, step });
        end
    }

    fn at(&self, end: u32) -> Option<&SharedStep> {
        self.0.get((end as usize).checked_sub(1)?)
    }
}

/// A run from the start. Copies share its steps. Two values are equal if they have the same steps.
///
/// # Examples
///
/// ```
/// use scn_source::{Run, RunStep};
///
/// let run = Run::from(vec![RunStep::Choose("roll".to_owned()), RunStep::Outcome(2)]);
/// assert_eq!(run.join(", "), "roll, outcome 2");
/// assert_eq!(run.len(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Run {
    steps: Arc<SharedSteps>,
    end: u32,
}

impl Run {
    /// The most steps that a report shows of a run: a longer one is cut.
    pub const MOST_SHOWN: usize = 40;

    /// Returns the run with an end that [`SharedSteps::push`] returned, or 0 for no steps.
    #[must_use]
    pub fn new(steps: Arc<SharedSteps>, end: u32) -> Self {
        Self { steps, end }
    }

    /// Returns the number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.at(self.end).map_or(0, |it| it.length as usize)
    }

    /// Returns whether the run has no steps: what it shows is there at the start.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns all steps. Takes time proportional to their number.
    #[must_use]
    pub fn steps(&self) -> Vec<&RunStep> {
        self.last_steps(usize::MAX)
    }

    /// Returns the first steps: [`Run::MOST_SHOWN`] of them, or all if there are fewer.
    #[must_use]
    pub fn first_steps(&self) -> Vec<&RunStep> {
        let end = self.steps.at(self.end).map_or(0, |it| it.first);
        self.steps_back(end, Self::MOST_SHOWN)
    }

    /// Returns the last steps, at most `count`.
    #[must_use]
    pub fn last_steps(&self, count: usize) -> Vec<&RunStep> {
        self.steps_back(self.end, count)
    }

    /// Returns what a report shows to people: the first steps, the number of steps left out, and the
    /// last steps. Of a run with at most [`Run::MOST_SHOWN`] steps, all are first ones.
    #[must_use]
    pub fn shown_steps(&self) -> (Vec<&RunStep>, usize, Vec<&RunStep>) {
        let mut first = self.first_steps();
        let left_out = self.len().saturating_sub(Self::MOST_SHOWN);
        if left_out == 0 {
            return (first, 0, Vec::new());
        }
        first.truncate(Self::MOST_SHOWN / 2);
        (first, left_out, self.last_steps(Self::MOST_SHOWN / 2))
    }

    fn steps_back(&self, mut end: u32, count: usize) -> Vec<&RunStep> {
        let mut found = Vec::new();
        while let Some(step) = self.steps.at(end).filter(|_| found.len() < count) {
            found.push(&step.step);
            end = step.before;
        }
        found.reverse();
        found
    }

    /// Returns the text of all steps, with a separator between them.
    #[must_use]
    pub fn join(&self, separator: &str) -> String {
        self.steps().iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
    }
}

impl From<Vec<RunStep>> for Run {
    fn from(run: Vec<RunStep>) -> Self {
        let mut steps = SharedSteps::default();
        let end = run.into_iter().fold(0, |end, step| steps.push(end, step));
        Self::new(Arc::new(steps), end)
    }
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.steps, &other.steps) && self.end == other.end || self.steps() == other.steps()
    }
}

impl Eq for Run {}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.steps()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Run, RunStep, SharedSteps};

    fn choose(number: usize) -> RunStep {
        RunStep::Choose(format!("c{number}"))
    }

    fn texts(steps: &[&RunStep]) -> String {
        steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_and_last_steps_are_those_of_all_steps_for_every_run_of_a_tree() {
        let mut steps = SharedSteps::default();
        let mut ends = vec![(0, Vec::new())];
        for number in 0..300 {
            let (before, way) = ends[(number * number * 7) % ends.len()].clone();
            ends.push((steps.push(before, choose(number)), [way, vec![choose(number)]].concat()));
            // Some runs are long.
            let (before, way) = ends.last().cloned().unwrap_or_default();
            ends.push((steps.push(before, RunStep::Outcome(2)), [way, vec![RunStep::Outcome(2)]].concat()));
        }
        let longest = (0..150).fold(0, |end, number| steps.push(end, choose(number)));
        ends.push((longest, (0..150).map(choose).collect()));
        let steps = Arc::new(steps);
        for (end, way) in ends {
            let run = Run::new(Arc::clone(&steps), end);
            let way: Vec<&RunStep> = way.iter().collect();
            assert_eq!((run.steps(), run.len(), run.is_empty()), (way.clone(), way.len(), way.is_empty()));
            assert_eq!(run.first_steps(), way[..way.len().min(Run::MOST_SHOWN)]);
            let (first, left_out, last) = run.shown_steps();
            assert_eq!(first.len() + left_out + last.len(), way.len());
            assert!(way.starts_with(&first) && way.ends_with(&last) && first.len() + last.len() <= Run::MOST_SHOWN);
            assert_eq!(run, Run::from(way.into_iter().cloned().collect::<Vec<_>>()));
        }
    }

    #[test]
    fn a_run_of_one_step_more_than_is_shown_is_cut() {
        let run = |count| Run::from((1..=count).map(choose).collect::<Vec<_>>());
        let exact = run(Run::MOST_SHOWN);
        assert_eq!(exact.shown_steps().1, 0);
        let longer = run(Run::MOST_SHOWN + 1);
        let (first, left_out, last) = longer.shown_steps();
        assert_eq!((left_out, first.len(), last.len()), (1, 20, 20));
        assert!(texts(&first).ends_with("c19 c20") && texts(&last).starts_with("c22 c23"));
        assert_ne!(exact, longer);
    }
}
