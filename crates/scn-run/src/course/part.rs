//! The state of a learner in one part.

use scn_story::{Quiz, RunResult, Scenario};

use super::PartState;
use crate::session::title_or_id;
use crate::versions::{Relation, Versions, last_digest, same_question};
use crate::{
    At, Attempt, Debrief, Ended, Event, LessonEvent, Log, Part, Playable, QuizEvent, QuizResult, Score, Stamped,
    migrate_run, phrases,
};

/// An attempt that counts for a part of the current story.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountedAttempt<'a> {
    pub(super) attempt: &'a Attempt,
    relation: Relation,
}

/// The attempts that count for each part of the current story, and those whose part was removed or
/// replaced.
pub(super) struct AttemptsByPart<'a> {
    counted: Vec<(Part, CountedAttempt<'a>)>,
    replaced: Vec<&'a Attempt>,
}

impl<'a> AttemptsByPart<'a> {
    pub(super) fn new(versions: &Versions<'_>, attempts: &'a [Attempt]) -> Self {
        let mut sorted = Self { counted: Vec::new(), replaced: Vec::new() };
        for attempt in attempts {
            match versions.current_part(attempt) {
                Some((part, relation)) => sorted.counted.push((part, CountedAttempt { attempt, relation })),
                None => sorted.replaced.push(attempt),
            }
        }
        sorted
    }

    pub(super) fn attempts_at(&self, part: &Part) -> impl DoubleEndedIterator<Item = CountedAttempt<'a>> {
        self.counted.iter().filter(move |(its, _)| its == part).map(|(_, counted)| *counted)
    }
}

/// The result of all attempts at a part.
#[derive(Default)]
pub(super) struct PartOutcome {
    /// How the runs of a scenario handled principles.
    pub(super) runs: ScenarioRuns,
    /// When the part was first done.
    pub(super) at: Option<At>,
    passed: bool,
    result: Option<String>,
    edited: bool,
    open: Option<String>,
    tries_left: Option<u32>,
}

/// How the runs of a scenario that reached an ending handled principles.
#[derive(Default)]
pub(super) struct ScenarioRuns {
    /// The counting run; empty if there is none.
    pub(super) counting: Vec<PrincipleScore>,
    /// Each run that passed, in order.
    pub(super) passed: Vec<Vec<PrincipleScore>>,
}

/// How a run handled a principle, with the title of the version by which it was judged.
#[derive(Clone)]
pub(super) struct PrincipleScore {
    pub(super) principle: String,
    pub(super) title: String,
    pub(super) score: Score,
}

/// A run of a scenario that reached an ending.
struct CountingRun {
    words: String,
    rank: u8,
    profile: Vec<PrincipleScore>,
    /// Whether the scenario has been edited since the run.
    edited: bool,
}

impl CountingRun {
    /// Returns whether this run, which was made later, replaces an earlier one as the counting run.
    ///
    /// The better result counts. Of two runs that passed, the earlier one counts, unless the later
    /// one achieved a greater share of the achievable points, in no fewer decisions. An equal share
    /// is enough if the scenario has been edited since the earlier run but not since the later one.
    /// Of two equal results that did not pass, the later run counts.
    fn replaces_earlier(&self, earlier: &Self, passed: bool) -> bool {
        let sum =
            |best: &Self, of: fn(&Score) -> u32| best.profile.iter().map(|it| u64::from(of(&it.score))).sum::<u64>();
        let (points, of) = (|score: &Score| score.points, |score: &Score| score.of);
        let is_better = || {
            let decision_count = |score: &Score| score.decisions;
            let (was, is) = (sum(earlier, points) * sum(self, of), sum(self, points) * sum(earlier, of));
            let is_renewed = earlier.edited && !self.edited;
            sum(earlier, decision_count) <= sum(self, decision_count) && (was < is || is_renewed && was == is)
        };
        earlier.rank < self.rank || earlier.rank == self.rank && (!passed || is_better())
    }
}

