//! Runs the blocks of a document. `tests/language/README.md` describes the attributes of a block.

pub mod frame;
pub mod pack;
pub mod play;
pub mod sound;

mod compare;

use std::collections::BTreeSet;
use std::ops::Range;

use scn_source::{Family, Finding, Name};

use crate::markdown::{self, Block};
use frame::Frame;
use pack::{MediaFiles, Pack};
use play::{PlayResult, play_scenario, read_run};

/// Returns whether a finding counts only in its own suite and on its own page, since a text about
/// something else need not be written well: the lints about the writing, and that a manifest has a
/// name. So do findings about a format or a translation, since no other text has one. Those about
/// quizzes count everywhere.
#[must_use]
pub fn is_lint(name: Name) -> bool {
    name.is_about_writing() && name.family() != Family::Quizzes
        || matches!(name.family(), Family::Delivery | Family::Translation)
}

const KEYS: &[&str] = &[
    "in", "finds", "at", "ignores", "fix", "states", "coverage", "as", "file", "for", "run", "ends", "stands",
    "offers", "locked", "shows", "hides", "witness", "by",
];

/// The attributes that describe a run.
const PLAYED: &[&str] = &["ends", "stands", "offers", "locked", "shows", "hides"];

/// The result of a document.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The number of blocks that were run.
    pub blocks: usize,
    /// For each block that does not match its attributes: the place, the expected and the actual
    /// result.
    pub failures: Vec<String>,
    /// The findings that some block expects.
    pub expected: BTreeSet<&'static str>,
}

/// Reads the frame of the fragments from the document that describes the suites.
///
/// # Errors
///
/// If it is missing or invalid.
pub fn read_frame() -> Result<Frame, String> {
    let blocks = markdown::read("tests/language/README.md")?;
    let frame = blocks.iter().find(|block| block.attribute("frame").is_some()).ok_or("the frame is not there")?;
    Frame::new(&frame.text)
}

/// Runs every block of a document whose fence says `scn` or `toml`.
///
/// # Errors
///
/// If the document cannot be read.
pub fn run_document(path: &str) -> Result<Tally, String> {
    let frame = read_frame()?;
    let blocks = markdown::read(path)?;
    let mut tally = Tally::default();
    for case in group_cases(&blocks) {
        tally.blocks += case.len();
        tally.expected.extend(case.iter().flat_map(|block| block.list_values("finds")).filter_map(known_name));
        tally.failures.extend(run_case(&case, &frame));
    }
    Ok(tally)
}

/// Returns the blocks of a document that are run, grouped by pack. A file that the pack has already
/// begins the next pack.
fn group_cases(blocks: &[Block]) -> Vec<Vec<&Block>> {
    let mut cases = Vec::new();
    let is_run = |block: &&Block| ["scn", "toml", "po"].contains(&block.language.as_str());
    let mut remaining = blocks.iter().filter(is_run).peekable();
    while let Some(first) = remaining.next() {
        let mut case = vec![first];
        while first.attribute("file").is_some() {
            let is_new = |next: &Block| {
                let file = next.attribute("file");
                file.is_some() && case.iter().all(|block| block.attribute("file") != file)
            };
            match remaining.next_if(|next| next.heading == first.heading && is_new(next)) {
                Some(next) => case.push(next),
                None => break,
            }
        }
        cases.push(case);
    }
    cases
}

/// Returns the packs of the examples on a finding's page, each with its first block.
///
/// # Errors
///
/// If an attribute of a block is invalid.
pub fn packs_of_page(name: Name) -> Result<Vec<(Block, Pack)>, String> {
    let blocks = markdown::parse_blocks(&format!("crates/scn-source/pages/{name}.md"), name.page())?;
    let to_pack = |case: Vec<&Block>| {
        let pack = Pack::of_page(&case)?;
        case.first().map(|first| ((*first).clone(), pack)).ok_or_else(|| "there is no block".to_owned())
    };
    group_cases(&blocks).into_iter().map(to_pack).collect()
}

/// Returns every pack in a document, by the place of its first block. For a fragment, this is the
/// frame with the fragment inside.
///
/// # Errors
///
/// If the document cannot be read, or a block in it is invalid.
pub fn packs_of_document(path: &str) -> Result<Vec<(String, Pack)>, String> {
    let frame = read_frame()?;
    let blocks = markdown::read(path)?;
    let mut packs = Vec::new();
    for case in group_cases(&blocks) {
        let Some(first) = case.first() else { continue };
        match first.attribute("in") {
            Some(spot) => {
                let fragments = block_fragments(first, spot, read_states(&case)?, &frame)?;
                packs.extend(fragments.into_iter().map(|fragment| (first.to_string(), fragment.pack)));
            }
            None => packs.push((first.to_string(), pack_of(&case)?)),
        }
    }
    Ok(packs)
}

