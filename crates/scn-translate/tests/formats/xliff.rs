//! XLIFF as tools write it.

use scn_translate::export::Header;
use scn_translate::po::{Message, PoFile, Source};
use scn_translate::returned::{Returned, ReturnedFile};
use scn_translate::xliff::{MAX_BYTES, MAX_DEPTH, Version, read, write};

const OLD: &str = "urn:oasis:names:tc:xliff:document:1.2";
const NEW: &str = "urn:oasis:names:tc:xliff:document:2.0";

/// Reads a file of version 1.2 with this in its body.
fn read_old(body: &str) -> ReturnedFile {
    read(format!("<xliff xmlns=\"{OLD}\" version=\"1.2\"><file><body>{body}</body></file></xliff>").as_bytes()).unwrap()
}

/// Reads a file of version 2.0 with this in its only unit.
fn read_new(unit: &str) -> ReturnedFile {
    let text = format!("<xliff xmlns=\"{NEW}\"><file id=\"f\"><unit id=\"u\" name=\"c\">{unit}</unit></file></xliff>");
    read(text.as_bytes()).unwrap()
}

/// Returns the translations of a file that has nothing to refuse.
fn targets(file: &ReturnedFile) -> Vec<&str> {
    assert_eq!(file.refused, []);
    file.messages.iter().map(|it| it.target.as_str()).collect()
}

fn refusals(file: &ReturnedFile) -> Vec<String> {
    assert_eq!(file.messages, []);
    file.refused.iter().map(ToString::to_string).collect()
}

#[test]
fn any_prefix_is_the_prefix_of_xliff() {
    let text = format!(
        "<?xml version='1.0'?><x:xliff xmlns:x='{OLD}' xmlns:y='{OLD}' xmlns:s='urn:other'><x:file><y:body>\
         <x:trans-unit id='a' resname='c'><s:target>no</s:target><x:source>s</x:source><y:target>t</y:target>\
         <target xmlns='urn:other'>no</target></x:trans-unit></y:body></x:file></x:xliff>"
    );
    let file = read(text.as_bytes()).unwrap();
    assert_eq!(
        file.messages,
        [Returned {
            context: Some("c".into()),
            source: "s".into(),
            target: "t".into(),
            line: 1,
            id: Some("a".into()),
            ..Returned::default()
        }]
    );
    let without = "<xliff version='1.0'><file><body><trans-unit id='a'><source>s</source>\
                   <target>t</target></trans-unit></body></file></xliff>";
    assert_eq!(targets(&read(without.as_bytes()).unwrap()), ["t"]);
}

#[test]
fn files_and_groups_are_read_in_order() {
    let unit =
        |target: &str| format!("<trans-unit id='{target}'><source>s</source><target>{target}</target></trans-unit>");
    let text = format!(
        "<xliff xmlns='{OLD}'><file><body>{}<group><group>{}</group></group></body></file>\
         <file><body>{}</body></file></xliff>",
        unit("1"),
        unit("2"),
        unit("3")
    );
    assert_eq!(targets(&read(text.as_bytes()).unwrap()), ["1", "2", "3"]);
}

#[test]
fn entities_and_comments_and_sections_are_words_as_xml_says() {
    let file = read_old(
        "<trans-unit id='a'><source>s</source><target>a &lt; b &amp;&#38;&#x26; <!-- not this -->c<?no?> \
         <![CDATA[<d> &amp;]]>\r\ne&#13;</target></trans-unit>",
    );
    assert_eq!(targets(&file), ["a < b &&& c <d> &amp;\ne\r"]);
}

