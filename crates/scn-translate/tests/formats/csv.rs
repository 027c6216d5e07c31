//! Tables as spreadsheets write them.

use scn_translate::csv::{read, write};
use scn_translate::po::{Message, PoFile, Source};
use scn_translate::returned::Returned;

fn row(context: &str, source: &str, target: &str, line: usize) -> Returned {
    Returned {
        context: Some(context.to_owned()),
        source: source.to_owned(),
        target: target.to_owned(),
        line,
        ..Returned::default()
    }
}

#[test]
fn any_separator_and_line_end_and_order_of_columns_is_read() {
    let expected = [row("c", "One, two; three", "Een,\ntwee", 2), row("d", "x", "", 4)];
    for (separator, end) in [(",", "\n"), (";", "\r\n"), ("\t", "\r\n"), (",", "\r\n")] {
        let lines = [
            ["note", "Target", " source ", "CONTEXT"],
            ["1", "\"Een,\ntwee\"", "\"One, two; three\"", "c"],
            ["", "", "x", "d"],
        ];
        let text = lines.map(|cells| cells.join(separator) + end).concat();
        assert_eq!(read(text.as_bytes()).unwrap().messages, expected, "{separator:?}");
        let marked = format!("\u{feff}{text}");
        assert_eq!(read(marked.as_bytes()).unwrap().messages, expected);
        let utf_16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf_16).unwrap().messages, expected);
        let named = format!("sep={separator}\r\n{text}");
        assert_eq!(read(named.as_bytes()).unwrap().messages.last().unwrap().line, 5);
    }
}

#[test]
fn a_state_makes_a_translation_doubtful() {
    for (state, expected) in
        [("translated", false), ("new", false), ("", false), ("Needs-Review-Translation", true), ("fuzzy", true)]
    {
        let text = format!("source,target,state\na,b,{state}\n");
        assert_eq!(read(text.as_bytes()).unwrap().messages[0].doubtful, expected, "{state}");
    }
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula_or_a_number() {
    let texts = [
        "=1+1", "+a", "-", "@sum", "\ta", "\ra", "＝a", "007", "1e5", "1.50", "2/3", "12:30", "TRUE", "'=1", "''=1",
        "'12",
    ];
    let kept = ["a=b", "'n Man", "'Twas", "''", "'", "2 calls", "5 May", "true story", "…"];
    let message = |text: &&str| Message {
        source: Source { context: Some("c".to_owned()), text: (*text).to_owned(), plural: None },
        translations: vec![(*text).to_owned()],
        ..Message::default()
    };
    let file = PoFile { messages: texts.iter().chain(&kept).map(message).collect(), trailing: Vec::new() };
    let table = write(&file).unwrap();
    let mut rows = ::csv::ReaderBuilder::new().from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let cells: Vec<String> = rows.records().map(|row| row.unwrap()[2].to_owned()).collect();
    for (text, cell) in texts.iter().zip(&cells) {
        assert_eq!(*cell, format!("'{text}"));
    }
    assert_eq!(cells[texts.len()..], kept);
    let returned = read(table.as_bytes()).unwrap();
    for (message, text) in returned.messages.iter().zip(texts.iter().chain(&kept)) {
        assert_eq!((message.source.as_str(), message.target.as_str()), (*text, *text));
    }
}

#[test]
fn an_error_names_its_line() {
    for (text, expected) in [
        ("", "line 1: the first row has no column named `source`"),
        ("a,b\n", "line 1: the first row has no column named `source`"),
        ("\n\nsource\nx\n", "line 3: the first row has no column named `target`"),
        ("source,target,Source\n", "line 1: the first row has two columns named `source`"),
        ("source,target\na,b\nc,\"d\n\n", "line 3: a cell begins here with a quotation mark, and has no end"),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
    }
    let error = read(b"source,target\na,\xe4").unwrap_err();
    assert_eq!(error.to_string(), "line 2: this is not UTF-8; save the table as “CSV UTF-8”");
}

#[test]
fn a_row_that_is_too_long_is_refused_and_one_that_is_too_short_is_not() {
    let file = read(b"source,target\na,One, two\nb\nc,d,\n\n,\n").unwrap();
    assert_eq!(
        file.refused[0].to_string(),
        "line 2: the translation of `a` cannot be taken: its row has more cells than the header, \
         so that words would be lost; put quotes around cells"
    );
    let taken: Vec<(&str, &str)> = file.messages.iter().map(|it| (it.source.as_str(), it.target.as_str())).collect();
    assert_eq!(taken, [("b", ""), ("c", "d")]);
}