/// Returns whether a finding counts in a document.
fn finding_counts(document: &str, name: &str) -> bool {
    !Name::from_exact_str(name).is_some_and(is_lint) || document.ends_with(&format!("/{name}.md"))
}

fn known_name(name: &str) -> Option<&'static str> {
    Name::from_exact_str(name).map(Name::as_str)
}

/// Runs the blocks of one pack, usually one block. Returns the differences from what they expect.
#[must_use]
pub fn run_case(case: &[&Block], frame: &Frame) -> Vec<String> {
    match try_case(case, frame) {
        Ok(failures) => failures,
        Err(why) => {
            case.first().map(|block| format!("{block}\n  {why}\n{}", indent_text(&block.text))).into_iter().collect()
        }
    }
}

fn try_case(case: &[&Block], frame: &Frame) -> Result<Vec<String>, String> {
    for block in case {
        for (key, _) in &block.attributes {
            if !KEYS.contains(&key.as_str()) {
                return Err(format!("`{key}` is no attribute of a block"));
            }
        }
        if let Some(by) = block.attribute("by").filter(|by| *by != "compiler") {
            return Err(format!("`by={by}` is not known"));
        }
        for name in block.list_values("finds").into_iter().chain(block.list_values("ignores")) {
            if known_name(name).is_none() || !finding_counts(&block.path, name) {
                return Err(format!("`{name}` is no finding that counts here"));
            }
        }
    }
    let mut failures = Vec::new();
    let played: Vec<&Block> = case.iter().copied().filter(|block| block.attribute("run").is_some()).collect();
    let results = check_case(case, frame)?;
    for (block, found) in case.iter().zip(&results.found) {
        if let Err(why) = compare::compare_findings(block, found) {
            failures.push(format!("{block}\n{why}\n{}", indent_text(&block.text)));
        }
        if PLAYED.iter().any(|key| block.attribute(key).is_some()) && block.attribute("run").is_none() {
            return Err("it says what a run shows, and no run".to_owned());
        }
    }
    for block in played {
        let scenario = results.story.as_ref().and_then(|story| story.scenarios.first());
        let scenario = scenario.ok_or("there is no scenario to play")?;
        let failure = read_run(&block.list_values("run"))
            .and_then(|run| play_scenario(scenario, &run))
            .and_then(|played| compare_run(block, &played));
        if let Err(why) = failure {
            failures.push(format!("{block}\n  {why}\n{}", indent_text(&block.text)));
        }
    }
    Ok(failures)
}

/// A finding that counts, relative to its block.
pub(crate) struct Found {
    /// Its line in the block, from 1.
    pub(crate) line: usize,
    /// The finding itself.
    pub(crate) finding: Finding,
    /// The block after each of its fixes.
    pub(crate) mended: Vec<String>,
}

struct Results {
    /// The findings, block by block.
    found: Vec<Vec<Found>>,
    story: Option<scn_story::Story>,
}

fn check_case(case: &[&Block], frame: &Frame) -> Result<Results, String> {
    if let [block] = case
        && let Some(spot) = block.attribute("in")
    {
        return check_fragment(block, spot, read_states(case)?, frame);
    }
    let pack = pack_of(case)?;
    let result = pack.check();
    let files = pack.files.iter().take(case.len());
    let document = case.first().map(|block| block.path.as_str()).unwrap_or_default();
    let findings = files.map(|(path, text)| found_in(&result, path, &(0..text.len()), 0, document)).collect();
    Ok(Results { found: findings, story: Some(result.checked.story) })
}

fn read_states(case: &[&Block]) -> Result<Option<u64>, String> {
    let states = case.iter().find_map(|block| block.attribute("states"));
    states.map(|number| number.parse().map_err(|_| format!("`{number}` is no number"))).transpose()
}

/// Returns the pack that consists of whole files; its blocks come first.
fn pack_of(case: &[&Block]) -> Result<Pack, String> {
    let mut pack =
        Pack { files: Vec::new(), states: read_states(case)?, media: MediaFiles::NotMissing, formats: Vec::new() };
    for block in case {
        let text = match block.attribute("as") {
            None => block.text.clone(),
            Some("crlf") => block.text.replace('\n', "\r\n"),
            Some("bom") => format!("\u{feff}{}", block.text),
            Some(other) => return Err(format!("`as={other}` is not known")),
        };
        let path = block.attribute("file").unwrap_or(if block.language == "toml" { "scn.toml" } else { "block.scn" });
        pack.files.push((path.to_owned(), text));
    }
    for block in case {
        pack.formats.extend(pack::delivery_formats(block)?);
    }
    if let Some(level) = case.iter().find_map(|block| block.attribute("coverage")) {
        pack.require_coverage(level)?;
    }
    Ok(pack)
}

