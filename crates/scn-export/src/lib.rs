//! Exports a story to other formats, one module for each.
//!
//! Input: a [`Story`](scn_story::Story) and its proof. Output: the story in another format: the
//! graph of its scenarios as SVG, DOT and Mermaid, packages for LMSs, and a storyboard for
//! reviewers as HTML and for Word. This crate does not know source text, the compiler, the disk, or
//! how a story is played.

pub mod graph;
pub mod package;
pub mod storyboard;
