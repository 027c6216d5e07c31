//! The report of `scn test`: tests, promises and journeys, each with its result.

use crate::view::ReportView;
use scn_source::Place;
use scn_text::{counted_grouped, grouped};

/// A test, a promise or a journey, with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestLine {
    /// What kind of test it is.
    pub kind: TestKind,
    /// The test's title, the promised condition, or the journey's file.
    pub title: String,
    /// Id of its scenario.
    pub scenario: String,
    /// Its whole source range. The findings inside this range are its problems.
    pub place: Place,
    /// Its result.
    pub result: TestResult,
}

/// The kinds of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestKind {
    /// A scripted run.
    Test,
    /// A claim about all runs.
    Promise,
    /// A saved run.
    Journey,
}

/// The result of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestResult {
    /// It came out as expected.
    Passed,
    /// It did not come out as expected.
    Failed,
    /// The bound on states was reached before the result was known.
    Open,
    /// It was not run, because something in it or in its scenario is wrong.
    NotRun,
}

impl TestKind {
    const ALL: [Self; 3] = [Self::Test, Self::Promise, Self::Journey];

    /// The word for the kind.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Promise => "promise",
            Self::Journey => "journey",
        }
    }
}

impl TestResult {
    /// The word for the result.
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
    /// Whether a span lies inside the test.
    pub(crate) fn contains(&self, place: Place) -> bool {
        let (inner, outer) = (place.span, self.place.span);
        place.file == self.place.file && outer.start <= inner.start && inner.end <= outer.end
    }
}

/// Summarizes the results in one line: `3 of 4 tests passed, 2 of 2 promises kept`. `None` if no
/// test report was requested.
pub(crate) fn results_line(view: &ReportView<'_>) -> Option<String> {
    let tests = view.report.tests.as_ref()?;
    if tests.is_empty() {
        return Some("there are no tests, promises or journeys here".to_owned());
    }
    let count_where = |is: &dyn Fn(&&TestLine) -> bool| tests.iter().filter(is).map(|_| 1).sum::<u64>();
    let mut parts = Vec::new();
    for kind in TestKind::ALL {
        let total = count_where(&|test| test.kind == kind);
        let passed = count_where(&|test| test.kind == kind && test.result == TestResult::Passed);
        if 0 < total {
            let done = match kind {
                TestKind::Test => "passed",
                TestKind::Promise => "kept",
                TestKind::Journey => "came out as saved",
            };
            parts.push(format!("{} of {} {done}", grouped(passed), counted_grouped(total, kind.word())));
        }
    }
    let open = count_where(&|test| test.result == TestResult::Open);
    let not_run = count_where(&|test| test.result == TestResult::NotRun);
    for (count, words) in [(open, "not known"), (not_run, "not run")] {
        if 0 < count {
            parts.push(format!("{} {words}", grouped(count)));
        }
    }
    Some(parts.join(", "))
}