/// Returns the state of a part, and how the runs of a scenario handled principles.
pub(super) fn judge_part(
    versions: &Versions<'_>,
    part: Part,
    sorted: &AttemptsByPart<'_>,
) -> (PartState, ScenarioRuns) {
    let story = versions.current();
    let of_part: Vec<CountedAttempt<'_>> = sorted.attempts_at(&part).collect();
    let title_or_part_id = |title: Option<&String>| title_or_id(title.map_or("", String::as_str), part.id());
    let (title, done) = match &part {
        Part::Lesson(id) => {
            (title_or_part_id(story.lessons.iter().find(|it| it.id == *id).map(|it| &it.title)), judge_lesson(&of_part))
        }
        Part::Quiz(id) => {
            let found_quiz = story.quizzes.iter().find(|it| it.id == *id);
            (
                title_or_part_id(found_quiz.map(|it| &it.title)),
                found_quiz.map(|found| judge_quiz(versions, found, &of_part)).unwrap_or_default(),
            )
        }
        Part::Scenario(id) => {
            let found_scenario = story.scenarios.iter().find(|it| it.id == *id);
            (
                title_or_part_id(found_scenario.map(|it| &it.title)),
                found_scenario.map(|found| judge_scenario(versions, found, &of_part)).unwrap_or_default(),
            )
        }
    };
    let attempts = u32::try_from(of_part.len()).unwrap_or(u32::MAX);
    // Only the latest attempt can be resumed. If it was begun under another id, that id must be
    // gone, and there must be no attempt under the current id.
    let is_latest = |open: &String| {
        let latest = versions.latest_attempt(&part, of_part.iter().map(|it| it.attempt));
        of_part.last().is_some_and(|it| it.attempt.id == *open) && latest.is_some_and(|latest| latest.id == *open)
    };
    let state = PartState {
        title,
        status: done.status(attempts),
        result: done.result,
        passed: done.passed,
        optional: false,
        edited: done.edited,
        replaced: sorted.replaced.iter().any(|attempt| attempt.part == part),
        attempts,
        tries_left: done.tries_left,
        open: done.open.filter(is_latest),
        done_at: done.at,
        part,
    };
    (state, done.runs)
}

fn judge_lesson(attempts: &[CountedAttempt<'_>]) -> PartOutcome {
    let read_time = |it: &CountedAttempt<'_>| match &it.attempt.log {
        Log::Lesson(events) => events.iter().find(|stamped| stamped.event == LessonEvent::Read).map(|it| it.at),
        Log::Quiz(_) | Log::Scenario(_) => None,
    };
    let read_at = attempts.iter().filter_map(read_time).min();
    let edited =
        read_at.is_some() && attempts.iter().all(|it| read_time(it).is_none() || it.relation == Relation::Edited);
    let open = attempts.last().filter(|last| read_time(last).is_none()).map(|last| last.attempt.id.clone());
    PartOutcome {
        at: read_at,
        passed: read_at.is_some(),
        result: read_at.map(|_| phrases::course::READ.text().to_owned()),
        edited,
        open,
        ..PartOutcome::default()
    }
}

