//! Reading and writing PO files, alone and beside gettext, Python's polib and translate-toolkit.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use scn_translate::po::{Message, PoFile, Source};

/// A file with everything that the format has.
const WHOLE: &str = r##"# Translated by hand.
# Not yet read by a native speaker.
msgid ""
msgstr ""
"Project-Id-Version: scn\n"
"Language: de\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

# Kept short.
#. The button that undoes the last choice.
#: page.rs:12
#: screen.rs:9
msgctxt "button"
msgid "Back"
msgstr "Zurück"

#, fuzzy
#| msgctxt "desk/ring text"
#| msgid "Do you have {customer-trust}?"
msgctxt "desk/ring text"
msgid "Does he have {customer-trust}[if trust < 40: , or \"must\" I beg]?"
msgstr "Hat er {customer-trust}[if trust < 40: , oder \\ muss ich betteln]?"

#, no-c-format
msgid "{count} second"
msgid_plural "{count} seconds"
msgstr[0] "{count} Sekunde"
msgstr[1] "{count} Sekunden"

msgid "two\nlines\tand a tab\n"
msgstr "zwei\nZeilen\tund ein Tabulator\n"

msgid "untranslated"
msgstr ""

# Left by hand.
#~ msgctxt "old"
#~ msgid "gone"
#~ msgstr "fort"
"##;

#[test]
fn everything_that_the_format_has_is_read() {
    let file = PoFile::parse(WHOLE.as_bytes()).unwrap();
    assert_eq!(file.header_field("plural-forms"), Some("nplurals=2; plural=(n != 1);"));
    assert_eq!(file.plural_count(), Some(2));
    let back = &file.messages[1];
    assert_eq!(
        (back.comments.as_slice(), back.extracted.len(), back.references.len()),
        (&["Kept short.".to_owned()][..], 1, 2)
    );
    let stale = &file.messages[2];
    assert!(stale.is_fuzzy() && !stale.is_translated());
    assert_eq!(stale.previous.as_ref().unwrap().text, "Do you have {customer-trust}?");
    assert_eq!(stale.source.text, "Does he have {customer-trust}[if trust < 40: , or \"must\" I beg]?");
    let seconds = &file.messages[3];
    assert_eq!(seconds.source.plural.as_deref(), Some("{count} seconds"));
    assert_eq!(seconds.translations, ["{count} Sekunde", "{count} Sekunden"]);
    assert_eq!(file.messages[4].source.text, "two\nlines\tand a tab\n");
    assert!(!file.messages[5].is_translated());
    assert!(file.messages[6].is_obsolete);
    assert_eq!(file.current().count(), 5);
}

#[test]
fn what_is_written_is_read_as_the_same() {
    let file = PoFile::parse(WHOLE.as_bytes()).unwrap();
    assert_eq!(PoFile::parse(file.to_text().as_bytes()).unwrap(), file);
    let other_ends = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(PoFile::parse(other_ends.as_bytes()).unwrap(), file);
}

#[test]
fn a_first_line_of_one_sign_and_comments_at_the_end_are_kept() {
    let text = "#\nmsgid \"a\"\nmsgstr \"b\"\n\n# The end\n#. of it\n#: a.rs:1\n#, fuzzy\n";
    let file = PoFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.messages[0].comments, [""]);
    assert_eq!(file.trailing, [" The end", ". of it", ": a.rs:1", ", fuzzy"]);
    assert_eq!(file.to_text(), text);
}

#[test]
fn an_error_names_its_line() {
    for (text, expected) in [
        ("msgid \"a\"\nmsgstr \"b", "line 2: a text in quotes is expected here, and nothing after it"),
        ("msgid \"a\"\nmsgstr \"b\" x", "line 2: a text in quotes is expected here, and nothing after it"),
        ("msgid a\nmsgstr \"b\"", "line 1: a text in quotes is expected here, and nothing after it"),
        ("\n\"a\"", "line 2: this is neither a comment, nor a keyword such as `msgid`, nor a text in quotes"),
        ("<<<<<<< HEAD", "line 1: this is neither a comment, nor a keyword such as `msgid`, nor a text in quotes"),
        ("msgid \"\\q\"", "line 1: `\\q` has no meaning in a text"),
        ("msgid \"\\xff\"", "line 1: `\\ff` has no meaning in a text"),
        ("msgstr \"b\"", "line 1: `msgstr` cannot be here"),
        ("msgid \"a\"\nmsgstr[0] \"b\"", "line 2: `msgstr[0]` cannot be here"),
        ("msgid \"a\"\nmsgid_plural \"as\"\nmsgstr[1] \"b\"", "line 3: `msgstr[1]` cannot be here"),
        ("msgid \"a\"\nmsgid \"b\"", "line 2: `msgid` cannot be here"),
        ("#| msgstr \"a\"", "line 1: `msgstr` cannot be here"),
        ("\nmsgid \"a\"\n\n# next\nmsgid \"b\"\nmsgstr \"\"", "line 2: this message has no `msgstr`"),
        ("msgctxt \"a\"\n", "line 1: this message has no `msgid`"),
        ("\n#| msgid \"a\"\n", "line 2: this message has no `msgid`"),
        ("msgid \"a\"\nmsgstr \"\"\nmsgid \"a\"\nmsgstr \"\"", "line 3: this message is in the file twice"),
        (
            "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"",
            "line 1: the header says that this file is in `ISO-8859-1`; save it as UTF-8",
        ),
    ] {
        assert_eq!(PoFile::parse(text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
    }
    let error = PoFile::parse(b"msgid \"a\"\nmsgstr \"\xe4\"").unwrap_err();
    assert_eq!(error.to_string(), "line 2: this is not UTF-8");
}

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![any::<char>(), Just('"'), Just('\\'), Just('\n'), Just('a'), Just('#')], 0..8)
        .prop_map(|signs| signs.into_iter().collect())
}

