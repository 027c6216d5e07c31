//! A story in other forms, one module a format.
//!
//! Takes: a [`Story`](scn_story::Story) and what was proved of it. Gives: text in another format:
//! so far the graph of its scenarios, as SVG, DOT and Mermaid. Must not know: source text, the
//! compiler, the disk, how a story is played.

pub mod graph;
