//! The content of the page as HTML. All text of authors is escaped; nothing is inserted as it is.

mod changes;
mod debrief;
mod findings;
mod scene;
mod text;

pub(crate) use changes::{describe_departures, not_possible};
pub(crate) use findings::{findings_html, trouble_message};
pub(crate) use scene::scene_html;
pub(crate) use text::percent_decode;
