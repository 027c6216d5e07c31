//! The compiled story and the one interpreter that runs it.
//!
//! Takes: a [`Story`], as the compiler makes it or as read back from JSON. Gives: the JSON form
//! ([`Story::to_json`], [`Story::from_json`], [`schema`]), and [`Machine`]: a scenario made flat,
//! with the only implementation of what happens in a run. The player runs it, the prover explores
//! it: what plays is what is proved. Must not know: source text, the compiler, the disk, chance (a
//! draw is the caller's).

mod block;
mod direction;
mod json;
mod machine;
mod model;
mod plain;
mod sites;

pub use direction::{is_right_to_left, reads_right_to_left};
pub use json::{FIRST_VERSION, FORMAT_VERSION, LoadError, schema, schema_settings};
pub use machine::{
    Bits, Body, BuildError, CaseView, ChoiceIx, ChoiceView, Claim, CondView, Effect, Expander, Field, GoalView, Keep,
    Machine, Moment, NodeIx, NodeView, Observer, Offer, OutcomeIx, OutcomeView, PrincipleIx, Silent, SlotView, Stacks,
    State, Step, Stop, TextView, ValueNow, View, ViewTest, Weight,
};
pub use model::{
    Alignment, Answer, Block, Callout, Cast, Certificate, Change, Choice, Comparison, Cond, Course, Ending, Expr,
    Lesson, Link, ListItem, MediaKind, NextCase, Operand, Outcome, OutcomeWhen, Pack, Principle, Promise, PromiseKind,
    Question, Quiz, RunResult, Scenario, Site, Situation, Span, Story, TableCell, Target, Test, TestStep, Variable,
    VariableKind, When,
};
