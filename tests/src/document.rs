//! Reads storyboards the way their readers do: the text of a page, and of a Word document, with the
//! changes in them accepted or rejected.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;

/// How tracked changes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Inserted words are there, deleted ones are not.
    Accepted,
    /// Deleted words are there, inserted ones are not.
    Rejected,
}

impl Changes {
    /// Returns the names of elements, in HTML or in WordprocessingML, whose content is not read.
    fn skipped(self) -> [&'static str; 2] {
        match self {
            Self::Accepted => ["del", "w:del"],
            Self::Rejected => ["ins", "w:ins"],
        }
    }
}

/// A piece of markup.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// The start of an element, with its attributes as written, and whether it has no content.
    Start(String, String, bool),
    End(String),
    Text(String),
}

fn pieces(markup: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = markup;
    while !rest.is_empty() {
        let Some((text, after)) = rest.split_once('<') else {
            pieces.push(Piece::Text(unescape(rest)));
            break;
        };
        pieces.push(Piece::Text(unescape(text)));
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            pieces.push(Piece::End(name.trim().to_owned()));
            continue;
        }
        let name: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '/').collect();
        let attributes = tag.get(name.len()..).unwrap_or_default().trim().to_owned();
        let is_empty = attributes.ends_with('/') || matches!(name.as_str(), "br" | "hr" | "meta" | "img" | "!DOCTYPE");
        if name == "style" {
            rest = rest.split_once("</style>").map_or("", |(_, after)| after);
            continue;
        }
        pieces.push(Piece::Start(name, attributes, is_empty));
    }
    pieces
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let (_, after) = attributes.split_once(&format!("{name}=\""))?;
    after.split_once('"').map(|(value, _)| unescape(value))
}

/// Returns the text of a page, in reading order, a line for each block. Numbers of list items are
/// in it.
///
/// # Examples
///
/// ```
/// use scn_tests::document::{Changes, html_text};
///
/// let html = "<p>a <del>b</del><ins>c</ins></p><ol><li value=\"3\">d</li></ol>";
/// let text = html_text(html, Changes::Accepted);
/// assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["a", "c", "3", "d"]);
/// ```
#[must_use]
pub fn html_text(html: &str, changes: Changes) -> String {
    let body = html.split_once("<body>").map_or(html, |(_, body)| body);
    let skipped_row = match changes {
        Changes::Accepted => "removed",
        Changes::Rejected => "added",
    };
    let mut out = String::new();
    // The element whose content is not read, and how many of that name are open in it.
    let mut skipping: Option<(String, usize)> = None;
    for piece in pieces(body) {
        match (&mut skipping, piece) {
            (Some((name, depth)), Piece::Start(inner, _, false)) if *name == inner => *depth += 1,
            (Some((name, depth)), Piece::End(inner)) if *name == inner => {
                *depth -= 1;
                if *depth == 0 {
                    skipping = None;
                }
            }
            (Some(_), _) => {}
            (None, Piece::Text(text)) => out.push_str(&text),
            (None, Piece::Start(name, attributes, is_empty)) => {
                let is_skipped_row =
                    name == "tr" && attribute(&attributes, "class").is_some_and(|it| it == skipped_row);
                if !is_empty && (changes.skipped().contains(&name.as_str()) || is_skipped_row) {
                    skipping = Some((name, 1));
                    continue;
                }
                out.push_str(if is_inline(&name) { "" } else { "\n" });
                let is_skipped_item = attribute(&attributes, "class").is_some_and(|it| it == skipped_row);
                if name == "li" && !is_skipped_item {
                    out.push_str(&attribute(&attributes, "value").map(|it| format!("{it} ")).unwrap_or_default());
                }
            }
            (None, Piece::End(name)) => out.push_str(if is_inline(&name) { "" } else { "\n" }),
        }
    }
    out
}

fn is_inline(name: &str) -> bool {
    matches!(name, "strong" | "em" | "code" | "a" | "bdi" | "ins" | "del" | "small")
}

/// Returns the text of each file in a Word document that is not a picture, by its name.
///
/// # Errors
///
/// If it is not a zip file, or a file in it is not well-formed XML.
pub fn docx_files(bytes: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        let name = file.name().map_err(|error| error.to_string())?.into_owned();
        if name.starts_with("word/media/") {
            continue;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| format!("{name}: {error}"))?;
        check_xml(&text).map_err(|error| format!("{name}: {error}"))?;
        files.insert(name, text);
    }
    Ok(files)
}

/// Checks that a text is well-formed XML.
///
/// # Errors
///
/// If it is not.
pub fn check_xml(text: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = 0_usize;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) => {
                open += 1;
                for attribute in element.attributes() {
                    attribute.map_err(|error| error.to_string())?;
                }
            }
            Event::Empty(element) => {
                for attribute in element.attributes() {
                    attribute.map_err(|error| error.to_string())?;
                }
            }
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof => break,
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
    if open == 0 { Ok(()) } else { Err(format!("{open} elements are not closed")) }
}

/// Returns the text of a Word document, a line for each paragraph. Numbers of list items are in it.
///
/// # Errors
///
/// If the document cannot be read.
pub fn docx_text(bytes: &[u8], changes: Changes) -> Result<String, String> {
    let files = docx_files(bytes)?;
    let starts = list_starts(files.get("word/numbering.xml").map(String::as_str).unwrap_or_default());
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut out = String::new();
    let mut is_skipped = 0_usize;
    // Whether the properties of a row are being read, and whether the row is skipped.
    let (mut in_row_properties, mut row_is_skipped) = (false, false);
    for piece in pieces(files.get("word/document.xml").map(String::as_str).unwrap_or_default()) {
        match piece {
            Piece::Start(name, attributes, is_empty) => match name.as_str() {
                "w:tr" => row_is_skipped = false,
                "w:trPr" => in_row_properties = true,
                _ if changes.skipped().contains(&name.as_str()) => {
                    row_is_skipped |= in_row_properties && is_empty;
                    is_skipped += usize::from(!is_empty);
                }
                "w:numId" => {
                    let list = attribute(&attributes, "w:val").unwrap_or_default();
                    if let Some(start) = starts.get(&list) {
                        let count = counts.entry(list).or_insert(*start);
                        out.push_str(&format!("{count} "));
                        *count += 1;
                    }
                }
                "w:br" if is_skipped == 0 && !row_is_skipped => out.push('\n'),
                _ => {}
            },
            Piece::End(name) => match name.as_str() {
                "w:trPr" => in_row_properties = false,
                "w:tr" => row_is_skipped = false,
                "w:p" => out.push('\n'),
                _ if changes.skipped().contains(&name.as_str()) => is_skipped = is_skipped.saturating_sub(1),
                _ => {}
            },
            Piece::Text(text) if is_skipped == 0 && !row_is_skipped => out.push_str(&text),
            Piece::Text(_) => {}
        }
    }
    Ok(out)
}

/// Returns the first number of each numbered list.
fn list_starts(numbering: &str) -> BTreeMap<String, u64> {
    let mut starts = BTreeMap::new();
    let mut list = String::new();
    for piece in pieces(numbering) {
        let Piece::Start(name, attributes, _) = piece else { continue };
        match name.as_str() {
            "w:num" => list = attribute(&attributes, "w:numId").unwrap_or_default(),
            "w:startOverride" => {
                let start = attribute(&attributes, "w:val").and_then(|it| it.parse().ok()).unwrap_or(1);
                starts.insert(list.clone(), start);
            }
            _ => {}
        }
    }
    starts
}
