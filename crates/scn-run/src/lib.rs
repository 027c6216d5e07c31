//! Runs of a story, without a terminal, a disk or a clock.
//!
//! Takes: a [`Story`](scn_story::Story), the actions of the player, and a recorder. Gives:
//! [`Session`] (the current scene and the effect of choosing), the [`Event`]s of a run, their folds
//! ([`Debrief`], [`markdown_transcript()`], [`Journey`]), attempts at quizzes ([`QuizSession`]),
//! the state of a learner in a course ([`CourseState`]), and a run as lines of JSON ([`wire`]).
//! Must not know: source text, the compiler, a terminal, the disk, the environment, the clock.
//! Random outcomes are drawn from a seed that the caller gives.

mod attempt;
mod carry;
mod course;
mod debrief;
mod event;
mod finish;
mod journey;
mod lesson;
mod markdown;
pub mod phrases;
mod playable;
mod progress;
mod quiz;
mod random;
mod recorder;
mod recording;
mod replay;
mod script;
mod session;
mod standing;
mod text;
mod transcript;
mod verified_run;
mod verify;
mod versions;
pub mod wire;

pub use attempt::{At, Attempt, LessonEvent, Log, Part, QuizEvent, Stamped};
pub use carry::{Counterpart, Earlier, Fate, ScenarioVersions, migrate_run, words_as_written};
pub use course::{
    CourseState, Handled, OpenLesson, OpenQuiz, OpenRun, PartState, Status, asked_before, completed_namesake,
    completed_version,
};
pub use debrief::{
    Band, Debrief, DebriefBlock, Decision, Judgement, ProfileEntry, RatingLevel, Score, Vote, is_majority,
    label_with_earlier,
};
pub use event::{Ended, Event, Votes};
pub use finish::{Finish, PlayError, PlayOutcome, resolve_scripted, result_of};
pub use journey::{Change, Departure, Journey, JourneyEnding, JourneyError, JourneyStep, RewordedStep};
pub use lesson::{LessonBlock, LessonPage, lesson_pages, lesson_pictures};
pub use phrases::{callout_word, ended_reason, media_word, result_word};
pub use playable::{Playable, PreparedScenarios, StartError};
pub use progress::Progress;
pub use quiz::{
    AnswerError, AnswerFeedback, AnswerForm, AskedQuestions, PrincipleAnswers, QuestionView, QuizResult, QuizSession,
    ResumeQuizError, ResumedQuiz, TypedFeedback, Verdict,
};
pub use recorder::{Events, NullRecorder, RecordError, RecordOwner, Recorder};
pub use recording::{Recorded, Recording};
pub use replay::{
    DroppedChoice, Fold, OutcomeChange, ReplayError, ResumedRun, Written, replay_events, replay_run, resume_run,
};
pub use script::{ScriptError, ScriptedChoice, choices_so_far, parse_choices};
pub use session::{
    AskView, ChoiceMatch, ChoiceState, ChoiceView, ChooseError, HintView, InspectedChoice, InspectedCondition,
    InspectedMark, InspectedValue, Inspection, LinkView, Lock, MOST_WORDS, MeterValue, Passage, Scene, Session, Spread,
    StatusValue, WordsView, WriteError, fold_case, title_or_id,
};
pub use text::{GUEST, ShownBlock, Text, Words, last_number, plain_text};
pub use transcript::markdown_transcript;
pub use verified_run::VerifiedRun;
pub use verify::{RecordFault, verify_log, verify_with};
pub use versions::{Relation, Stories, Versions, last_digest};
pub use wire::{Protocol, events_page, events_schema};
