//! Every catalogue comes back from every format as it was, and no file is too much to read.

use crate::common::{CATALOGUE, FORMATS, HEADER, bare, catalogue, expected, write};
use proptest::prelude::*;
use scn_translate::po::{Message, PoFile, Source};
use scn_translate::returned::{Format, RefusedProblem, ReturnedFile, read, read_po};
use scn_translate::xliff::Version;
use scn_translate::{csv, xliff};

#[test]
fn a_catalogue_comes_back_from_every_format() {
    let file = catalogue();
    for format in FORMATS {
        let returned = read(write(format, &file).unwrap().as_bytes()).unwrap();
        assert_eq!(bare(&returned.messages), expected(&file), "{format}");
        assert_eq!(returned.refused, [], "{format}");
    }
    let returned = read(CATALOGUE.as_bytes()).unwrap();
    let (gone, current) = returned.messages.split_last().unwrap();
    assert_eq!(bare(current), expected(&file));
    assert!(gone.doubtful && gone.target == "Weg.", "what a tool calls obsolete is there, and doubtful");
    assert_eq!(returned.messages.iter().map(|it| it.line).collect::<Vec<_>>(), [9, 17, 24, 28, 32, 36, 40]);
}

#[test]
fn lines_are_those_of_the_file() {
    for format in FORMATS {
        let text = write(format, &catalogue()).unwrap();
        let returned = read(text.as_bytes()).unwrap();
        for message in &returned.messages {
            let line = text.lines().nth(message.line - 1).unwrap();
            let context = message.context.as_deref().unwrap();
            assert!(line.contains(context), "{format}: line {} is {line}", message.line);
        }
    }
}

#[test]
fn a_context_that_a_tool_drops_is_found_by_the_id() {
    let file = catalogue();
    for (version, name) in [(Version::V1_2, "resname="), (Version::V2_0, " name=")] {
        let text = xliff::write(&file, version, HEADER).unwrap().replace(name, " other=");
        let mut returned = read(text.as_bytes()).unwrap();
        assert!(returned.messages.iter().all(|it| it.context.is_none()));
        returned.restore_contexts(&file);
        assert_eq!(bare(&returned.messages), expected(&file));
    }
}

#[test]
fn plural_forms_are_refused_and_not_dropped() {
    let text = "msgid \"a\"\nmsgstr \"b\"\n\nmsgctxt \"c\"\nmsgid \"one\"\nmsgid_plural \"two\"\nmsgstr[0] \"x\"\n";
    let file = PoFile::parse(text.as_bytes()).unwrap();
    for format in FORMATS {
        let error = write(format, &file).unwrap_err().to_string();
        assert_eq!(error, "the message “one” (`c`): it has plural forms, which only a PO file has");
    }
    let returned = read_po(text.as_bytes()).unwrap();
    assert_eq!(returned.messages.len(), 1);
    assert_eq!(returned.refused[0].to_string(), "line 4: the translation of `c` cannot be taken: it has plural forms");
    assert_eq!(returned.refused[0].problem, RefusedProblem::Plural);
}

#[test]
fn the_format_of_a_file_shows_in_its_first_line() {
    for (start, format) in [
        ("<?xml", Format::Xliff),
        ("\u{feff}\n <xliff", Format::Xliff),
        ("# by hand\nmsgid", Format::Po),
        ("msgid \"\"", Format::Po),
        ("msgctxt \"\"", Format::Po),
        ("context,source", Format::Csv),
        ("\u{feff}context;source", Format::Csv),
        ("", Format::Csv),
    ] {
        assert_eq!(Format::detect(start.as_bytes()), format, "{start}");
    }
    assert_eq!(Format::detect(b"\xff\xfe<\0x\0"), Format::Xliff);
}

fn any_text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(
        "\"'`\\\r\n\t =+-@＝;,.:#0123456789<>&]{}[|tf\u{85}\u{2028}\u{feff}\u{200f}é𝔸".chars().collect::<Vec<_>>(),
    );
    let sign = prop_oneof![4 => special, 1 => any::<char>(), 1 => Just('a')];
    let text = proptest::collection::vec(sign, 0..8).prop_map(|signs| signs.into_iter().collect());
    let whole = prop::sample::select(vec!["TRUE", "]]>", "<!--", "'", "''", "'=", "&amp;", "sep=;"]);
    prop_oneof![9 => text, 1 => whole.prop_map(str::to_owned)]
}

prop_compose! {
    fn any_message()(
        comments in proptest::collection::vec(any_text(), 0..2),
        extracted in proptest::collection::vec(any_text(), 0..2),
        references in proptest::collection::vec("[a-z<]{1,3}(:[0-9])?", 0..3),
        is_fuzzy in any::<bool>(),
        previous in proptest::option::of(any_text()),
        context in proptest::option::of(any_text()),
        text in any_text(),
        translation in any_text(),
        is_obsolete in prop::bool::weighted(0.1),
    ) -> Message {
        Message {
            comments,
            extracted,
            references,
            flags: if is_fuzzy { vec!["fuzzy".to_owned()] } else { Vec::new() },
            previous: previous.map(|text| Source { text, ..Source::default() }),
            source: Source { context, text, plural: None },
            translations: vec![translation],
            is_obsolete,
        }
    }
}

