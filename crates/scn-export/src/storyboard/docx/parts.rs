//! The other files of the document.

use std::fmt::Write as _;

use scn_text::escape::xml;
use scn_text::sanitize_line;

use crate::storyboard::earlier::{STORY_NAMESPACE, pack};
use crate::storyboard::source::StoryboardSource;

/// A picture in the document.
pub(super) struct Media {
    /// The name of its file.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// A numbered list.
pub(super) struct ListStart {
    /// The number of lists that it is nested in.
    pub(super) level: usize,
    /// The number of its first item.
    pub(super) start: u64,
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = "application/vnd.openxmlformats-officedocument";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The styles.
pub(super) const STYLES: &str = include_str!("styles.xml");

/// The settings. The compatibility mode is that of Word 2013 and later.
pub(super) const SETTINGS: &str = include_str!("settings.xml");

/// What the package contains.
pub(super) const PACKAGE_RELATIONSHIPS: &str = include_str!("package.rels");

/// What belongs to the story in the document.
pub(super) const STORY_RELATIONSHIPS: &str = include_str!("story.rels");

/// The properties of the story in the document. Its id is a UUID of version 5.
pub(super) const STORY_PROPERTIES: &str = include_str!("story.xml");

/// Returns the types of all files.
pub(super) fn content_types(media: &[Media]) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for extension in ["gif", "jpeg", "png"] {
        if media.iter().any(|it| it.name.ends_with(extension)) {
            let _ = write!(out, "<Default Extension=\"{extension}\" ContentType=\"image/{extension}\"/>");
        }
    }
    let word = format!("{TYPES}.wordprocessingml");
    for (name, kind) in [
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        ("/word/document.xml", format!("{word}.document.main+xml")),
        ("/word/styles.xml", format!("{word}.styles+xml")),
        ("/word/numbering.xml", format!("{word}.numbering+xml")),
        ("/word/settings.xml", format!("{word}.settings+xml")),
        ("/word/footer1.xml", format!("{word}.footer+xml")),
        ("/customXml/itemProps1.xml", format!("{TYPES}.customXmlProperties+xml")),
    ] {
        let _ = write!(out, "<Override PartName=\"{name}\" ContentType=\"{kind}\"/>");
    }
    out.push_str("</Types>");
    out
}

/// Returns what is known about the document as a whole. It has no dates.
pub(super) fn core_properties(source: &StoryboardSource<'_>) -> String {
    let story = source.story;
    let title = sanitize_line(&story.pack.title);
    let version = story.pack.version.as_deref().map(sanitize_line).unwrap_or_default();
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Storyboard: {}</dc:title>\
         <dc:identifier>{}</dc:identifier><dc:language>en</dc:language><cp:version>{}</cp:version>\
         </cp:coreProperties>",
        xml(&title),
        xml(&sanitize_line(&story.pack.digest)),
        xml(&version),
    )
}

/// Returns what the document links to.
pub(super) fn relationships(links: &[String], media: &[Media]) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (id, target) in [
        ("styles", "styles.xml"),
        ("numbering", "numbering.xml"),
        ("settings", "settings.xml"),
        ("footer", "footer1.xml"),
    ] {
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{id}\" Target=\"{target}\"/>");
    }
    let _ =
        write!(out, "<Relationship Id=\"story\" Type=\"{RELATIONS}/customXml\" Target=\"../customXml/item1.xml\"/>");
    for (number, address) in (1..).zip(links) {
        let _ = write!(
            out,
            "<Relationship Id=\"link{number}\" Type=\"{RELATIONS}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            xml(address)
        );
    }
    for (number, media) in (1..).zip(media) {
        let _ = write!(
            out,
            "<Relationship Id=\"media{number}\" Type=\"{RELATIONS}/image\" Target=\"media/{}\"/>",
            media.name
        );
    }
    out.push_str("</Relationships>");
    out
}

/// Returns the forms of lists: the first is that of all bullets, and each numbered list has its
/// own.
pub(super) fn numbering(lists: &[ListStart]) -> String {
    let mut out = format!("{HEAD}<w:numbering xmlns:w=\"{MAIN}\">");
    for (form, name, text) in [(0, "bullet", "•"), (1, "decimal", "")] {
        let _ = write!(out, "<w:abstractNum w:abstractNumId=\"{form}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>");
        for level in 0..9 {
            let text = if text.is_empty() { format!("%{}.", level + 1) } else { text.to_owned() };
            let start = 360 * (level + 1);
            let _ = write!(
                out,
                "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{name}\"/><w:lvlText w:val=\"{text}\"/>\
                 <w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{start}\" w:hanging=\"360\"/></w:pPr></w:lvl>"
            );
        }
        out.push_str("</w:abstractNum>");
    }
    out.push_str("<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
    for (number, list) in (2..).zip(lists) {
        let start = list.start.min(i32::MAX as u64);
        let _ = write!(
            out,
            "<w:num w:numId=\"{number}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"{}\">\
             <w:startOverride w:val=\"{start}\"/></w:lvlOverride></w:num>",
            list.level
        );
    }
    out.push_str("</w:numbering>");
    out
}

/// Returns the footer of each page: what it is, and its number.
pub(super) fn footer(source: &StoryboardSource<'_>) -> String {
    let pack = &source.story.pack;
    let version = pack.version.as_deref().map(|it| format!(", version {it}")).unwrap_or_default();
    let digest: String = pack.digest.chars().take(15).collect();
    let text = format!("{}{version}, {digest}… · page ", pack.title);
    let field = |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>{}<w:r><w:t xml:space=\"preserve\"> of </w:t></w:r>{}</w:p></w:ftr>",
        xml(&sanitize_line(&text)),
        field("PAGE"),
        field("NUMPAGES"),
    )
}

/// Returns the story, for a later comparison.
pub(super) fn story_item(source: &StoryboardSource<'_>) -> String {
    format!("{HEAD}<story xmlns=\"{STORY_NAMESPACE}\">{}</story>", pack(&source.story_json()))
}
