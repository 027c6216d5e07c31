//! What an assistant can read: the guide, the reference, the page of each finding, and the files of
//! the folder.

use rmcp::model::{Resource, ResourceContents, ResourceTemplate};
use scn_source::{Name, nearest_name};

use super::folder::{Folder, media_type};
use crate::documents;

const GUIDE_URI: &str = "scn://guide";
const SHORT_URI: &str = "scn://llms.txt";
const LANGUAGE_URI: &str = "scn://language";
const EVENTS_URI: &str = "scn://events";
const FINDINGS: &str = "scn://findings/";
const FILES: &str = "scn://files/";
const MARKDOWN: &str = "text/markdown";

/// Lists the documents, and the files of the folder.
pub(super) fn resources(folder: &Folder) -> Vec<Resource> {
    let document = |uri: &str, name: &str, description: &str| {
        Resource::new(uri, name).with_description(description).with_mime_type(MARKDOWN)
    };
    let mut all = vec![
        document(SHORT_URI, "llms.txt", "The language in short, with a whole scenario. Read it before you write one"),
        document(GUIDE_URI, "guide", "The guide to the language: it builds one scenario, step by step"),
        document(LANGUAGE_URI, "language", "The reference of the language: everything, exactly"),
        document(EVENTS_URI, "events", "The lines of `scn play --events`, for programs that show a run"),
    ];
    all.extend(folder.list().0.into_iter().map(|file| {
        Resource::new(format!("{FILES}{}", encoded(&file.path)), file.path)
            .with_mime_type(file.media_type)
            .with_size(file.size)
    }));
    all
}

/// Lists the templates of the other resources.
pub(super) fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{FINDINGS}{{name}}"), "finding")
            .with_description("The page of a finding such as `dead-end`: what it means, and how to fix it")
            .with_mime_type(MARKDOWN),
        ResourceTemplate::new(format!("{FILES}{{+path}}"), "file")
            .with_description("A text file of the folder, such as `scn.toml`"),
    ]
}

/// Reads a resource. An error says what is wrong with its URI.
pub(super) fn read(folder: &Folder, uri: &str) -> Result<ResourceContents, String> {
    let markdown = |text: &str| Ok(ResourceContents::text(text, uri).with_mime_type(MARKDOWN));
    match uri {
        GUIDE_URI => return markdown(documents::GUIDE),
        SHORT_URI => return markdown(documents::SHORT),
        LANGUAGE_URI => return markdown(documents::LANGUAGE),
        EVENTS_URI => return markdown(scn_run::events_page()),
        _ => {}
    }
    if let Some(name) = uri.strip_prefix(FINDINGS) {
        return match Name::from_exact_str(name) {
            Some(name) => markdown(name.page()),
            None => {
                let near = nearest_name(name, Name::ALL.iter().map(|name| name.as_str()));
                let near = near.map(|near| format!("; did you mean `{FINDINGS}{near}`?")).unwrap_or_default();
                Err(format!("there is no finding `{name}`{near}"))
            }
        };
    }
    let Some(path) = uri.strip_prefix(FILES) else {
        return Err(format!(
            "there is no resource `{uri}`; there are `{SHORT_URI}`, `{GUIDE_URI}`, `{LANGUAGE_URI}`, `{EVENTS_URI}`, `{FINDINGS}NAME` and `{FILES}PATH`"
        ));
    };
    let path =
        decoded(path).ok_or_else(|| format!("`{uri}` has a `%` that is not followed by two digits of a byte"))?;
    let text = folder.read_text(&path)?;
    let media_type = media_type(std::path::Path::new(&path)).unwrap_or("text/plain");
    Ok(ResourceContents::text(text, uri).with_mime_type(media_type))
}

/// Encodes a path for a URI (RFC 3986, section 2).
fn encoded(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// Decodes a path of a URI; `None` if it is not encoded well.
fn decoded(uri: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{decoded, encoded};

    #[test]
    fn a_path_is_the_same_after_a_uri() {
        for path in ["scn.toml", "week 1/é#?%.scn", "a/../b.scn"] {
            assert_eq!(decoded(&encoded(path)).as_deref(), Some(path));
        }
        assert_eq!(encoded("week 1/é.scn"), "week%201/%C3%A9.scn");
        for uri in ["%", "%4", "%zz", "%+1", "%FF"] {
            assert_eq!(decoded(uri), None, "{uri}");
        }
    }
}
