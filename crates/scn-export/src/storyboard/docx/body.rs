//! The body of the document.

use std::fmt::Write as _;

use scn_story::Alignment;
use scn_text::escape::xml;
use scn_text::sanitize_line;

use super::parts::{ListStart, Media};
use super::runs::RunWriter;
use crate::storyboard::differences::marked_runs;
use crate::storyboard::front::{
    APPROVAL, APPROVAL_ANCHOR, CHANGES, CHANGES_ANCHOR, COLUMNS, CONTENTS, Entry, GRAPH_COLUMNS, Piece, READING,
    SIGNATURE_COLUMNS, SIGNATURES, changes, contents, facts, margin_lines, pieces, row_title, statement,
};
use crate::storyboard::model::{Change, Figure, Kind, Line, Part, Run, Runs, Shape, Status, runs_words};
use crate::storyboard::source::StoryboardSource;
use crate::storyboard::text::media_label;

/// The width of the text in twentieths of a point: A4 with margins of 2 cm.
const WIDTH: usize = 9638;

/// The widths of the columns beside each part.
const REVIEW_WIDTHS: [usize; 3] = [1700, 5438, 2500];

/// The width of the widest picture, in English Metric Units (914,400 an inch).
const PICTURE_WIDTH: u64 = 3_200_000;

/// English Metric Units in a pixel.
const EMU_PER_PIXEL: u64 = 9525;

/// The namespaces of the document.
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                          xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                          xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
                          xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
                          xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

/// The written document, and what its other files have to contain.
pub(super) struct Body {
    pub(super) xml: String,
    pub(super) links: Vec<String>,
    pub(super) media: Vec<Media>,
    pub(super) lists: Vec<ListStart>,
}

struct Writer<'w> {
    source: &'w StoryboardSource<'w>,
    runs: RunWriter<'w>,
    media: Vec<Media>,
    lists: Vec<ListStart>,
    /// For each level of nesting, the list that is open there and the number of its last item.
    open_lists: Vec<Option<(usize, u64)>>,
    in_table: bool,
}

impl Body {
    /// Writes the body.
    pub(super) fn write(source: &StoryboardSource<'_>, document: &Part) -> Self {
        let mut anchors = vec![CHANGES_ANCHOR.to_owned(), APPROVAL_ANCHOR.to_owned()];
        document.add_anchors(&mut anchors);
        let runs = RunWriter::new(source, anchors);
        let mut writer =
            Writer { source, runs, media: Vec::new(), lists: Vec::new(), open_lists: Vec::new(), in_table: false };
        writer.write_document(document);
        let RunWriter { xml, links, .. } = writer.runs;
        Self { xml, links, media: writer.media, lists: writer.lists }
    }
}

