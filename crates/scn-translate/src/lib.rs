//! Translations: the files in which translators work.
//!
//! Takes the text of a PO file, and returns its messages; takes messages, and returns such a text.
//! Writes the same messages as XLIFF ([`xliff`]) and as CSV ([`csv`]), for people who do not work
//! in PO files, and reads what comes back in any of the three ([`returned`]). Makes translations
//! that nobody has to know a language for, to see what a translation does to a page ([`pseudo`]).
//! Must not know: what the messages are about, the disk.

pub mod csv;
mod decode;
pub mod export;
pub mod merge;
pub mod po;
pub mod pseudo;
pub mod returned;
mod returned_message;
pub mod take;
pub mod xliff;