#[test]
fn sentences_are_joined() {
    let file = read_old(
        "<trans-unit id='a'><source>One. Two.</source>\
         <seg-source><mrk mtype='seg' mid='1'>One.</mrk> <mrk mtype='seg' mid='2'>Two.</mrk></seg-source>\
         <target><mrk mtype='seg' mid='1'>Een.</mrk> <mrk mtype='seg' mid='2'>Twee.</mrk></target></trans-unit>",
    );
    assert_eq!(targets(&file), ["Een. Twee."]);
    assert_eq!(file.messages[0].source, "One. Two.");

    let segments = "<segment state='final'><source>One.</source><target>Een.</target></segment>\
                    <ignorable><source> </source></ignorable>\
                    <segment state='final'><source>Two.</source><target>Twee.</target></segment>";
    let file = read_new(segments);
    assert_eq!((targets(&file)[0], file.messages[0].source.as_str()), ("Een. Twee.", "One. Two."));
    assert!(!file.messages[0].doubtful);
    assert!(read_new(&segments.replacen("final", "initial", 1)).messages[0].doubtful);
    let turned =
        segments.replace("<target>Een", "<target order='3'>Een").replace("<target>Twee", "<target order='1'>Twee");
    assert_eq!(targets(&read_new(&turned)), ["Twee. Een."]);
    assert_eq!(targets(&read_new(&segments.replace("Een.", "").replace("Twee.", ""))), [""]);
    assert_eq!(
        refusals(&read_new(&segments.replace("Een.", ""))),
        ["line 1: the translation of `c` cannot be taken: only a part of it is translated"]
    );
}

#[test]
fn words_with_elements_in_them_are_refused_by_name() {
    for (inline, name) in [
        ("<g id='1'>b</g>", "g"),
        ("<x id='1'/>", "x"),
        ("<ph id='1'>{b}</ph>", "ph"),
        ("<mrk mtype='protected'>b</mrk>", "mrk"),
        ("<s:b xmlns:s='urn:other'/>", "s:b"),
    ] {
        let wrong = format!("<trans-unit id='a'><source>s</source>\n<target>a {inline} c</target></trans-unit>");
        let right = "<trans-unit id='b'><source>s</source><target>t</target></trans-unit>";
        let file = read_old(&format!("{wrong}{right}"));
        assert_eq!(file.messages.len(), 1, "the other unit is taken");
        assert_eq!(
            file.refused[0].to_string(),
            format!(
                "line 2: the translation of `a` cannot be taken: it contains the element `{name}`, \
                 which plain words cannot hold; remove its tags"
            )
        );
    }
    assert_eq!(read_new("<segment><source>a<pc id='1'>b</pc></source><target>t</target></segment>").refused.len(), 1);
}

#[test]
fn what_is_no_unit_of_xliff_is_named() {
    let refused = |body: &str| refusals(&read_old(&format!("<trans-unit id='a'>{body}</trans-unit>")));
    let start = "line 1: the translation of `a` cannot be taken: ";
    assert_eq!(refused("<target>t</target>"), [format!("{start}it has no source")]);
    assert_eq!(
        refused("<source>s</source><target>t</target><target>u</target>"),
        [format!("{start}it has two of `target`")]
    );
    let file = read_old(
        "<trans-unit id='a'><source>s</source><target>t</target>\
         <alt-trans><trans-unit id='b'/></alt-trans></trans-unit>",
    );
    assert_eq!(
        file.refused[0].to_string(),
        "line 1: the translation of `b` cannot be taken: it is inside of another unit"
    );
    assert_eq!(refusals(&read_new("")), ["line 1: the translation of `c` cannot be taken: it has no source"]);
}

#[test]
fn other_proposals_are_no_translation() {
    let file = read_old(
        "<trans-unit id='a'><source>s</source>\
         <alt-trans><source>old</source><target>no</target></alt-trans><note>no</note></trans-unit>",
    );
    assert_eq!((targets(&file)[0], file.messages[0].source.as_str()), ("", "s"));
    let matches = "<m:matches xmlns:m='urn:m'><m:match><source>no</source><target>no</target></m:match></m:matches>";
    assert_eq!(targets(&read_new(&format!("{matches}<segment><source>s</source><target>t</target></segment>"))), ["t"]);
}

