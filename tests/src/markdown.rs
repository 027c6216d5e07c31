//! Markdown documents used as tests: their headings and fenced blocks.

use std::fmt;
use std::path::{Path, PathBuf};

/// A fenced block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The path of the document, for messages.
    pub path: String,
    /// The line of its fence, from 1.
    pub line: usize,
    /// The heading above it, without its `#` signs; empty before the first heading.
    pub heading: String,
    /// Its number among the blocks under that heading, from 1.
    pub number: usize,
    /// The first word after the fence; empty if there is none.
    pub language: String,
    /// The attributes after that word; the value of one without a value is empty.
    pub attributes: Vec<(String, String)>,
    /// Its content, each line with its line feed.
    pub text: String,
}

impl Block {
    /// Returns the value of an attribute; the first one if it is repeated.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Returns all values of an attribute.
    pub fn all_values<'b>(&'b self, key: &'b str) -> impl Iterator<Item = &'b str> {
        self.attributes.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Returns the parts of an attribute's value between commas, without surrounding spaces; empty
    /// if the attribute is missing or empty.
    #[must_use]
    pub fn list_values(&self, key: &str) -> Vec<&str> {
        self.attribute(key)
            .into_iter()
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect()
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} ({}, block {})", self.path, self.line, self.heading, self.number)
    }
}

/// Returns the root folder of the project.
#[must_use]
pub fn project_root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// Returns the blocks of a document, given by its path below the root folder.
///
/// # Errors
///
/// If it cannot be read, or a fence in it is not closed or has invalid attributes.
pub fn read(path: &str) -> Result<Vec<Block>, String> {
    let text = std::fs::read_to_string(project_root().join(path)).map_err(|error| format!("{path}: {error}"))?;
    parse_blocks(path, &text)
}

/// Returns the names of the files in a folder of the project that end with `end`, sorted.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn list_files(folder: &str, end: &str) -> Result<Vec<String>, String> {
    let to_message = |error: std::io::Error| format!("{folder}: {error}");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(project_root().join(folder)).map_err(to_message)? {
        let name = entry.map_err(to_message)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(end) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Returns the blocks of a text.
///
/// # Errors
///
/// If a fence is not closed, or its attributes are invalid.
pub fn parse_blocks(path: &str, text: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut heading = String::new();
    let mut number = 0;
    let mut lines = text.split_inclusive('\n').enumerate();
    while let Some((at, line)) = lines.next() {
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            let title = line.trim_start_matches('#');
            if title.len() < line.len() && title.starts_with(' ') {
                title.trim().clone_into(&mut heading);
                number = 0;
            }
            continue;
        }
        number += 1;
        let info = line.trim_start_matches('`').trim();
        let (language, attributes) = info.split_once(' ').unwrap_or((info, ""));
        let mut block = Block {
            path: path.to_owned(),
            line: at + 1,
            heading: heading.clone(),
            number,
            language: language.to_owned(),
            attributes: parse_attributes(attributes).map_err(|why| format!("{path}:{}: {why}", at + 1))?,
            text: String::new(),
        };
        loop {
            let Some((_, line)) = lines.next() else {
                return Err(format!("{path}:{}: the fence is not closed", at + 1));
            };
            if line.trim_end().chars().all(|c| c == '`') && fence <= line.trim_end().len() {
                break;
            }
            block.text.push_str(line);
        }
        blocks.push(block);
    }
    Ok(blocks)
}

/// Parses `key=value key="value with spaces" key`. In quotes, a backslash escapes a quotation mark
/// or a backslash, and `\n` is a line break.
fn parse_attributes(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut attributes = Vec::new();
    let mut remaining = text.trim();
    while !remaining.is_empty() {
        let end = remaining.find(['=', ' ']).unwrap_or(remaining.len());
        let (key, behind) = remaining.split_at(end);
        let (value, after) = match behind.strip_prefix('=') {
            None => (String::new(), behind),
            Some(behind) => match behind.strip_prefix('"') {
                Some(quoted) => {
                    unquote_value(quoted).ok_or_else(|| format!("the quotation of `{key}` is not closed"))?
                }
                None => {
                    let (value, after) = behind.split_at(behind.find(' ').unwrap_or(behind.len()));
                    (value.to_owned(), after)
                }
            },
        };
        if key.is_empty() || !(after.is_empty() || after.starts_with(' ')) {
            return Err(format!("`{text}` is not of the form key=value"));
        }
        attributes.push((key.to_owned(), value));
        remaining = after.trim_start();
    }
    Ok(attributes)
}

/// Returns the value up to its closing quotation mark, and what follows the mark.
fn unquote_value(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(match chars.next_if(|(_, next)| matches!(next, '"' | '\\' | 'n')) {
                Some((_, 'n')) => '\n',
                Some((_, next)) => next,
                None => c,
            }),
            _ => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parse_blocks;

    #[test]
    fn a_block_knows_its_place_and_its_attributes() {
        let text =
            "# Top\n\n## First\n\n```scn in=body shows=\"a b\" shows=c run=\"\"\none\n```\n\n````text\n```\n````\n";
        let found = parse_blocks("x.md", text).unwrap_or_default();
        let [first, second] = found.as_slice() else { unreachable!("{found:?}") };
        assert_eq!((first.line, first.heading.as_str(), first.number), (5, "First", 1));
        assert_eq!((first.language.as_str(), first.text.as_str()), ("scn", "one\n"));
        assert_eq!(first.all_values("shows").collect::<Vec<_>>(), ["a b", "c"]);
        assert_eq!((first.attribute("run"), first.attribute("ends")), (Some(""), None));
        assert_eq!((second.number, second.text.as_str()), (2, "```\n"));
    }

    #[test]
    fn what_is_not_of_its_form_is_an_error() {
        assert!(parse_blocks("x.md", "```scn\n").is_err());
        assert!(parse_blocks("x.md", "```scn a=\"b\n```\n").is_err());
        assert!(parse_blocks("x.md", "```scn =b\n```\n").is_err());
        assert!(parse_blocks("x.md", "```scn a=\"b\"c\n```\n").is_err());
    }
}
