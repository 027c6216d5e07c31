//! Small sample reports, each about one thing.

use scn_report::{Format, Options, Report, ScenarioLine, SuppressedLine, TestKind, TestLine, TestResult};
use scn_source::{Edit, FileId, Finding, Fix, Name, Place, RunStep, Severity, SourceFile, Sources, Span};

/// Files and their findings.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) sources: Sources,
    pub(crate) findings: Vec<Finding>,
    /// The findings that a comment suppresses, each with its reason.
    pub(crate) allowed: Vec<(Finding, &'static str)>,
    pub(crate) scenarios: Vec<ScenarioLine>,
    pub(crate) tests: Option<Vec<TestLine>>,
}

impl Sample {
    /// A sample of one file, `pack.scn`.
    pub(crate) fn of(text: &str) -> Self {
        let mut sample = Self {
            sources: Sources::new(),
            findings: Vec::new(),
            allowed: Vec::new(),
            scenarios: Vec::new(),
            tests: None,
        };
        sample.file("pack.scn", text);
        sample
    }

    pub(crate) fn file(&mut self, path: &str, text: &str) -> FileId {
        self.sources.add(SourceFile::new(path, text))
    }

    /// The span of the first occurrence of `words` in a file.
    pub(crate) fn place(&self, file: u32, words: &str) -> Place {
        let file = FileId(file);
        let text = self.sources.get(file).expect("the file is in the sample").text();
        let start = text.find(words).unwrap_or_else(|| panic!("`{words}` is in the file"));
        Place { file, span: Span::new(start, start + words.len()) }
    }

    pub(crate) fn find(mut self, finding: impl FnOnce(&Self) -> Finding) -> Self {
        let finding = finding(&self);
        self.findings.push(finding);
        self
    }

    pub(crate) fn show(&self, format: Format, options: &Options) -> String {
        let report = Report {
            sources: &self.sources,
            findings: &self.findings,
            suppressed: self.allowed.iter().map(|(finding, reason)| allowed(finding, reason)).collect(),
            scenarios: self.scenarios.clone(),
            tests: self.tests.clone(),
        };
        let mut out = Vec::new();
        scn_report::write(&report, format, options, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("reports are UTF-8")
    }
}

fn choose(choice: &str) -> RunStep {
    RunStep::Choose(choice.to_owned())
}

fn allowed<'a>(finding: &'a Finding, reason: &'static str) -> SuppressedLine<'a> {
    let comment = Place { span: Span::new(0, 2), ..finding.place };
    SuppressedLine { finding, reason: Some(reason).filter(|reason| !reason.is_empty()), comment }
}

pub(crate) fn width(width: usize) -> Options {
    Options { width, ..Options::default() }
}

pub(crate) fn scenario(id: &str, place: Option<Place>, states: u64, complete: bool) -> ScenarioLine {
    ScenarioLine {
        id: id.to_owned(),
        places: place.into_iter().collect(),
        states,
        complete,
        endings: 2,
        pack: Some(".".to_owned()),
    }
}

const NEIGHBOUR: &str = "\
// The helpful neighbour

Scenario neighbour: The helpful neighbour
  Covers: careful-talk

Situation the-call: A busy afternoon
  A woman rings on behalf of her neighbour.

  Chioce ask: Ask to speak with Mrs Dlamini herself.
    Outcome: A rustle, and an older voice comes on.
    Next: call-bck

  Choice wait: Ask her to wait.
    Outcome: She waits.
    Next: queue

Situation queue: In the queue
  You are number eleven.

  Choice stay: Stay in the queue.
    Outcome: There is more music.
    Next: again

Situation vault: The vault
  Nobody comes here.