fn any_comments() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[a-zé#.,:~| ]{0,6}", 0..3)
        .prop_map(|lines| lines.iter().map(|line| line.trim().to_owned()).collect())
}

prop_compose! {
    fn any_source()(context in proptest::option::of(any_text()), text in any_text(), plural in proptest::option::of(any_text())) -> Source {
        Source { context, text, plural }
    }
}

prop_compose! {
    fn any_message()(
        comments in any_comments(),
        extracted in any_comments(),
        references in proptest::collection::vec("[a-z]{1,3}:[0-9]", 0..3),
        flags in proptest::collection::vec("[a-z-]{1,5}", 0..3),
        previous in proptest::option::of(any_source()),
        source in any_source(),
        translations in proptest::collection::vec(any_text(), 1..4),
        is_obsolete in any::<bool>(),
    ) -> Message {
        let translations = if source.plural.is_some() { translations } else { translations[..1].to_vec() };
        Message { comments, extracted, references, flags, previous, source, translations, is_obsolete }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_messages_come_back_equal(mut messages in proptest::collection::vec(any_message(), 0..5)) {
        // No header of any encoding, and no message twice.
        for (index, message) in messages.iter_mut().enumerate() {
            message.source.text.push_str(&format!("{index}"));
        }
        let file = PoFile { messages, trailing: Vec::new() };
        prop_assert_eq!(PoFile::parse(file.to_text().as_bytes()), Ok(file));
    }

    #[test]
    fn no_bytes_are_too_much(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = PoFile::parse(&bytes);
    }

    #[test]
    fn no_lines_are_too_much_and_what_is_read_is_kept(
        lines in proptest::collection::vec(
            prop_oneof![
                "(#~ |#\\| |#~\\| )?(msgctxt|msgid|msgid_plural|msgstr|msgstr\\[[01]\\]) \"[ab\\\\n]{0,3}\"",
                "#[.:,~| ]?[a-c ]{0,4}",
                "\"[ab]{0,3}\"",
                Just(String::new()),
            ],
            0..12,
        ),
    ) {
        if let Ok(file) = PoFile::parse(lines.join("\n").as_bytes()) {
            prop_assert_eq!(PoFile::parse(file.to_text().as_bytes()), Ok(file));
        }
    }
}

/// Returns the output of a program that is given the file; `None`, loudly, where it is missing.
#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
#[expect(clippy::disallowed_methods, reason = "other tools read a file")]
fn output_of(program: &Path, arguments: &[&str], file: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("de.po");
    std::fs::write(&path, file).unwrap();
    match Command::new(program).args(arguments).arg(&path).output() {
        Ok(output) => {
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {complaint}", program.display());
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            eprintln!("SKIPPED: {} does not read PO files here: {error}", program.display());
            None
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test finds the tools that CI installs")]
fn python() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    target.join("po/bin/python")
}

#[test]
fn gettext_takes_what_is_written_and_returns_the_same() {
    let file = PoFile::parse(WHOLE.as_bytes()).unwrap();
    let text = file.to_text();
    let _ = output_of(Path::new("msgfmt"), &["-c", "-o", "/dev/null"], &text);
    for arguments in [&[][..], &["--no-wrap"], &["--width=30"]] {
        if let Some(returned) = output_of(Path::new("msgcat"), arguments, &text) {
            assert_eq!(PoFile::parse(returned.as_bytes()).unwrap(), file);
        }
    }
}

#[test]
fn the_polib_of_python_returns_the_same() {
    let file = PoFile::parse(WHOLE.as_bytes()).unwrap();
    let script = "import polib, sys; print(polib.pofile(sys.argv[1]))";
    if let Some(returned) = output_of(&python(), &["-c", script], &file.to_text()) {
        assert_eq!(PoFile::parse(returned.as_bytes()).unwrap(), file);
    }
}

#[test]
fn translate_toolkit_returns_the_same() {
    let file = PoFile::parse(WHOLE.as_bytes()).unwrap();
    let script = "import sys; from translate.storage import pypo; \
                  sys.stdout.buffer.write(bytes(pypo.pofile.parsefile(sys.argv[1])))";
    if let Some(returned) = output_of(&python(), &["-c", script], &file.to_text()) {
        assert_eq!(PoFile::parse(returned.as_bytes()).unwrap(), file);
    }
}
