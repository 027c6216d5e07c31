//! `malformed-line` and the findings split from it, except those about conditions.

mod bracket;
mod header;
mod part;
mod value;

use scn_source::{Finding, Name as Rule, Span};

pub(crate) use bracket::*;
pub(crate) use header::*;
pub(crate) use part::*;
pub(crate) use value::*;

use crate::source::Source;

fn new_finding(rule: Rule, src: &Source<'_>, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(rule, src.place(span), message)
}