  Next: call-back

Ending call-back: Mrs Dlamini thanks you
  Result: passed
";

const PRINCIPLES: &str = "\
Principle careful-talk: Be careful in conversations
  Do not share customer information with others.

Principle careful-talk: Be careful
  Once more.
";

const MORE: &str = "\
Principle careful-talk: Be careful, a third time
  And again.
";

/// Three files whose findings have every kind of part: labels, related locations nearby, far away
/// and in another file, help, safe and unsafe fixes, and a run with a draw of chance.
pub(crate) fn pack() -> Sample {
    let mut sample = Sample::of(NEIGHBOUR);
    sample.file("principles.scn", PRINCIPLES);
    sample.file("more/principles.scn", MORE);
    let whole = Place { file: FileId(0), span: Span::new(NEIGHBOUR.find("Scenario").unwrap_or(0), NEIGHBOUR.len()) };
    sample.scenarios = vec![scenario("neighbour", Some(whole), 1240, true), scenario("other", None, 7, true)];
    sample
        .find(|sample| {
            Finding::new(
                Name::UnreachableSituation,
                sample.place(0, "Situation vault: The vault"),
                "no run gets to the situation `vault`",
            )
            .with_label("nothing leads here")
            .with_help("let some `Next:` lead to `vault`, or take the situation out")
        })
        .find(|sample| {
            Finding::new(Name::UnknownInstruction, sample.place(0, "Chioce"), "there is no instruction `Chioce`")
                .with_label("did you mean `Choice`?")
                .with_fix(true, "change `Chioce` to `Choice`", sample.place(0, "Chioce"), "Choice")
        })
        .find(|sample| {
            let at = sample.place(0, "call-bck");
            let mut finding = Finding::new(Name::UnknownTarget, at, "there is no situation or ending `call-bck`")
                .with_label("unknown")
                .with_related(sample.place(0, "call-back"), "the nearest is `call-back`")
                .with_fix(false, "change `call-bck` to `call-back`", at, "call-back");
            let end = sample.place(0, "Ending call-back");
            let before = Place { file: end.file, span: Span::empty(end.span.start as usize) };
            finding.fixes.push(Fix {
                title: "write an ending `call-bck`".to_owned(),
                edits: vec![Edit { place: before, text: "Ending call-bck: \n  Result: mixed\n\n".to_owned() }],
                safe: false,
                escape: false,
            });
            finding
        })
        .find(|sample| {
            let start = sample.place(0, "Situation queue");
            Finding::new(Name::EndlessLoop, start, "a run that comes to `queue` can never leave it")
                .with_label("the trap begins here")
                .with_related(sample.place(0, "again"), "this leads back")
                .with_help("let one of its choices lead to an ending, or to a situation outside")
                .with_run(vec![choose("wait"), RunStep::Outcome(2), choose("stay")])
        })
        .find(|sample| {
            let first = sample.place(1, "Principle careful-talk: Be careful in");
            let second = sample.place(1, "Principle careful-talk: Be careful\n");
            Finding::new(Name::DuplicateName, second, "the principle `careful-talk` is there already")
                .with_related(first, "the first is here")
        })
        .find(|sample| {
            let first = sample.place(1, "Principle careful-talk: Be careful in");
            Finding::new(
                Name::DuplicateName,
                sample.place(2, "careful-talk"),
                "the principle `careful-talk` is there already",
            )
            .with_label("the same id")
            .with_related(first, "the first is here")
            .with_help("give one of them another id")
        })
        .find(|sample| {
            let mut finding = Finding::new(
                Name::OneSidedPrinciple,
                sample.place(0, "careful-talk"),
                "choices only ever uphold `careful-talk`",
            );
            finding.severity = Severity::Warning;
            finding
        })
        .find(|sample| {
            Finding::new(Name::MeterSaturates, sample.place(0, "number eleven"), "some run sees this change cut off")
                .with_run(Vec::new())
        })
}

/// The sample with its first two findings suppressed, the second without a reason.
pub(crate) fn partly_allowed() -> Sample {
    let mut sample = pack();
    let two: Vec<Finding> = sample.findings.drain(..2).collect();
    sample.allowed = two.into_iter().zip(["that is meant", ""]).collect();
    sample
}

/// A pack without problems.
pub(crate) fn clean() -> Sample {
    let mut sample = Sample::of(NEIGHBOUR);
    sample.file("principles.scn", MORE);
    sample.scenarios = vec![scenario("neighbour", None, 1240, true), scenario("other", None, 10_000_000, false)];
    sample
}

/// The input of a `scn test` report: some of each kind, with every possible result.
pub(crate) fn tested() -> Sample {
    let mut sample = Sample::of(
        "Scenario s: A scenario\n\nTest: Both\n  Expect: at a & b\n\nTest: One\n  Expect: at a\n\nPromise: never at a\nPromise: possible at b\n",
    );
    sample.file("journeys/one.json", "{}\n");
    let line =
        |kind, title: &str, place, result| TestLine { kind, title: title.into(), scenario: "s".into(), place, result };
    sample.tests = Some(vec![
        line(TestKind::Test, "Both", sample.place(0, "Test: Both\n  Expect: at a & b"), TestResult::Failed),
        line(TestKind::Test, "One", sample.place(0, "Test: One\n  Expect: at a"), TestResult::Passed),
        line(TestKind::Promise, "never at a", sample.place(0, "Promise: never at a"), TestResult::Open),
        line(TestKind::Promise, "possible at b", sample.place(0, "Promise: possible at b"), TestResult::NotRun),
        line(TestKind::Journey, "journeys/one.json", sample.place(1, "{}"), TestResult::Failed),
    ]);
    sample.scenarios = vec![scenario("s", Some(sample.place(0, "Scenario s: A scenario")), 4, true)];
    let sample = sample.find(|it| {
        Finding::new(Name::TestFailed, it.place(0, "at a & b"), "the test `Both` expects `at a & b`, but it is not")
            .with_run(vec![choose("go")])
    });
    let sample = sample.find(|it| {
        Finding::new(Name::TestFailed, it.place(1, "{}"), "the journey no longer comes out as saved")
            .with_related(it.place(0, "Scenario s: A scenario"), "its scenario")
            .with_run(vec![choose("go"), RunStep::Outcome(2)])
    });
    sample.find(|it| {
        Finding::new(Name::ProofIncomplete, it.place(0, "Scenario s: A scenario"), "the proof reached its limit")
    })
}