/// Returns whether a message has a character that XML does not have, by the words of section 2.2.
fn has_no_xml(message: &Message) -> bool {
    let source = &message.source;
    let lists = [&message.comments, &message.extracted, &message.references, &message.translations];
    let texts = lists.into_iter().flatten().chain(&source.context).chain([&source.text]);
    let old = message.previous.as_ref().map(|it| &it.text).filter(|it| **it != source.text);
    texts.chain(old).flat_map(|text| text.chars()).any(|sign| {
        let code = u32::from(sign);
        code < 0x20 && ![9, 10, 13].contains(&code) || code == 0xfffe || code == 0xffff
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_messages_come_back_equal(mut messages in proptest::collection::vec(any_message(), 0..5)) {
        // A message with neither context nor words is a header.
        messages.retain(|it| !it.is_header());
        let file = PoFile { messages, trailing: Vec::new() };
        let has_no_xml = file.current().any(has_no_xml);
        for format in FORMATS {
            let written = write(format, &file);
            prop_assert_eq!(written.is_err(), has_no_xml && format != "csv", "{}", format);
            let Ok(text) = written else { continue };
            let bytes = text.as_bytes();
            let returned = if format == "csv" { csv::read(bytes).unwrap() } else { xliff::read(bytes).unwrap() };
            prop_assert_eq!(&returned.refused, &vec![]);
            prop_assert_eq!(bare(&returned.messages), expected(&file), "{}\n{}", format, text);
        }
    }

    #[test]
    fn no_bytes_are_too_much(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let _ = xliff::read(&bytes);
        let _ = csv::read(&bytes);
    }

    #[test]
    fn words_are_whole_or_refused(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                ("word", Some("word")),
                (" \n ", Some(" \n ")),
                ("&lt;&#x41;", Some("<A")),
                ("<![CDATA[<b> &]]>", Some("<b> &")),
                ("<!-- c -->", Some("")),
                ("<?d?>", Some("")),
                ("<mrk mtype='seg'>e</mrk>", Some("e")),
                ("<mrk mtype='seg'><mrk mtype='seg'/>f</mrk>", Some("f")),
                ("<x/>", None),
                ("<g>h<x/></g>", None),
                ("<n:target xmlns:n='o'>i</n:target>", None),
            ]),
            0..8,
        ),
    ) {
        let target = pieces.iter().map(|it| it.0).collect::<String>();
        let words = pieces.iter().map(|it| it.1).collect::<Option<String>>();
        let text = format!("<xliff><trans-unit id='a'><source>s</source><target>{target}</target></trans-unit></xliff>");
        let file = xliff::read(text.as_bytes()).unwrap();
        prop_assert_eq!(file.messages.first().map(|it| it.target.clone()), words);
        prop_assert_eq!(file.messages.len() + file.refused.len(), 1);
    }

    #[test]
    fn no_elements_are_too_much(
        pieces in proptest::collection::vec(
            prop_oneof![
                "</?(source|target|segment|ignorable|unit|trans-unit|file|group|note|x:g|mrk)>",
                "<(g|mrk mtype='seg'|mrk|x/|target state='new'|target order='2'|alt-trans|m:matches xmlns:m='u')>",
                "&(amp|lt|#65|#x41|unknown);",
                "(<!-- a -->|<!\\[CDATA\\[b\\]\\]>|<\\?c\\?>| |word)",
            ],
            0..14,
        ),
    ) {
        let text = format!("<xliff xmlns='urn'><unit><segment><source>s</source><target>{}", pieces.concat());
        let _ = xliff::read(text.as_bytes());
        let whole = format!("{text}</target></segment></unit></xliff>");
        if let Ok(file) = xliff::read(whole.as_bytes()) {
            prop_assert!(!file.messages.is_empty() || !file.refused.is_empty());
        }
    }

    #[test]
    fn no_tables_are_too_much(
        cells in proptest::collection::vec(
            prop_oneof!["[,;\t]", "\r?\n", "\"", "(source|target|context|state)", "[a'=]"],
            0..20,
        ),
    ) {
        let _ = csv::read(format!("source,target\n{}", cells.concat()).as_bytes());
        let _ = csv::read(cells.concat().as_bytes());
    }
}

#[test]
fn an_empty_catalogue_is_a_file_without_messages() {
    for format in FORMATS {
        let text = write(format, &PoFile::default()).unwrap();
        assert_eq!(read(text.as_bytes()).unwrap(), ReturnedFile::default(), "{format}");
    }
}
