//! What `scn test` looks at: tests, promises and journeys, each with how it came out.

use crate::view::View;
use scn_source::Place;
use scn_text::{counted_grouped, grouped};

/// A test, a promise or a journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestLine {
    /// Which of the three.
    pub kind: TestKind,
    /// The test's title, what is promised, or the journey's file.
    pub title: String,
    /// The id of its scenario.
    pub scenario: String,
    /// All of it. What is found inside is what is wrong with it.
    pub place: Place,
    /// How it came out.
    pub result: TestResult,
}

/// What can be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestKind {
    /// A scripted run.
    Test,
    /// A claim about all runs.
    Promise,
    /// A saved run.
    Journey,
}

/// How a test came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestResult {
    /// As it should.
    Passed,
    /// Not as it should.
    Failed,
    /// The bound on states was reached before it could be told.
    Open,
    /// Something in it or in its scenario is wrong, so that nothing could be told.
    NotRun,
}

impl TestKind {
    const ALL: [Self; 3] = [Self::Test, Self::Promise, Self::Journey];

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Promise => "promise",
            Self::Journey => "journey",
        }
    }
}

impl TestResult {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Open => "open",
            Self::NotRun => "not-run",
        }
    }
}

impl TestLine {
    /// Whether a place lies in it.
    pub(crate) fn has(&self, place: Place) -> bool {
        let (inner, outer) = (place.span, self.place.span);
        place.file == self.place.file && outer.start <= inner.start && inner.end <= outer.end
    }
}

/// How they came out, in a line: `3 of 4 tests passed, 2 of 2 promises kept`. `None` where nothing
/// was to be tested.
pub(crate) fn line(view: &View<'_>) -> Option<String> {
    let tests = view.report.tests.as_ref()?;
    if tests.is_empty() {
        return Some("no test, promise or journey is here".to_owned());
    }
    let count = |is: &dyn Fn(&&TestLine) -> bool| tests.iter().filter(is).map(|_| 1).sum::<u64>();
    let mut parts = Vec::new();
    for kind in TestKind::ALL {
        let all = count(&|test| test.kind == kind);
        let passed = count(&|test| test.kind == kind && test.result == TestResult::Passed);
        if 0 < all {
            let done = match kind {
                TestKind::Test => "passed",
                TestKind::Promise => "kept",
                TestKind::Journey => "came out as saved",
            };
            parts.push(format!("{} of {} {done}", grouped(passed), counted_grouped(all, kind.word())));
        }
    }
    let open = count(&|test| test.result == TestResult::Open);
    let not_run = count(&|test| test.result == TestResult::NotRun);
    for (count, words) in [(open, "not known"), (not_run, "not run")] {
        if 0 < count {
            parts.push(format!("{} {words}", grouped(count)));
        }
    }
    Some(parts.join(", "))
}