/// Judges the attempts at a quiz. A quiz is done when an attempt passes. The reported attempt is
/// the one that passed with the greatest share of correct answers, or else the latest that ended;
/// of equal ones, the first, or one made since the last edit. An attempt counts if at least half of
/// the answered questions, or of those that could be asked, are still in the quiz, or if the quiz
/// has changed little.
fn judge_quiz(versions: &Versions<'_>, quiz: &Quiz, attempts: &[CountedAttempt<'_>]) -> PartOutcome {
    let mut done = PartOutcome::default();
    let mut best = (0_u32, 0_u32);
    let mut ended = 0_u32;
    for CountedAttempt { attempt, relation } in attempts {
        let Log::Quiz(log) = &attempt.log else { continue };
        let result = QuizResult::from_events(versions, quiz, &Stamped::events(log));
        done.open = (!result.ended).then(|| attempt.id.clone());
        let counts = *relation != Relation::Edited
            || result.answered <= 2 * result.still_there
            || could_ask_half(versions, quiz, attempt);
        if !result.ended || !counts {
            continue;
        }
        ended += 1;
        let edited = *relation == Relation::Edited;
        let is_better = match (done.passed, result.passed) {
            (false, _) => true,
            (true, false) => false,
            (true, true) => {
                let multiply = |right: u32, asked: u32| u64::from(right) * u64::from(asked);
                let (was, is) = (multiply(best.0, result.asked), multiply(result.right, best.1));
                was < is || was == is && done.edited && !edited
            }
        };
        if is_better {
            best = (result.right, result.asked);
            done.result = Some(quiz_result(versions, attempt, &result));
            done.edited = edited;
        }
        if result.passed && !done.passed {
            done.passed = true;
            done.at = log.iter().rev().find(|it| it.event == QuizEvent::Ended).map(|it| it.at);
        }
    }
    done.tries_left = quiz.tries.filter(|_| !done.passed).map(|tries| tries.saturating_sub(ended));
    done
}

/// Returns the result of an attempt at a quiz in words. If today's key judges it differently than
/// the key of the version in which it was made, both results are in them.
fn quiz_result(versions: &Versions<'_>, attempt: &Attempt, today: &QuizResult) -> String {
    let words = phrases::course::quiz_result(today);
    let digest = last_digest(&attempt.log).unwrap_or(&attempt.digest);
    let played = versions.story_by_digest(digest).and_then(|story| {
        let quiz = story.quizzes.iter().find(|it| it.id == attempt.part.id())?;
        let Log::Quiz(log) = &attempt.log else { return None };
        let earlier = Versions::new(story, versions.earlier_stories());
        Some(QuizResult::from_events(&earlier, quiz, &Stamped::events(log)))
    });
    match played {
        Some(was) if (was.right, was.passed) != (today.right, today.passed) => {
            phrases::course::rejudged(&words, &phrases::course::quiz_result(&was))
        }
        Some(_) | None => words,
    }
}

/// Returns whether at least half of the questions that the quiz could ask in the attempt's version
/// are still in it.
fn could_ask_half(versions: &Versions<'_>, quiz: &Quiz, attempt: &Attempt) -> bool {
    let earlier_story = last_digest(&attempt.log).and_then(|digest| versions.story_by_digest(digest));
    let earlier_quiz = earlier_story.and_then(|story| story.quizzes.iter().find(|it| it.id == attempt.part.id()));
    earlier_quiz.is_some_and(|was| {
        let kept_count = was.questions.iter().filter(|question| same_question(quiz, question).is_some()).count();
        was.questions.len() <= 2 * kept_count
    })
}