impl Writer<'_> {
    fn push(&mut self, xml: &str) {
        self.runs.push(xml);
    }

    fn write_document(&mut self, document: &Part) {
        self.push("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.push(&format!("<w:document {NAMESPACES}><w:body>"));
        self.paragraph("Subtitle", "", &[Run::label("Storyboard for review")], Change::Same);
        self.paragraph("Title", "", &document.name, Change::Same);
        for (label, text) in facts(self.source.story, self.source.since) {
            let mut runs = vec![Run::label(format!("{label}: ")).strong()];
            runs.extend(text);
            self.paragraph("", "", &runs, Change::Same);
        }
        self.paragraph("", "", &[Run::label(READING)], Change::Same);
        self.paragraph("ContentsHeading", "", &[Run::label(CONTENTS)], Change::Same);
        self.entries(&contents(document, self.source.since.is_some()));
        if self.source.since.is_some() {
            let (sentence, entries) = changes(document);
            self.heading(1, CHANGES_ANCHOR, &[Run::label(CHANGES)], Change::Same);
            let sentence = format!("{sentence} Inserted and deleted words are tracked changes.");
            self.paragraph("", "", &[Run::label(sentence)], Change::Same);
            self.entries(&entries);
        }
        for piece in pieces(document, self.source.since.is_some()) {
            self.piece(piece);
        }
        self.end_table();
        self.approval();
        self.push(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"footer\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
             <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" \
             w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        );
    }

    /// Adds a paragraph. `properties` are those after the style and before the direction, in the
    /// order of the schema.
    fn paragraph(&mut self, style: &str, properties: &str, runs: &[Run], change: Change) {
        self.open_paragraph(style, properties, runs, change);
        self.runs.runs(runs);
        self.push("</w:p>");
    }

    fn open_paragraph(&mut self, style: &str, properties: &str, runs: &[Run], change: Change) {
        let style = if style.is_empty() { String::new() } else { format!("<w:pStyle w:val=\"{style}\"/>") };
        let bidi = if self.runs.is_right_to_left(runs) { "<w:bidi/>" } else { "" };
        let mark = self.runs.change_mark(change);
        let mark = if mark.is_empty() { mark } else { format!("<w:rPr>{mark}</w:rPr>") };
        let all = format!("{style}{properties}{bidi}{mark}");
        self.push(&if all.is_empty() { "<w:p>".to_owned() } else { format!("<w:p><w:pPr>{all}</w:pPr>") });
    }

    fn entries(&mut self, entries: &[Entry]) {
        for entry in entries {
            let list = format!("<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"1\"/></w:numPr>", entry.level.min(8));
            self.paragraph("Entry", &list, &entry.text, Change::Same);
        }
    }

    fn heading(&mut self, level: u8, anchor: &str, runs: &[Run], change: Change) {
        self.open_paragraph(&format!("Heading{level}"), "", runs, change);
        self.runs.bookmark(anchor);
        self.runs.runs(runs);
        self.push("</w:p>");
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Heading(level, part) => {
                self.end_table();
                let mut runs = heading_runs(part);
                for line in margin_lines(part) {
                    runs.push(Run::label(" "));
                    runs.push(Run { strong: false, ..line });
                }
                self.heading(level, &part.anchor, &runs, part_change(part));
            }
            Piece::Unchanged => {
                self.end_table();
                self.paragraph("Remark", "", &[Run::label("Unchanged.")], Change::Same);
            }
            Piece::Row(part) => self.row(part),
            Piece::Figure(part) => self.figure(part),
        }
    }

    fn start_table(&mut self, widths: &[usize], head: &[Runs], indent: usize) {
        let total: usize = widths.iter().sum();
        self.push(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Review\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>\
             <w:tblInd w:w=\"{indent}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>\
             <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" \
             w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>"
        ));
        for width in widths {
            self.push(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.push("</w:tblGrid>");
        if !head.is_empty() {
            self.push("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            for (width, cell) in widths.iter().zip(head) {
                self.cell_with(*width, cell);
            }
            self.push("</w:tr>");
        }
    }

    fn cell_with(&mut self, width: usize, runs: &[Run]) {
        self.open_cell(width);
        self.paragraph("Cell", "", runs, Change::Same);
        self.push("</w:tc>");
    }

    fn open_cell(&mut self, width: usize) {
        self.push(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
    }

    fn end_table(&mut self) {
        if self.in_table {
            // Without a paragraph between them, Word joins two tables.
            self.push("</w:tbl>");
            self.paragraph("Gap", "", &[], Change::Same);
            self.in_table = false;
        }
    }

    fn row(&mut self, part: &Part) {
        if !self.in_table {
            let head = COLUMNS.map(|column| vec![Run::label(column)]);
            self.start_table(&REVIEW_WIDTHS, &head, 0);
            self.in_table = true;
        }
        let has_heading = part.kind.heading_level().is_some();
        let mark = if has_heading { String::new() } else { self.runs.change_mark(part_change(part)) };
        let properties = if mark.is_empty() { mark } else { format!("<w:trPr>{mark}</w:trPr>") };
        self.push(&format!("<w:tr>{properties}"));
        let margin = margin_lines(part);
        let lines: Vec<Run> = if has_heading { margin.into_iter().take(1).collect() } else { margin };
        self.open_cell(REVIEW_WIDTHS[0]);
        if lines.is_empty() {
            self.paragraph("Margin", "", &[], Change::Same);
        }
        for line in lines {
            self.paragraph("Margin", "", &[line], Change::Same);
        }
        self.push("</w:tc>");
        self.open_cell(REVIEW_WIDTHS[1]);
        if !has_heading {
            let title = row_title(part);
            self.open_paragraph("Cell", "<w:keepNext/>", &title, part_change(part));
            self.runs.bookmark(&part.anchor);
            self.runs.runs(&title);
            self.push("</w:p>");
        }
        self.lines(&part.lines);
        // A cell has to end with a paragraph.
        let ends_with_table = matches!(part.lines.last(), Some(Line { shape: Shape::Row { .. }, .. }));
        if ends_with_table || has_heading && part.lines.is_empty() {
            self.paragraph("Gap", "", &[], Change::Same);
        }
        self.push("</w:tc>");
        self.cell_with(REVIEW_WIDTHS[2], &[]);
        self.push("</w:tr>");
    }

    fn figure(&mut self, part: &Part) {
        self.end_table();
        match &part.figure {
            Some(Figure::Graph { summary, rows, .. }) => {
                self.paragraph("", "", &[Run::label(summary.clone())], Change::Same);
                let head = GRAPH_COLUMNS.map(|column| vec![Run::label(column)]);
                let rows: Vec<Vec<Runs>> = rows.iter().map(|row| row.to_vec()).collect();
                self.data_table(&head, &rows);
            }
            Some(Figure::Matrix { head, rows }) => self.data_table(head, rows),
            None => {}
        }
        self.lines(&part.lines);
    }

    fn data_table(&mut self, head: &[Runs], rows: &[Vec<Runs>]) {
        let columns = head.len().max(1);
        let widths = vec![WIDTH / columns; columns];
        self.start_table(&widths, head, 0);
        for row in rows {
            self.push("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (width, cell) in widths.iter().zip(row) {
                self.cell_with(*width, cell);
            }
            self.push("</w:tr>");
        }
        self.push("</w:tbl>");
        self.paragraph("Gap", "", &[], Change::Same);
    }

    fn approval(&mut self) {
        self.heading(1, APPROVAL_ANCHOR, &[Run::label(APPROVAL)], Change::Same);
        self.paragraph("", "<w:keepNext/>", &[Run::label(statement(self.source.story))], Change::Same);
        let head = SIGNATURE_COLUMNS.map(|column| vec![Run::label(column)]);
        let widths = vec![WIDTH / SIGNATURE_COLUMNS.len(); SIGNATURE_COLUMNS.len()];
        self.start_table(&widths, &head, 0);
        for _ in 0..SIGNATURES {
            self.push("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"700\"/></w:trPr>");
            widths.iter().for_each(|width| self.cell_with(*width, &[]));
            self.push("</w:tr>");
        }
        self.push("</w:tbl>");
        self.paragraph("Gap", "", &[], Change::Same);
    }

    fn lines(&mut self, lines: &[Line]) {
        self.open_lists.clear();
        let mut rest = lines;
        while let Some((line, after)) = rest.split_first() {
            rest = after;
            let runs = line.cells.first().map(Vec::as_slice).unwrap_or_default();
            let indented = |indent: u8| match indent {
                0 => String::new(),
                _ => format!("<w:ind w:left=\"{}\"/>", 360 * usize::from(indent)),
            };
            match &line.shape {
                Shape::Text { indent } => self.indented("Cell", &indented(*indent), runs, line.change),
                Shape::Quote { indent } => self.indented("Quote", &indented(*indent), runs, line.change),
                Shape::Note => self.paragraph("Remark", "", runs, line.change),
                Shape::Heading => self.paragraph("TextHeading", "<w:keepNext/>", runs, line.change),
                Shape::Rule => self.paragraph("Rule", "", &[], line.change),
                Shape::Code => self.paragraph("CodeBlock", "", runs, line.change),
                Shape::Item { level, number } => self.item(*level, *number, runs, line.change),
                Shape::Media { media, file } => {
                    let mut all = marked_runs(&media_label(*media, file), line.change);
                    all.extend(runs.iter().cloned());
                    self.paragraph("Remark", "", &all, line.change);
                    if line.change != Change::Deleted {
                        self.picture(file, &runs_words(runs));
                    }
                }
                Shape::Row { .. } => {
                    let is_row = |line: &&Line| matches!(line.shape, Shape::Row { head: false, .. });
                    let count = after.iter().take_while(is_row).count();
                    let (rows, remaining) = after.split_at(count);
                    self.inner_table(std::iter::once(line).chain(rows));
                    rest = remaining;
                }
            }
        }
    }

    /// Adds a paragraph with an indentation, which comes after its direction.
    fn indented(&mut self, style: &str, indent: &str, runs: &[Run], change: Change) {
        if indent.is_empty() {
            return self.paragraph(style, "", runs, change);
        }
        let bidi = if self.runs.is_right_to_left(runs) { "<w:bidi/>" } else { "" };
        let mark = self.runs.change_mark(change);
        let mark = if mark.is_empty() { mark } else { format!("<w:rPr>{mark}</w:rPr>") };
        self.push(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}{indent}{mark}</w:pPr>"));
        self.runs.runs(runs);
        self.push("</w:p>");
    }

    fn item(&mut self, level: u8, number: Option<u64>, runs: &[Run], change: Change) {
        let level = usize::from(level.min(8));
        self.open_lists.truncate(level + 1);
        self.open_lists.resize(level + 1, None);
        let list = match number {
            None => 1,
            Some(number) => {
                let open = self.open_lists.get(level).copied().flatten();
                let list = match open {
                    Some((list, last)) if last.checked_add(1) == Some(number) => list,
                    Some(_) | None => {
                        self.lists.push(ListStart { level, start: number });
                        self.lists.len() + 1
                    }
                };
                if let Some(entry) = self.open_lists.get_mut(level) {
                    *entry = Some((list, number));
                }
                list
            }
        };
        let properties = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
        self.paragraph("Cell", &properties, runs, change);
    }

    fn inner_table<'l>(&mut self, rows: impl Iterator<Item = &'l Line> + Clone) {
        let columns = rows.clone().map(|row| row.cells.len()).max().unwrap_or(1).max(1);
        let width = (REVIEW_WIDTHS[1] - 300) / columns;
        self.start_table(&vec![width; columns], &[], 60);
        for row in rows {
            let Shape::Row { head, columns: alignments } = &row.shape else { continue };
            let mark = self.runs.change_mark(row.change);
            let header = if *head { "<w:tblHeader/>" } else { "" };
            self.push(&format!("<w:tr><w:trPr>{header}{mark}</w:trPr>"));
            for place in 0..columns {
                let cell = row.cells.get(place).map(Vec::as_slice).unwrap_or_default();
                let cell: Runs = cell.iter().map(|run| Run { strong: run.strong || *head, ..run.clone() }).collect();
                let align = match alignments.get(place) {
                    Some(Alignment::Center) => "<w:jc w:val=\"center\"/>",
                    Some(Alignment::Right) => "<w:jc w:val=\"right\"/>",
                    Some(Alignment::Left) => "<w:jc w:val=\"left\"/>",
                    Some(Alignment::None) | None => "",
                };
                self.open_cell(width);
                self.indented("Cell", align, &cell, row.change);
                self.push("</w:tc>");
            }
            self.push("</w:tr>");
        }
        self.push("</w:tbl>");
    }

    fn picture(&mut self, file: &str, alternative: &str) {
        let Some((bytes, kind)) = self.source.picture(file) else { return };
        let Some((width, height)) = kind.size.filter(|(width, height)| 0 < *width && 0 < *height) else { return };
        let number = self.media.len() + 1;
        let name = format!("picture{number}.{}", kind.extension);
        let wide = (u64::from(width) * EMU_PER_PIXEL).min(PICTURE_WIDTH);
        let high = (wide * u64::from(height) / u64::from(width)).clamp(1, 2 * PICTURE_WIDTH);
        let alternative = sanitize_line(alternative);
        let mut xml_text = String::new();
        let _ = write!(
            xml_text,
            "<w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" \
             distR=\"0\"><wp:extent cx=\"{wide}\" cy=\"{high}\"/><wp:docPr id=\"{number}\" name=\"{name}\" \
             descr=\"{}\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{name}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"media{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{wide}\" cy=\"{high}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r></w:p>",
            xml(&alternative)
        );
        self.push(&xml_text);
        self.media.push(Media { name, bytes: bytes.to_vec() });
    }
}

/// Returns the text of a heading.
fn heading_runs(part: &Part) -> Runs {
    let noun = part.kind.noun();
    let mut runs = Vec::new();
    if !matches!(part.kind, Kind::Chapter | Kind::Graph) {
        let (first, rest) = noun.split_at(1);
        runs.push(Run::label(format!("{}{rest}: ", first.to_ascii_uppercase())));
    }
    runs.extend(part.name.iter().cloned());
    runs
}

/// Returns whether a whole part is new or was removed.
fn part_change(part: &Part) -> Change {
    match part.status {
        Status::Same | Status::Moved | Status::Changed => Change::Same,
        Status::Added => Change::Inserted,
        Status::Removed => Change::Deleted,
    }
}
