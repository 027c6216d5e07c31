//! Checks the findings about form that the project's documents promise: the reference, the suites
//! of the language, the pages of the findings.
#![expect(clippy::disallowed_methods, reason = "the documents are files")]

use std::fs;
use std::path::{Path, PathBuf};

use scn_source::{Family, FileId, Name, SourceFile};

/// Whether this crate finds it.
fn is_form(name: &Name) -> bool {
    name.family() == Family::Form
}

struct Block {
    at: String,
    attributes: String,
    text: String,
}

impl Block {
    /// Returns the value of an attribute.
    fn get(&self, key: &str) -> Option<&str> {
        let start = format!(" {key}=");
        let (_, rest) = self.attributes.split_once(&start)?;
        match rest.strip_prefix('"') {
            Some(rest) => rest.split('"').next(),
            None => rest.split(' ').next(),
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the `scn` blocks of a document, and its frame if it has one.
fn blocks(path: &Path) -> (Vec<Block>, Option<String>) {
    let text = fs::read_to_string(path).expect("a document");
    let (mut blocks, mut frame) = (Vec::new(), None);
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let ticks = line.chars().take_while(|c| *c == '`').count();
        if ticks < 3 {
            continue;
        }
        let info = line[ticks..].to_owned();
        let fence = "`".repeat(ticks);
        let inner: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim_end() != fence).collect();
        let inner = inner.iter().map(|line| format!("{line}\n")).collect::<String>();
        if info == "text frame" {
            frame = Some(inner);
        } else if info == "scn" || info.starts_with("scn ") {
            let at = format!("{}:{}", path.display(), number + 1);
            blocks.push(Block { at, attributes: format!("{info} "), text: inner });
        }
    }
    (blocks, frame)
}

/// Returns the frame with a fragment in its spot, and the offset of the fragment. Without a spot,
/// only the frame's fillers are used.
fn framed(frame: &str, spot: Option<&str>, fragment: &str) -> (String, usize) {
    let (mut out, mut at, mut rest) = (String::new(), 0, frame);
    while let Some((before, behind)) = rest.split_once("{{") {
        out.push_str(before);
        let (inner, behind) = behind.split_once("}}").expect("a closed spot");
        let (name, filler) = inner.split_once(": ").unwrap_or((inner, ""));
        if Some(name) == spot {
            at = out.len();
            out.push_str(fragment.trim_end_matches('\n'));
        } else {
            out.push_str(filler);
        }
        rest = behind;
    }
    out.push_str(rest);
    (out, at)
}

/// Returns the names and lines (from 1, relative to the block) of the findings that start in a
/// range.
fn found(text: &str, from: usize, length: usize) -> Vec<(Name, u32)> {
    let file = SourceFile::new("block.scn", text);
    let mut parse = scn_syntax::parse(FileId(0), file.text());
    // Suppressed findings are removed by the compiler, not by this crate.
    let allows = scn_syntax::find_allows(FileId(0), file.text());
    parse.findings.retain(|finding| {
        let covers =
            |span: scn_source::Span| span.start <= finding.place.span.start && finding.place.span.start < span.end;
        let names = |allow: &scn_syntax::Allow<'_>| allow.names.iter().any(|name| name.text == finding.name.as_str());
        finding.severity == scn_source::Severity::Error || !allows.iter().any(|it| covers(it.covers) && names(it))
    });
    let first = file.line_index(u32::try_from(from).expect("a small file"));
    let inside =
        parse.findings.iter().filter(|finding| (from..=from + length).contains(&(finding.place.span.start as usize)));
    let line = |finding: &scn_source::Finding| file.line_index(finding.place.span.start) - first + 1;
    inside.map(|finding| (finding.name, line(finding))).collect()
}

/// Returns the findings about form that a block's document promises, with lines if the document
/// gives them.
fn promised(block: &Block) -> Vec<(Name, Option<u32>)> {
    let list = |key: &str| -> Vec<String> {
        block.get(key).unwrap_or_default().split(',').filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
    };
    let lines = list("at");
    let ignored = list("ignores");
    let names = list("finds").into_iter().enumerate().map(|(index, name)| {
        let line = lines.get(index).map(|line| line.parse().expect("a line"));
        (Name::from_exact_str(&name).expect("a name"), line)
    });
    names.filter(|(name, _)| is_form(name) && !ignored.contains(&name.as_str().to_owned())).collect()
}

fn check(block: &Block, frame: &str) -> Result<(), String> {
    // A block without a promise is a file of a pack that other blocks need. What its manifest
    // allows is not known here.
    if block.get("file").is_some() && block.get("finds").is_none() {
        return Ok(());
    }
    let mut promised = promised(block);
    // Some findings with a name of this crate can be made only from the whole pack or its runs.
    // This crate must find nothing then.
    if block.get("by") == Some("compiler") {
        if promised.is_empty() {
            return Err(format!("{}\n  `by=compiler` on a block without a finding of form", block.at));
        }
        promised.clear();
    }
    let text = match block.get("as") {
        Some("crlf") => block.text.replace('\n', "\r\n"),
        Some("bom") => format!("\u{feff}{}", block.text),
        _ => block.text.clone(),
    };
    let found: Vec<(Name, u32)> = match block.get("in") {
        None => found(&text, 0, text.len()),
        Some(spot @ ("condition" | "claim")) => {
            let lines = text.lines().enumerate().flat_map(|(index, line)| {
                let (whole, at) = framed(frame, Some(spot), line);
                let number = u32::try_from(index).expect("a small block") + 1;
                // Include the bracket when checking a condition on its line.
                found(&whole, at.saturating_sub(5), line.len() + 5).into_iter().map(move |(name, _)| (name, number))
            });
            lines.collect()
        }
        Some(spot) => {
            let (whole, at) = framed(frame, Some(spot), &text);
            found(&whole, at, text.len())
        }
    };
    let ignored = block.get("ignores").unwrap_or_default();
    let found: Vec<(Name, u32)> =
        found.into_iter().filter(|(name, _)| !ignored.split(',').any(|word| word == name.as_str())).collect();
    let same = if promised.iter().any(|(_, line)| line.is_none()) {
        let sorted = |mut names: Vec<Name>| {
            names.sort_unstable();
            names
        };
        sorted(found.iter().map(|(name, _)| *name).collect())
            == sorted(promised.iter().map(|(name, _)| *name).collect())
    } else {
        let mut one: Vec<_> = promised.iter().map(|(name, line)| (line.unwrap_or_default(), *name)).collect();
        let mut other: Vec<_> = found.iter().map(|(name, line)| (*line, *name)).collect();
        one.sort_unstable();
        other.sort_unstable();
        one == other
    };
    if same {
        Ok(())
    } else {
        Err(format!("{}\n  promised {promised:?}\n  found    {found:?}\n{}", block.at, block.text))
    }
}

fn check_all(paths: &[PathBuf]) {
    let (_, frame) = blocks(&root().join("tests/language/README.md"));
    let frame = frame.expect("a frame");
    let blocks: Vec<Block> = paths.iter().flat_map(|path| blocks(path).0).collect();
    assert!(!blocks.is_empty());
    let wrong: Vec<String> = blocks.iter().filter_map(|block| check(block, &frame).err()).collect();
    assert!(wrong.is_empty(), "{} of {} blocks differ\n\n{}", wrong.len(), blocks.len(), wrong.join("\n"));
}

/// Returns the Markdown files of a folder, in order.
fn documents(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

#[test]
fn the_suites_of_the_language() {
    check_all(&documents("tests/language"));
}

#[test]
fn the_suites_of_the_findings() {
    check_all(&documents("tests/findings"));
}

#[test]
fn the_reference() {
    check_all(&[root().join("grammar/README.md")]);
}

#[test]
fn the_pages_of_the_findings() {
    for name in Name::ALL {
        let page = name.page();
        let example = |heading: &str| -> Option<&str> {
            let (_, section) = page.split_once(&format!("\n## {heading}\n"))?;
            let (info, block) = section.split_once("```scn")?.1.split_once('\n')?;
            (!info.contains("states=")).then(|| block.split("```").next()).flatten()
        };
        let found =
            |text: &str| -> Vec<Name> { found(text, 0, text.len()).into_iter().map(|(name, _)| name).collect() };
        if let Some(text) = example("Example") {
            let wanted: &[Name] = if is_form(name) { &[*name] } else { &[] };
            assert_eq!(found(text), wanted, "the example of {name}");
        }
        if let Some(text) = example("Instead") {
            assert_eq!(found(text), [], "the mended example of {name}");
        }
    }
}
