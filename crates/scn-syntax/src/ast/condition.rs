//! The typed view of conditions.

use scn_source::Span;

use super::{Name, Number};

/// A whole condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition<'a> {
    /// The span of the condition, without the brackets and the word before it.
    pub span: Span,
    /// The parsed expression.
    pub expr: Expr<'a>,
}

/// A condition as an expression. Nested no deeper than [`MAX_NESTING`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expr<'a> {
    /// All operands hold.
    And(Vec<Self>),
    /// At least one operand holds.
    Or(Vec<Self>),
    /// The operand does not hold.
    Not(Box<Self>),
    /// A bare name: a flag, if the name is valid.
    Name(Name<'a>),
    /// A comparison.
    Compare {
        /// The left side.
        left: Operand<'a>,
        /// The operator.
        operator: Comparison,
        /// The right side.
        right: Operand<'a>,
        /// The whole comparison.
        span: Span,
    },
    /// `visited node`.
    Visited(Name<'a>),
    /// `chose choice`, `chose situation/choice`.
    Chose {
        /// The situation, if written.
        situation: Option<Name<'a>>,
        /// The choice.
        choice: Name<'a>,
    },
    /// `broke principle`.
    Broke(Name<'a>),
    /// `upheld principle`.
    Upheld(Name<'a>),
    /// `faced principle`.
    Faced(Name<'a>),
    /// `at node`.
    At(Name<'a>),
    /// `ended`.
    Ended(Span),
    /// `passed`, `failed` or `mixed`.
    Result(Name<'a>),
    /// Not understood; already reported.
    Broken(Span),
}

/// How deep parentheses and `not` may nest in a condition. Deeper nesting is reported as
/// `malformed-line`.
pub const MAX_NESTING: usize = 64;

/// A side of a comparison, or the value of an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand<'a> {
    /// A variable or a value of a state.
    Name(Name<'a>),
    /// An integer.
    Number(Number),
}

impl Operand<'_> {
    /// Returns its position.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span,
            Self::Number(number) => number.span,
        }
    }
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}
