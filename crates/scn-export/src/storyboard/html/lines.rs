//! Lines and runs as HTML.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scn_story::Alignment;
use scn_text::escape::{percent, xml};
use scn_text::sanitize_line;

use super::super::differences::marked_runs;
use super::super::front::{APPROVAL_ANCHOR, CHANGES_ANCHOR};
use super::super::model::{Change, Line, Link, Part, Run, Shape, Voice, runs_words};
use super::super::source::StoryboardSource;
use super::super::text::media_label;

/// Writes lines and runs.
pub(super) struct Writer<'w> {
    source: &'w StoryboardSource<'w>,
    /// The anchors that links can lead to.
    anchors: BTreeSet<String>,
    /// The page so far.
    pub(super) out: String,
    /// The open lists, and whether each is numbered.
    lists: Vec<bool>,
    /// Whether the element around the runs being written is in the author's language.
    in_author_element: bool,
}

/// Returns the value of an `id` attribute. It contains no blank, and needs no escape in a link.
pub(super) fn anchor_id(anchor: &str) -> String {
    percent(anchor, "").replace('%', "_")
}

impl<'w> Writer<'w> {
    /// Creates a writer of an empty page.
    pub(super) fn new(source: &'w StoryboardSource<'w>, document: &Part) -> Self {
        let mut anchors = vec![CHANGES_ANCHOR.to_owned(), APPROVAL_ANCHOR.to_owned()];
        document.add_anchors(&mut anchors);
        Self {
            source,
            anchors: anchors.into_iter().collect(),
            out: String::new(),
            lists: Vec::new(),
            in_author_element: false,
        }
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// Adds the attributes of an element that contains these runs: if any of them are the author's,
    /// it is in the author's language.
    pub(super) fn attributes(&mut self, runs: &[Run]) {
        self.in_author_element = false;
        let Some(language) = self.source.foreign_language() else { return };
        if runs.iter().any(|run| run.voice == Voice::Author) {
            self.in_author_element = true;
            let direction = if self.source.is_right_to_left() { " dir=\"rtl\"" } else { "" };
            self.out.push_str(&format!(" lang=\"{}\"{direction}", xml(&sanitize_line(language))));
        }
    }

    /// Adds a text.
    pub(super) fn runs(&mut self, runs: &[Run]) {
        let in_author_element = std::mem::take(&mut self.in_author_element);
        for run in runs {
            self.run(run, in_author_element);
        }
    }

    fn run(&mut self, run: &Run, in_author_element: bool) {
        let mut ends: Vec<&str> = Vec::new();
        let mut start = |out: &mut String, tag: &str, end: &'static str| {
            out.push_str(tag);
            ends.push(end);
        };
        match run.change {
            Change::Same => {}
            Change::Inserted => start(&mut self.out, "<ins>", "</ins>"),
            Change::Deleted => start(&mut self.out, "<del>", "</del>"),
        }
        match (self.source.foreign_language(), run.voice, in_author_element) {
            (Some(_), Voice::Label, true) => start(&mut self.out, "<bdi lang=\"en\">", "</bdi>"),
            (Some(language), Voice::Author, false) => {
                let tag = format!("<bdi lang=\"{}\">", xml(&sanitize_line(language)));
                start(&mut self.out, &tag, "</bdi>");
            }
            (Some(_), Voice::Label, false) | (Some(_), Voice::Author, true) | (None, _, _) => {}
        }
        match &run.link {
            Some(Link::Address(address)) => {
                let tag = format!("<a rel=\"noopener noreferrer\" href=\"{}\">", xml(&sanitize_line(address)));
                start(&mut self.out, &tag, "</a>");
            }
            // A deleted text may link to a part that was removed.
            Some(Link::Part(anchor)) if !self.anchors.contains(anchor) => {}
            Some(Link::Part(anchor)) => start(&mut self.out, &format!("<a href=\"#{}\">", anchor_id(anchor)), "</a>"),
            None => {}
        }
        if run.strong {
            start(&mut self.out, "<strong>", "</strong>");
        }
        if run.emphasis {
            start(&mut self.out, "<em>", "</em>");
        }
        if run.code {
            start(&mut self.out, "<code>", "</code>");
        }
        for (place, line) in run.text.split('\n').enumerate() {
            self.out.push_str(if 0 < place { "<br>" } else { "" });
            self.out.push_str(&xml(&sanitize_line(line)));
        }
        ends.iter().rev().for_each(|end| self.out.push_str(end));
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, class: &str, runs: &[Run]) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.push(&format!("<p{class}"));
        self.attributes(runs);
        self.push(">");
        self.runs(runs);
        self.push("</p>\n");
    }

    /// Adds lines.
    pub(super) fn lines(&mut self, lines: &[Line]) {
        let mut rest = lines;
        while let Some((line, after)) = rest.split_first() {
            rest = after;
            match &line.shape {
                Shape::Item { level, number } => self.item(line, *level, number.is_some(), *number),
                Shape::Text { indent } => {
                    self.close_lists(usize::from(*indent));
                    self.paragraph("", first_cell(line));
                }
                Shape::Quote { indent } => {
                    self.close_lists(usize::from(*indent));
                    self.push("<blockquote>");
                    self.paragraph("", first_cell(line));
                    self.push("</blockquote>\n");
                }
                Shape::Note => {
                    self.close_lists(0);
                    self.paragraph("note", first_cell(line));
                }
                Shape::Heading => {
                    self.close_lists(0);
                    self.paragraph("heading", first_cell(line));
                }
                Shape::Rule => {
                    self.close_lists(0);
                    self.push("<hr>\n");
                }
                Shape::Code => {
                    self.close_lists(0);
                    let count = 1 + after.iter().take_while(|line| line.shape == Shape::Code).count();
                    self.code(lines_from(lines, after, count));
                    rest = after.get(count - 1..).unwrap_or_default();
                }
                Shape::Row { .. } => {
                    self.close_lists(0);
                    let is_row = |line: &&Line| matches!(line.shape, Shape::Row { head: false, .. });
                    let count = 1 + after.iter().take_while(is_row).count();
                    self.table(lines_from(lines, after, count));
                    rest = after.get(count - 1..).unwrap_or_default();
                }
                Shape::Media { media, file } => {
                    self.close_lists(0);
                    let mut runs = marked_runs(&media_label(*media, file), line.change);
                    runs.extend(first_cell(line).iter().cloned());
                    self.paragraph("note", &runs);
                    if line.change != Change::Deleted {
                        self.picture(file, &runs_words(first_cell(line)));
                    }
                }
            }
        }
        self.close_lists(0);
    }

    fn item(&mut self, line: &Line, level: u8, ordered: bool, number: Option<u64>) {
        let depth = usize::from(level) + 1;
        self.close_lists(depth);
        if self.lists.len() == depth && self.lists.last() != Some(&ordered) {
            self.close_lists(depth - 1);
        }
        if self.lists.len() == depth {
            self.push("</li>\n");
        }
        while self.lists.len() < depth {
            // A list that is nested in a list that has no item yet is in an empty one.
            let is_own = self.lists.len() + 1 == depth;
            self.push(if is_own && ordered { "<ol>\n" } else { "<ul>\n" });
            self.lists.push(is_own && ordered);
            if !is_own {
                self.push("<li>");
            }
        }
        let value = number.map(|number| format!(" value=\"{}\"", number.min(i32::MAX as u64))).unwrap_or_default();
        let class = match line.change {
            Change::Same => "",
            Change::Inserted => " class=\"added\"",
            Change::Deleted => " class=\"removed\"",
        };
        self.push(&format!("<li{value}{class}"));
        self.attributes(first_cell(line));
        self.push(">");
        self.runs(first_cell(line));
    }

    fn close_lists(&mut self, depth: usize) {
        while depth < self.lists.len() {
            let ordered = self.lists.pop().unwrap_or_default();
            self.push(if ordered { "</li>\n</ol>\n" } else { "</li>\n</ul>\n" });
        }
    }

    fn code(&mut self, lines: &[Line]) {
        self.push("<pre dir=\"ltr\">");
        for line in lines {
            self.runs(first_cell(line));
            self.push("\n");
        }
        self.push("</pre>\n");
    }

    fn table(&mut self, rows: &[Line]) {
        self.push("<table class=\"inner\">\n");
        for row in rows {
            let Shape::Row { head, columns } = &row.shape else { continue };
            self.push("<tr>");
            for (place, cell) in row.cells.iter().enumerate() {
                let tag = if *head && !runs_words(cell).trim().is_empty() { "th" } else { "td" };
                let scope = if tag == "th" { " scope=\"col\"" } else { "" };
                let align = match columns.get(place) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::None) | None => "",
                };
                self.push(&format!("<{tag}{scope}{align}"));
                self.attributes(cell);
                self.push(">");
                self.runs(cell);
                self.push(&format!("</{tag}>"));
            }
            self.push("</tr>\n");
        }
        self.push("</table>\n");
    }

    fn picture(&mut self, file: &str, alternative: &str) {
        let Some((bytes, kind)) = self.source.picture(file) else { return };
        let data = STANDARD.encode(bytes);
        let alternative = xml(&sanitize_line(alternative)).into_owned();
        self.push(&format!("<p><img alt=\"{alternative}\" src=\"data:{};base64,{data}\"></p>\n", kind.mime));
    }
}

fn first_cell(line: &Line) -> &[Run] {
    line.cells.first().map(Vec::as_slice).unwrap_or_default()
}

/// Returns the lines that begin one before `after`.
fn lines_from<'l>(lines: &'l [Line], after: &[Line], count: usize) -> &'l [Line] {
    let start = lines.len() - after.len() - 1;
    lines.get(start..start + count).unwrap_or_default()
}