#[test]
fn a_state_makes_a_translation_doubtful() {
    let is_doubtful = |unit: &str, target: &str| {
        let unit = format!("<trans-unit id='a' {unit}><source>s</source><target {target}>t</target></trans-unit>");
        read_old(&unit).messages[0].doubtful
    };
    for state in ["needs-translation", "needs-review-translation", "needs-adaptation", "needs-l10n"] {
        assert!(is_doubtful("", &format!("state='{state}'")), "{state}");
    }
    for state in ["translated", "final", "signed-off", "new", "x-own"] {
        assert!(!is_doubtful("", &format!("state='{state}'")), "{state}");
    }
    assert!(!is_doubtful("", ""));
    assert!(is_doubtful("approved='no'", ""));
    assert!(is_doubtful("approved='no'", "state='new'"));
    assert!(!is_doubtful("approved='no'", "state='translated'"), "the state says more");
    assert!(is_doubtful("approved='yes'", "state='needs-translation'"), "nothing makes it less doubtful");
    // A tool has copied the source, because it shows no unit without a target.
    let copy = read_old("<trans-unit id='a'><source>s</source><target state='new'>s</target></trans-unit>");
    assert_eq!(targets(&copy), [""]);
    let same = read_old("<trans-unit id='a'><source>s</source><target state='translated'>s</target></trans-unit>");
    assert_eq!(targets(&same), ["s"]);
}

#[test]
fn a_file_in_utf_16_is_read() {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<xliff xmlns=\"{OLD}\"><file><body>\n\
         <trans-unit id=\"a\"><source>s</source><target>Zürich 👩</target></trans-unit></body></file></xliff>"
    );
    let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let file = read(&bytes).unwrap();
    assert_eq!((targets(&file)[0], file.messages[0].line), ("Zürich 👩", 3));
}

#[test]
fn an_error_names_its_line() {
    let deep = format!("<xliff>{}", "<g>".repeat(MAX_DEPTH));
    for (text, expected) in [
        ("", "line 1: this is not an XLIFF file"),
        ("words", "line 1: this is not an XLIFF file"),
        ("<html></html>", "line 1: this is not an XLIFF file"),
        ("<xliff>\n<file>", "line 2: the file ends too early"),
        ("<xliff>\n<a>&b;</a></xliff>", "line 2: the entity `&b;` is not known"),
        (
            "<!DOCTYPE xliff [<!ENTITY a \"b\">]><xliff/>",
            "line 1: a document type that declares something is not read; remove it",
        ),
        (
            "<?xml version='1.0' encoding='windows-1252'?><xliff/>",
            "line 1: the file says that it is in `windows-1252`; save it as UTF-8",
        ),
        (&deep, "line 1: elements are more than 256 deep inside of each other"),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
    }
    for (text, start) in [
        ("<xliff>\n\n</file></xliff>", "line 3: this is not XML: "),
        ("<xliff>\n<unit id='&a;'></unit></xliff>", "line 2: this is not XML: "),
        ("<xliff>\n<a>&#0;</a></xliff>", "line 2: this is not XML: "),
    ] {
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(start), "{error}");
    }
    assert_eq!(
        read(b"<xliff>\n\xe4").unwrap_err().to_string(),
        "line 2: this is neither UTF-8 nor UTF-16 with a byte order mark"
    );
    assert_eq!(read(&vec![b' '; MAX_BYTES + 1]).unwrap_err().to_string(), "line 1: the file has more than 64 MiB");
    assert!(read(b"<!DOCTYPE xliff PUBLIC '-//XLIFF//DTD XLIFF//EN' 'xliff.dtd'><xliff/>").is_ok());
}

#[test]
fn what_xml_does_not_have_is_an_error_and_not_dropped() {
    let header = Header { source_language: "en", target_language: "af", original: "desk" };
    let message = |context: &str, text: &str, comment: &str| Message {
        source: Source { context: Some(context.to_owned()), text: text.to_owned(), plural: None },
        translations: vec![String::new()],
        extracted: vec![comment.to_owned()],
        ..Message::default()
    };
    for (message, expected) in [
        (message("a", "b\u{b}", ""), "the message “b\u{b}” (`a`): XML cannot contain the character U+000B"),
        (message("a\u{1}", "b", ""), "the message “b” (`a\u{1}`): XML cannot contain the character U+0001"),
        (message("a", "b", "\u{ffff}"), "the message “b” (`a`): XML cannot contain the character U+FFFF"),
    ] {
        let file = PoFile { messages: vec![message], trailing: Vec::new() };
        for version in [Version::V1_2, Version::V2_0] {
            assert_eq!(write(&file, version, header).unwrap_err().to_string(), expected);
        }
    }
}
