//! The content of a page.

use scn_run::ShownBlock;

use crate::line::Line;

/// A block of a page, which is wrapped again at every width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageBlock {
    /// A heading, underlined.
    Heading(String),
    /// A block of a body.
    Block(ShownBlock),
    /// The text of a lesson: Markdown.
    Lesson(String),
    /// Words in roles.
    Line(Line),
}

impl From<Line> for PageBlock {
    fn from(line: Line) -> Self {
        Self::Line(line)
    }
}
