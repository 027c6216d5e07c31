//! Translations of a pack: which words of it learners read, and the pack in another language.
//!
//! A translation is a PO file in the folder `translations` of a pack, such as `af.po`. Its messages
//! are the texts that learners read, each identified by its words and by its place, its
//! [`Message::context`]. [`collect_messages`] returns those of a pack. [`translate`] returns the
//! texts of the files of a pack with the translations in place of the words: the translated pack is
//! a pack like any other, and nothing after this knows that it was translated.
//!
//! A translation is used only if the pack stays what it is: [`problems`] compares its values,
//! conditions and marks with those of the source. Where one cannot be used, the words of the source
//! stay.

mod apply;
mod catalogue;
mod lessons;
mod markup;
mod messages;
mod placeholders;
mod report;
mod text;

pub use apply::{Translated, translate};
pub use catalogue::{Catalogue, MessageState, Stale};
pub use messages::{Message, collect_messages};
pub use placeholders::{Problem, problems};
pub use report::FRAME_LANGUAGES;
pub(crate) use report::report;
