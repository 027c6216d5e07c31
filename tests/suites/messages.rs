//! Collects every message that the documents cause in one document, `tests/messages.md`: each
//! sentence once, as shown by `--format plain`. `SCN_WRITE=1 cargo test -p scn-tests --test
//! messages` writes it again, for somebody to read in one sitting. Properties of good messages that
//! a program can check are tested here.
#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use scn_report::{Format, Options, Report, write};
use scn_source::{Finding, Name, Severity, Sources};
use scn_tests::harness::pack::Pack;
use scn_tests::harness::{packs_of_document, packs_of_page};
use scn_tests::markdown::{self, project_root};

/// Terms of language designers, which authors of scenarios need not know.
const JARGON: &[&str] = &[
    "token",
    "parse",
    "parser",
    "parsing",
    "syntax",
    "invalid",
    "unexpected",
    "identifier",
    "node",
    "semantic",
    "boolean",
    "integer",
    "string",
    "enum",
    "null",
    "undefined",
    "illegal",
    "lint",
    "ast",
    "lexer",
    "operand",
    "expression",
    "fatal",
    "failed to",
];

/// Returns a message without the author's words and without numbers, to identify equal sentences.
fn sentence_of(message: &str) -> String {
    let mut out = String::new();
    for (at, part) in message.split('`').enumerate() {
        if at % 2 == 0 {
            let mut digits = false;
            for c in part.chars() {
                if c.is_ascii_digit() {
                    if !digits {
                        out.push('0');
                    }
                    digits = true;
                } else {
                    digits = false;
                    out.push(c);
                }
            }
        } else {
            out.push('…');
        }
    }
    out
}

/// Returns the words outside backquotes.
fn plain_words(text: &str) -> Vec<String> {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let outside = outside.to_lowercase();
    outside
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// Returns the faults in the wording of a finding.
fn wording_faults(finding: &Finding) -> Vec<String> {
    let mut faults = Vec::new();
    let message = &finding.message;
    let first = message.chars().next().unwrap_or(' ');
    // A title or label is in quotes, as the author wrote it.
    if first.is_uppercase() {
        faults.push("it begins with a capital".to_owned());
    }
    if message.ends_with(['.', '!', '?']) && !message.ends_with("…") {
        faults.push("it ends with a stop".to_owned());
    }
    if message.contains('\n') {
        faults.push("it has several lines".to_owned());
    }
    if message.matches('`').count() % 2 == 1 {
        faults.push("a backquote is not closed".to_owned());
    }
    let help = finding.help.as_deref().unwrap_or_default();
    if help.ends_with('.') && !help.ends_with("…") && !help.ends_with("...") {
        faults.push("its help ends with a stop".to_owned());
    }
    if finding.severity == Severity::Error && finding.help.is_none() && finding.fixes.is_empty() {
        faults.push("it does not say what to do".to_owned());
    }
    let texts_shown = [message.as_str(), help].into_iter().chain(finding.fixes.iter().map(|fix| fix.title.as_str()));
    for text in
        texts_shown.chain(finding.label.as_deref()).chain(finding.related.iter().map(|one| one.message.as_str()))
    {
        let words = plain_words(text);
        for jargon in JARGON {
            if words.iter().any(|word| word == jargon) {
                faults.push(format!("it says `{jargon}`"));
            }
        }
        if text.contains("  ") {
            faults.push("it has two blanks in a row".to_owned());
        }
    }
    faults
}

/// Returns a finding as shown by `--format plain`, without the summary.
fn render_finding(sources: &Sources, finding: &Finding) -> String {
    let findings = [finding.clone()];
    let report = Report { sources, findings: &findings, scenarios: Vec::new(), tests: None, suppressed: Vec::new() };
    let mut text = Vec::new();
    write(&report, Format::Plain, &Options::default(), &mut text).expect("writing to memory does not fail");
    let text = String::from_utf8(text).expect("a report is text");
    text.split("\n\n").next().unwrap_or_default().to_owned()
}

/// Returns the packs of all documents, and the examples of the pages.
fn all_packs() -> Result<Vec<Pack>, String> {
    let mut collected = Vec::new();
    for name in Name::ALL {
        collected.extend(packs_of_page(*name)?.into_iter().map(|(_, pack)| pack));
    }
    for folder in ["tests/findings", "tests/language"] {
        for name in markdown::list_files(folder, ".md")? {
            collected.extend(packs_of_document(&format!("{folder}/{name}"))?.into_iter().map(|(_, pack)| pack));
        }
    }
    Ok(collected)
}

#[test]
fn every_message_is_in_the_document_and_follows_the_rules() -> Result<(), String> {
    let mut messages_by_name: BTreeMap<Name, Vec<String>> = BTreeMap::new();
    let mut sentences_seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for pack in all_packs()? {
        let result = pack.check();
        for finding in &result.checked.findings {
            if !sentences_seen.insert((finding.name, sentence_of(&finding.message))) {
                continue;
            }
            let text = render_finding(&result.sources, finding);
            wrong.extend(wording_faults(finding).into_iter().map(|fault| format!("{fault}:\n{text}\n")));
            messages_by_name.entry(finding.name).or_default().push(text);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let count: usize = messages_by_name.values().map(Vec::len).sum();
    let mut document = format!(
        "# Every message\n\nWhat scn says to authors: {count} sentences, each once, as `--format plain` shows it, from the documents beside this one. Made by `tests/suites/messages.rs`; \
         after a change that is meant, read what is new.\n"
    );
    for name in Name::ALL {
        let Some(texts) = messages_by_name.get(name) else { panic!("no document brings about `{name}`") };
        document.push_str(&format!("\n## {name}\n\n{}\n", name.summary()));
        for text in texts {
            document.push_str(&format!("\n~~~text\n{text}\n~~~\n"));
        }
    }
    let path = project_root().join("tests/messages.md");
    if std::env::var_os("SCN_WRITE").is_some() {
        return fs::write(&path, &document).map_err(|error| error.to_string());
    }
    let written = fs::read_to_string(&path).map_err(|error| format!("tests/messages.md: {error}"))?;
    assert!(written == document, "tests/messages.md is not up to date: SCN_WRITE=1 makes it anew; read what is new");
    Ok(())
}
