//! The storyboard as one HTML page.
//!
//! The page runs no script and loads nothing, which its policy states. On paper, the heads of
//! tables are repeated on each page.

mod lines;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scn_text::escape::xml;
use sha2::{Digest as _, Sha256};

use super::earlier::{STORY_META, pack};
use super::front::{
    APPROVAL, APPROVAL_ANCHOR, CHANGES, CHANGES_ANCHOR, COLUMNS, CONTENTS, Entry, Piece, READING, SIGNATURE_COLUMNS,
    SIGNATURES, changes, contents, facts, margin_lines, pieces, row_title, statement,
};
use super::model::{Figure, Kind, Part, Run, Runs, Status};
use super::source::StoryboardSource;
use lines::{Writer, anchor_id};

/// The style of the page.
const STYLE: &str = include_str!("html/style.css");

/// Writes the page.
pub(super) fn write(source: &StoryboardSource<'_>, document: &Part) -> String {
    let mut page = Page { writer: Writer::new(source, document), source, in_table: false };
    page.write_head();
    page.write_front(document);
    let is_compared = source.since.is_some();
    for piece in pieces(document, is_compared) {
        page.write_piece(piece);
    }
    page.end_table();
    page.write_approval();
    page.push("</main>\n</body>\n</html>\n");
    page.writer.out
}

struct Page<'p> {
    writer: Writer<'p>,
    source: &'p StoryboardSource<'p>,
    in_table: bool,
}