/// A fragment in its frame.
struct Fragment {
    /// The number of lines of the block before it.
    before: usize,
    /// Its range in the frame.
    place: Range<usize>,
    pack: Pack,
}

/// Returns the fragments of a block. In spots for conditions, each line is a fragment of its own.
fn block_fragments(block: &Block, spot: &str, states: Option<u64>, frame: &Frame) -> Result<Vec<Fragment>, String> {
    let parts: Vec<(usize, &str)> = if is_condition(spot) {
        block.text.lines().enumerate().filter(|(_, line)| !line.is_empty()).collect()
    } else {
        vec![(0, block.text.strip_suffix('\n').unwrap_or(&block.text))]
    };
    let mut fragments = Vec::new();
    for (before, part) in parts {
        let (text, place) = frame.fill_spot(spot, part).ok_or_else(|| format!("the frame has no spot `{spot}`"))?;
        fragments.push(Fragment { before, place, pack: Pack { states, ..Pack::single_file(&text) } });
    }
    Ok(fragments)
}

fn is_condition(spot: &str) -> bool {
    spot == "condition" || spot == "claim"
}

/// Checks a fragment. If it is a condition, what is proved about its value does not count.
fn check_fragment(block: &Block, spot: &str, states: Option<u64>, frame: &Frame) -> Result<Results, String> {
    let mut findings = Vec::new();
    let mut story = None;
    for Fragment { before, place, pack } in block_fragments(block, spot, states, frame)? {
        let result = pack.check();
        findings.extend(found_in(&result, "block.scn", &place, before, &block.path).into_iter().filter(|found| {
            !(is_condition(spot)
                && matches!(found.finding.name, Name::AlwaysTrue | Name::UnreachableText | Name::PromiseRefuted))
        }));
        story = Some(result.checked.story);
    }
    Ok(Results { found: vec![findings], story })
}

/// Returns the findings that start in a part of a file and count in a document, by place and name.
/// `before` is the number of lines of the block before that part.
fn found_in(result: &pack::CheckResult, path: &str, part: &Range<usize>, before: usize, document: &str) -> Vec<Found> {
    let Some((id, file)) = result.sources.iter().find(|(_, file)| file.path() == path) else { return Vec::new() };
    let first = file.line_index(scn_source::Span::empty(part.start).start) as usize;
    let mut findings_in_part: Vec<Found> = result
        .checked
        .findings
        .iter()
        .filter(|finding| finding.place.file == id && finding_counts(document, finding.name.as_str()))
        .filter(|finding| (part.start..=part.end).contains(&(finding.place.span.start as usize)))
        .map(|finding| Found {
            line: file.line_index(finding.place.span.start) as usize - first + before + 1,
            finding: finding.clone(),
            mended: finding.fixes.iter().map(|fix| compare::apply_fix(fix, id, file.text(), part)).collect(),
        })
        .collect();
    findings_in_part.sort_by_key(|found| (found.finding.place.span.start, found.finding.name.as_str()));
    findings_in_part
}

fn compare_run(block: &Block, played: &PlayResult) -> Result<(), String> {
    let shown_text = || format!("\n  shown:\n{}", indent_text(&played.shown));
    for (key, wanted_end) in [("ends", true), ("stands", false)] {
        if let Some(wanted) = block.attribute(key)
            && (played.at != wanted || played.ended != wanted_end)
        {
            return Err(format!("expected {key}={wanted}, and the run is at `{}`{}", played.at, shown_text()));
        }
    }
    for (key, got) in [("offers", &played.open), ("locked", &played.locked)] {
        if block.attribute(key).is_some() && block.list_values(key) != *got {
            return Err(format!("expected {key}={}, and it is {}", block.list_values(key).join(","), got.join(",")));
        }
    }
    for (key, is_wanted) in [("shows", true), ("hides", false)] {
        for text in block.all_values(key) {
            if played.shown.contains(text) != is_wanted {
                return Err(format!("expected {key}=\"{text}\"{}", shown_text()));
            }
        }
    }
    Ok(())
}

/// Indents a text for a message.
#[must_use]
pub fn indent_text(text: &str) -> String {
    text.lines().enumerate().map(|(at, line)| format!("  {:>3} | {line}\n", at + 1)).collect()
}
