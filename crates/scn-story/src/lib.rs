//! The compiled story and its only interpreter.
//!
//! Input: a [`Story`], from the compiler or read from JSON. Output: its JSON form
//! ([`Story::to_json`], [`Story::from_json`], [`schema`]), and [`Machine`]: a scenario in flattened
//! form, with the only implementation of what happens in a run. The player runs it and the prover
//! explores it, so proofs are about exactly the runs that are played. This crate knows nothing
//! about source text, the compiler, the disk or randomness (the caller makes the draws).

mod block;
mod condition;
mod direction;
mod json;
mod machine;
mod model;
mod plain;
mod sites;

pub use direction::{is_right_to_left, reads_right_to_left};
pub use json::{FIRST_VERSION, FORMAT_VERSION, LoadError, schema};
pub use machine::{
    Bits, Body, BuildError, CaseView, ChoiceIx, ChoiceView, CondView, ConditionRef, CurrentValue, Effect, EffectGroup,
    Expander, Field, GoalView, Keep, Machine, Moment, NodeIx, NodeView, Observer, Offer, OutcomeIx, OutcomeView,
    PrincipleIx, Silent, SlotView, Stacks, State, Step, Stop, TextView, View, ViewTest, Weight,
};
pub use model::{
    Alignment, Answer, Ask, Block, Callout, Cast, Certificate, Change, Choice, Comparison, Cond, Course, Ending, Expr,
    Lesson, Link, ListItem, MediaKind, NextCase, Operand, Outcome, OutcomeWhen, Pack, Principle, Promise, PromiseKind,
    Question, Quiz, RequiredBand, RunResult, Scenario, ShowAnswers, SiteId, Situation, Span, Story, TableCell, Target,
    Test, TestStep, Variable, VariableKind, When,
};
pub use scn_text::json::schema_settings;
