//! The content of the page as HTML. All text of authors is escaped; nothing is inserted as it is.

mod changes;
mod debrief;
mod findings;
mod scene;
mod text;

pub(crate) use changes::{departures, not_possible};
pub(crate) use findings::{findings, trouble};
pub(crate) use scene::scene;
pub(crate) use text::decoded;
