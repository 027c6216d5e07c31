//! What the page shows, as HTML: everything that an author wrote is escaped, and nothing is taken
//! over as it is.

mod changes;
mod debrief;
mod findings;
mod scene;
mod text;

pub(crate) use changes::{departures, not_possible};
pub(crate) use findings::{findings, trouble};
pub(crate) use scene::scene;
pub(crate) use text::decoded;
