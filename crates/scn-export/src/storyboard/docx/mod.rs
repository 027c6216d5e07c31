//! The storyboard as a document of Word: Office Open XML, ISO/IEC 29500-1, "transitional".
//!
//! The XML is written here rather than by a crate. The crates that were looked at have no rows that
//! are repeated on each page, no alternative texts, no languages and no right-to-left runs, all of
//! which reviewers need. Nothing in the file depends on the time or the machine.

mod body;
mod parts;
mod runs;

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::model::Part;
use super::source::StoryboardSource;
use body::Body;

/// Writes the document.
pub(super) fn write(source: &StoryboardSource<'_>, document: &Part) -> Vec<u8> {
    let body = Body::write(source, document);
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".to_owned(), parts::content_types(&body.media).into_bytes()),
        ("_rels/.rels".to_owned(), parts::PACKAGE_RELATIONSHIPS.as_bytes().to_vec()),
        ("docProps/core.xml".to_owned(), parts::core_properties(source).into_bytes()),
        ("word/document.xml".to_owned(), body.xml.into_bytes()),
        ("word/styles.xml".to_owned(), parts::STYLES.as_bytes().to_vec()),
        ("word/numbering.xml".to_owned(), parts::numbering(&body.lists).into_bytes()),
        ("word/settings.xml".to_owned(), parts::SETTINGS.as_bytes().to_vec()),
        ("word/footer1.xml".to_owned(), parts::footer(source).into_bytes()),
        ("word/_rels/document.xml.rels".to_owned(), parts::relationships(&body.links, &body.media).into_bytes()),
        ("customXml/item1.xml".to_owned(), parts::story_item(source).into_bytes()),
        ("customXml/itemProps1.xml".to_owned(), parts::STORY_PROPERTIES.as_bytes().to_vec()),
        ("customXml/_rels/item1.xml.rels".to_owned(), parts::STORY_RELATIONSHIPS.as_bytes().to_vec()),
    ];
    files.extend(body.media.into_iter().map(|media| (format!("word/media/{}", media.name), media.bytes)));
    zip_files(&files)
}

/// Returns a zip file with these files, in this order.
fn zip_files(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // Writing into memory cannot fail, and no file here has more than 4 GiB.
        let _ = zip.start_file(name.as_str(), options).map(|()| zip.write_all(bytes));
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}
