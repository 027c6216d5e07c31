//! The player in a browser: one page that holds a story and plays it, without a server.
//!
//! Input: a story, the files that it names, and the [`Home`] where runs are kept. Output: a
//! [`Page`], which is one HTML document and the files beside it; and a check of such a document
//! ([`verify_page`]). The interpreter and everything that a learner sees are JavaScript, in
//! `player`: modules written by hand, whose shortened form [`script`] joins. This crate does not
//! know source text, the compiler, the disk or the clock.
//!
//! The page makes no request but for the files beside it, and its policy allows none: each script
//! and style is named there by its hash. Text of authors is data in a block of JSON and reaches the
//! page as text nodes.

mod bundle;
mod embed;
mod files;
mod frame;
mod home;
mod launch;
mod media;
mod page;
mod policy;
mod rules;
mod verify;

pub use bundle::{marked_script, script, shortened_file, sources};
pub use files::{PlayerFile, learner_file};
pub use home::Home;
pub use launch::part_launcher;
pub use media::{media_files, media_type};
pub use page::{DEFAULT_INLINE, Page, PageOptions, StorySettings, page};
pub use rules::check_rules;
pub use verify::{VerifiedPage, VerifyError, verify_page};
