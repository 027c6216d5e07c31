use super::{Position, SourceFile, Span};

#[test]
fn positions_count_code_points_from_one() {
    let file = SourceFile::new("a.scn", "één\r\ntwo\n");
    assert_eq!(file.position(0), Position { line: 1, column: 1 });
    assert_eq!(file.position(5), Position { line: 1, column: 4 });
    assert_eq!(file.position(7), Position { line: 2, column: 1 });
    assert_eq!(file.position(999), Position { line: 3, column: 1 });
    assert_eq!(file.slice(file.line_span(0)), "één");
    assert_eq!(file.slice(file.line_span(1)), "two");
    assert_eq!(file.slice(file.line_span(2)), "");
    assert_eq!(file.slice(file.line_span(9)), "");
    assert_eq!(file.line_count(), 3);
}

#[test]
fn an_offset_inside_a_character_has_the_line_and_no_panic() {
    let file = SourceFile::new("a.scn", "x\né");
    assert_eq!(file.position(3).line, 2);
    assert_eq!(file.slice(Span::new(2, 3)), "");
}

#[test]
fn bytes_that_are_not_utf8_keep_their_offsets() {
    let file = SourceFile::from_bytes("a.scn", b"ab\xff\xfecd\n\x80".to_vec());
    assert_eq!(file.text(), "ab\u{1a}\u{1a}cd\n\u{1a}");
    assert_eq!(file.not_utf8(), [2, 3, 7]);
}