impl Page<'_> {
    fn push(&mut self, html: &str) {
        self.writer.out.push_str(html);
    }

    fn write_head(&mut self) {
        let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        let title = scn_text::sanitize_line(&self.source.story.pack.title);
        let head = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
             img-src data:; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<title>Storyboard: {}</title>\n\
             <meta name=\"{STORY_META}\" content=\"{}\">\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
            xml(&title),
            pack(&self.source.story_json()),
        );
        self.push(&head);
    }

    fn write_front(&mut self, document: &Part) {
        self.push("<header>\n<p class=\"kind\">Storyboard for review</p>\n<h1");
        self.writer.attributes(&document.name);
        self.push(">");
        self.writer.runs(&document.name);
        self.push("</h1>\n<dl>\n");
        for (label, text) in facts(self.source.story, self.source.since) {
            self.push(&format!("<div><dt>{label}</dt><dd>"));
            self.writer.runs(&text);
            self.push("</dd></div>\n");
        }
        self.push(&format!("</dl>\n<p>{READING}</p>\n</header>\n"));
        self.push(&format!("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{CONTENTS}</h2>\n"));
        self.write_entries(&contents(document, self.source.since.is_some()));
        self.push("</nav>\n");
        if self.source.since.is_some() {
            let (sentence, entries) = changes(document);
            self.push(&format!("<h2 id=\"{CHANGES_ANCHOR}\">{CHANGES}</h2>\n<p>{sentence}"));
            self.push(
                " Inserted words are <ins>underlined</ins>, and deleted words are <del>struck through</del>.</p>\n",
            );
            self.write_entries(&entries);
        }
    }

    fn write_entries(&mut self, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        self.push("<ul class=\"entries\">\n");
        let mut level = 0;
        for (place, entry) in entries.iter().enumerate() {
            // An entry is at most one level below the one before it.
            let new_level = if place == 0 { 0 } else { entry.level.min(level + 1) };
            match (place, new_level.cmp(&level)) {
                (0, _) => {}
                (_, std::cmp::Ordering::Greater) => self.push("\n<ul>\n"),
                (_, std::cmp::Ordering::Equal) => self.push("</li>\n"),
                (_, std::cmp::Ordering::Less) => {
                    (new_level..level).for_each(|_| self.push("</li>\n</ul>\n"));
                    self.push("</li>\n");
                }
            }
            level = new_level;
            self.push("<li>");
            self.writer.runs(&entry.text);
        }
        (0..level).for_each(|_| self.push("</li>\n</ul>\n"));
        self.push("</li>\n</ul>\n");
    }

    fn write_piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Heading(level, part) => self.write_heading(level, part),
            Piece::Unchanged => {
                self.end_table();
                self.push("<p class=\"unchanged\">Unchanged.</p>\n");
            }
            Piece::Row(part) => self.write_row(part),
            Piece::Figure(part) => self.write_figure(part),
        }
    }

    fn write_heading(&mut self, level: u8, part: &Part) {
        self.end_table();
        let tag = format!("h{}", level + 1);
        let class = if part.kind == Kind::Scenario { " class=\"scenario\"" } else { "" };
        self.push(&format!("<{tag} id=\"{}\"{class}", anchor_id(&part.anchor)));
        self.writer.attributes(&part.name);
        self.push(">");
        let kind = if matches!(part.kind, Kind::Chapter | Kind::Graph) { String::new() } else { title_noun(part.kind) };
        if !kind.is_empty() {
            self.writer.runs(&[Run::label(format!("{kind}: "))]);
        }
        self.writer.runs(&part.name);
        for line in margin_lines(part) {
            self.push(" <small>");
            self.writer.runs(&[line]);
            self.push("</small>");
        }
        self.push(&format!("</{tag}>\n"));
    }

    fn write_row(&mut self, part: &Part) {
        if !self.in_table {
            self.push("<table class=\"review\">\n<thead><tr>");
            for column in COLUMNS {
                self.push(&format!("<th scope=\"col\">{column}</th>"));
            }
            self.push("</tr></thead>\n<tbody>\n");
            self.in_table = true;
        }
        let class = match part.status {
            Status::Same => "",
            Status::Moved | Status::Changed => " class=\"changed\"",
            Status::Added => " class=\"added\"",
            Status::Removed => " class=\"removed\"",
        };
        let has_heading = part.kind.heading_level().is_some();
        let id = if has_heading { String::new() } else { format!(" id=\"{}\"", anchor_id(&part.anchor)) };
        self.push(&format!("<tr{id}{class}>"));
        let margin = margin_lines(part);
        let margin = if has_heading { margin.into_iter().take(1).collect() } else { margin };
        if margin.is_empty() {
            self.push("<td></td>");
        } else {
            self.push("<th scope=\"row\">");
            for (place, line) in margin.into_iter().enumerate() {
                self.push(if 0 < place { "<br>" } else { "" });
                self.writer.runs(&[line]);
            }
            self.push("</th>");
        }
        self.push("<td>\n");
        if !has_heading {
            let title = row_title(part);
            if !title.is_empty() {
                self.writer.paragraph("title", &title);
            }
        }
        self.writer.lines(&part.lines);
        self.push("</td><td class=\"comments\"></td></tr>\n");
    }

    fn write_figure(&mut self, part: &Part) {
        self.end_table();
        match &part.figure {
            Some(Figure::Graph { svg, summary, .. }) => {
                self.push("<figure>\n");
                self.push(svg);
                self.push(&format!("<figcaption>{}</figcaption>\n</figure>\n", xml(summary)));
            }
            Some(Figure::Matrix { head, rows }) => {
                self.push("<div class=\"wide\" role=\"region\" aria-label=\"Coverage\" tabindex=\"0\">\n<table class=\"matrix\">\n<thead><tr>");
                head.iter().for_each(|cell| self.write_cell("th scope=\"col\"", "th", cell));
                self.push("</tr></thead>\n<tbody>\n");
                for row in rows {
                    self.push("<tr>");
                    for (place, cell) in row.iter().enumerate() {
                        let (start, end) = if place == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
                        self.write_cell(start, end, cell);
                    }
                    self.push("</tr>\n");
                }
                self.push("</tbody>\n</table>\n</div>\n");
            }
            None => {}
        }
        self.writer.lines(&part.lines);
    }

    fn write_cell(&mut self, start: &str, end: &str, cell: &Runs) {
        self.push(&format!("<{start}"));
        self.writer.attributes(cell);
        self.push(">");
        self.writer.runs(cell);
        self.push(&format!("</{end}>"));
    }

    fn end_table(&mut self) {
        if self.in_table {
            self.push("</tbody>\n</table>\n");
            self.in_table = false;
        }
    }

    fn write_approval(&mut self) {
        self.push(&format!("<section class=\"approval\">\n<h2 id=\"{APPROVAL_ANCHOR}\">{APPROVAL}</h2>\n<p>"));
        self.writer.runs(&[Run::label(statement(self.source.story))]);
        self.push("</p>\n<table class=\"signatures\">\n<thead><tr>");
        for column in SIGNATURE_COLUMNS {
            self.push(&format!("<th scope=\"col\">{column}</th>"));
        }
        self.push("</tr></thead>\n<tbody>\n");
        for _ in 0..SIGNATURES {
            self.push(&format!("<tr>{}</tr>\n", "<td></td>".repeat(SIGNATURE_COLUMNS.len())));
        }
        self.push("</tbody>\n</table>\n</section>\n");
    }
}

/// Returns the name of a kind as it begins a heading.
fn title_noun(kind: Kind) -> String {
    let mut chars = kind.noun().chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