/// Judges the attempts at a scenario. A scenario is done when a run of it reached an ending. Its
/// result and profile are those of the [counting run](CountingRun::replaces_earlier): playing again
/// never turns a pass into a fail or lowers the profile of a pass.
///
/// An ending is taken from the version in which the run reached it, because its id may belong to
/// another ending now.
fn judge_scenario(versions: &Versions<'_>, scenario: &Scenario, attempts: &[CountedAttempt<'_>]) -> PartOutcome {
    let mut done = PartOutcome::default();
    let is_passable = |scenario: &Scenario| scenario.endings.iter().any(|ending| ending.result == RunResult::Passed);
    let mut best: Option<CountingRun> = None;
    for CountedAttempt { attempt, relation } in attempts {
        let Log::Scenario(log) = &attempt.log else { continue };
        done.open = match final_outcome(log) {
            None => Some(attempt.id.clone()),
            Some((Ended::Left { .. }, _)) => Some(attempt.id.clone()),
            // A run that stopped because of a mistake in the story cannot continue, and did not
            // reach an ending.
            Some((Ended::DeadEnd { .. } | Ended::NoOutcome { .. } | Ended::Loop { .. } | Ended::Nowhere { .. }, _)) => {
                None
            }
            Some((Ended::Ending { at }, when)) => {
                let earlier_story = last_digest(&attempt.log).and_then(|digest| versions.story_by_digest(digest));
                let found_scenario =
                    earlier_story.and_then(|story| story.scenarios.iter().find(|it| it.id == attempt.part.id()));
                let earlier_scenario = found_scenario.unwrap_or(scenario);
                let passable = is_passable(scenario) || is_passable(earlier_scenario);
                let profile = run_profile(versions, &scenario.id, attempt);
                let edited = *relation == Relation::Edited;
                let mut passed = false;
                let candidate = match earlier_scenario.endings.iter().find(|ending| ending.id == *at) {
                    Some(ending) => {
                        passed = ending.result == RunResult::Passed || !passable;
                        if passed && !done.passed {
                            done.passed = true;
                            done.at = Some(when);
                        }
                        if passed {
                            done.runs.passed.push(profile.clone());
                        }
                        let title = title_or_id(&ending.title, &ending.id);
                        let words = phrases::course::came_to(&title, ending.result);
                        CountingRun { words, rank: rank_result(ending.result, passed), profile, edited }
                    }
                    None => {
                        let words = phrases::course::CAME_TO_NOTHING.text().to_owned();
                        CountingRun { words, rank: 0, profile, edited }
                    }
                };
                if best.as_ref().is_none_or(|best| candidate.replaces_earlier(best, passed)) {
                    done.edited = edited;
                    best = Some(candidate);
                }
                done.at = done.at.or(Some(when));
                None
            }
        };
    }
    if let Some(best) = best {
        done.result = Some(best.words);
        done.runs.counting = best.profile;
    }
    done
}

/// Returns how a run handled principles, judged by the version in which it was played, or else by
/// the current version. Empty if it can be replayed in neither.
fn run_profile(versions: &Versions<'_>, scenario: &str, attempt: &Attempt) -> Vec<PrincipleScore> {
    let Log::Scenario(log) = &attempt.log else { return Vec::new() };
    let events = Stamped::events(log);
    let earlier_version = last_digest(&attempt.log)
        .and_then(|digest| versions.story_by_digest(digest))
        .map(|then| (then, attempt.part.id()));
    let debrief =
        [earlier_version, Some((versions.current(), scenario))].into_iter().flatten().find_map(|(story, scenario)| {
            let playable = Playable::new(story, Some(scenario)).ok()?;
            Debrief::from_events(&playable, &migrate_run(&events, story, versions.earlier_stories()), None).ok()
        });
    let entries = debrief.map(|debrief| debrief.profile).unwrap_or_default();
    entries
        .into_iter()
        .map(|entry| PrincipleScore { principle: entry.principle, title: entry.title, score: entry.score })
        .collect()
}

/// Ranks a result among those of one scenario. If nothing can be passed, all endings rank equally.
fn rank_result(result: RunResult, passed: bool) -> u8 {
    match (result, passed) {
        (_, true) => 3,
        (RunResult::Mixed, false) => 2,
        (RunResult::Passed | RunResult::Failed, false) => 1,
    }
}

/// Returns how and when a run stopped; `None` while it can continue.
fn final_outcome(log: &[Stamped<Event>]) -> Option<(&Ended, At)> {
    let mut outcome = None;
    for stamped in log {
        match &stamped.event {
            Event::Ended(ended) => outcome = Some((ended, stamped.at)),
            Event::Undone { .. } | Event::Resumed { .. } => outcome = None,
            Event::Started { .. }
            | Event::Shown { .. }
            | Event::Chosen { .. }
            | Event::Resolved { .. }
            | Event::Hinted { .. }
            | Event::Wrote { .. }
            | Event::Voted { .. }
            | Event::Saved => {}
        }
    }
    outcome
}
