//! Runs and the properties of paragraphs as WordprocessingML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scn_story::reads_right_to_left;
use scn_text::escape::xml;
use scn_text::sanitize_line;

use crate::storyboard::model::{Change, Link, Run, Voice};
use crate::storyboard::source::StoryboardSource;

/// The name of the author of tracked changes.
const AUTHOR: &str = "scn";

/// Writes runs. It knows what is unique in a document: ids, links, and bookmarks.
pub(super) struct RunWriter<'w> {
    source: &'w StoryboardSource<'w>,
    /// The document so far.
    pub(super) xml: String,
    /// The addresses of links, in the order of their relationships.
    pub(super) links: Vec<String>,
    /// The number of the bookmark of each part that can be linked to, by its anchor.
    bookmarks: BTreeMap<String, usize>,
    next_id: usize,
}

impl<'w> RunWriter<'w> {
    /// Creates a writer of an empty document. `anchors` are those of the parts that can be linked
    /// to.
    pub(super) fn new(source: &'w StoryboardSource<'w>, anchors: Vec<String>) -> Self {
        let bookmarks = anchors.into_iter().zip(1..).collect();
        Self { source, xml: String::new(), links: Vec::new(), bookmarks, next_id: 0 }
    }

    /// Adds XML.
    pub(super) fn push(&mut self, xml: &str) {
        self.xml.push_str(xml);
    }

    /// Returns a number that has not been used yet.
    pub(super) fn new_id(&mut self) -> usize {
        self.next_id += 1;
        self.next_id
    }

    /// Adds the mark that links to a part lead to.
    pub(super) fn bookmark(&mut self, anchor: &str) {
        if let Some(number) = self.bookmarks.get(anchor).copied() {
            let id = self.new_id();
            let _ = write!(
                self.xml,
                "<w:bookmarkStart w:id=\"{id}\" w:name=\"part{number}\"/><w:bookmarkEnd w:id=\"{id}\"/>"
            );
        }
    }

    /// Returns an element that says that something is new or was removed; empty if it is the same.
    pub(super) fn change_mark(&mut self, change: Change) -> String {
        let name = match change {
            Change::Same => return String::new(),
            Change::Inserted => "ins",
            Change::Deleted => "del",
        };
        format!("<w:{name} w:id=\"{}\" w:author=\"{AUTHOR}\"/>", self.new_id())
    }

    /// Returns whether a paragraph with these runs reads from right to left.
    pub(super) fn is_right_to_left(&self, runs: &[Run]) -> bool {
        self.source.is_right_to_left() && runs.iter().any(|run| run.voice == Voice::Author)
    }

    /// Adds a text.
    pub(super) fn runs(&mut self, runs: &[Run]) {
        runs.iter().for_each(|run| self.run(run));
    }

    fn run(&mut self, run: &Run) {
        let link = match &run.link {
            Some(Link::Address(address)) => {
                self.links.push(sanitize_line(address).into_owned());
                format!("<w:hyperlink r:id=\"link{}\" w:history=\"1\">", self.links.len())
            }
            Some(Link::Part(anchor)) => match self.bookmarks.get(anchor) {
                Some(number) => format!("<w:hyperlink w:anchor=\"part{number}\" w:history=\"1\">"),
                None => String::new(),
            },
            None => String::new(),
        };
        let (change, text) = match run.change {
            Change::Same => (None, "w:t"),
            Change::Inserted => (Some("ins"), "w:t"),
            Change::Deleted => (Some("del"), "w:delText"),
        };
        self.push(&link);
        if let Some(change) = change {
            let id = self.new_id();
            let _ = write!(self.xml, "<w:{change} w:id=\"{id}\" w:author=\"{AUTHOR}\">");
        }
        let properties = self.run_properties(run, !link.is_empty());
        let _ = write!(self.xml, "<w:r>{properties}");
        for (place, line) in run.text.split('\n').enumerate() {
            self.push(if 0 < place { "<w:br/>" } else { "" });
            let _ = write!(self.xml, "<{text} xml:space=\"preserve\">{}</{text}>", xml(&sanitize_line(line)));
        }
        self.push("</w:r>");
        if let Some(change) = change {
            let _ = write!(self.xml, "</w:{change}>");
        }
        self.push(if link.is_empty() { "" } else { "</w:hyperlink>" });
    }

    /// Returns the properties of a run. Their order is that of the schema.
    fn run_properties(&self, run: &Run, is_link: bool) -> String {
        let mut out = String::new();
        match (is_link, run.code) {
            (true, _) => out.push_str("<w:rStyle w:val=\"Hyperlink\"/>"),
            (false, true) => out.push_str("<w:rStyle w:val=\"Code\"/>"),
            (false, false) => {}
        }
        if run.strong {
            out.push_str("<w:b/><w:bCs/>");
        }
        if run.emphasis {
            out.push_str("<w:i/><w:iCs/>");
        }
        if run.voice == Voice::Author
            && let Some(language) = self.source.foreign_language()
        {
            if self.source.is_right_to_left() && reads_right_to_left(&run.text, true) {
                out.push_str("<w:rtl/>");
            }
            let tag: String = language.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            let _ = write!(out, "<w:lang w:val=\"{tag}\" w:eastAsia=\"{tag}\" w:bidi=\"{tag}\"/>");
        }
        if out.is_empty() { out } else { format!("<w:rPr>{out}</w:rPr>") }
    }
}
