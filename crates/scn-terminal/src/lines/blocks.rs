//! Lays out the blocks of a text as lines, except speech.
//! The line mode and the full screen show the same lines.

use pulldown_cmark::Alignment;

use super::lesson::Table;
use scn_run::{ShownBlock, Text, callout_word, last_number, media_word};
use scn_story::Callout;
use scn_text::styled::{Look, Role, StyledText};
use scn_text::wrap::display_width;

/// The extra indent of the items of a nested list, in columns.
const DEEPER: usize = 3;

/// A text with the prefixes of its lines.
pub(crate) struct PrefixedText {
    /// The prefix of the first line.
    pub(crate) first: String,
    /// The prefix of the other lines.
    pub(crate) rest: String,
    /// The text.
    pub(crate) styled: StyledText,
    /// Whether spaces are preserved. If so, a text that is too long may be broken anywhere.
    pub(crate) whole: bool,
}

impl PrefixedText {
    /// Creates a text whose spaces are preserved.
    pub(super) fn verbatim_text(styled: StyledText) -> Self {
        Self { first: String::new(), rest: String::new(), styled, whole: true }
    }

    /// Creates a running text with prefixes: `first` for its first line, `rest` for the others.
    pub(super) fn with_prefixes(first: String, rest: &str, styled: StyledText) -> Self {
        Self { first, rest: rest.to_owned(), styled, whole: false }
    }
}

/// Lays out a block in `room` columns; `None` for speech, which front ends lay out differently.
pub(crate) fn lay_out_block(block: &ShownBlock, look: Look, room: usize) -> Option<Vec<PrefixedText>> {
    match block {
        ShownBlock::Speech { .. } => None,
        ShownBlock::Paragraph { text } => {
            let styled = StyledText::new(look).with_text(Role::Text, text);
            Some(vec![PrefixedText::with_prefixes(String::new(), "", styled)])
        }
        ShownBlock::Callout { callout, text } => {
            let role = match callout {
                Callout::Warning => Role::Warning,
                Callout::Note | Callout::Tip | Callout::Remember => Role::Label,
            };
            let styled = StyledText::new(look).with_words(role, &format!("{}:", callout_word(*callout)));
            let styled = styled.with_words(Role::Text, " ").with_text(Role::Text, text);
            Some(vec![PrefixedText::with_prefixes(String::new(), "  ", styled)])
        }
        ShownBlock::Media { media, file, alternative } => {
            let styled = StyledText::new(look).with_words(Role::Label, media_word(*media));
            let styled = styled.with_words(Role::Aside, &format!(" ({file}): ")).with_text(Role::Text, alternative);
            Some(vec![PrefixedText::with_prefixes(String::new(), "  ", styled)])
        }
        ShownBlock::List { ordered, start, level, items } => {
            let deepest = room / 2 / DEEPER;
            let indent = " ".repeat(2 + DEEPER * usize::from(*level).min(deepest));
            Some(lay_out_list(look, &indent, ordered.then_some(*start), items))
        }
        ShownBlock::Quote { lines } => Some(lines.iter().map(|line| lay_out_quote(look, line)).collect()),
        ShownBlock::Code { lines, .. } => Some(lay_out_code(look, lines)),
        ShownBlock::Table { columns, head, rows } => {
            let styled_row = |cells: &Vec<Text>| {
                cells.iter().map(|cell| StyledText::new(look).with_text(Role::Text, cell)).collect()
            };
            let rows = std::iter::once(head).chain(rows).map(styled_row).collect();
            Some(Table::from_rows(columns.iter().copied().map(table_alignment).collect(), rows).lay_out(look, room))
        }
        ShownBlock::Heading { level, text } => Some(lay_out_heading(look, *level, text, room)),
        ShownBlock::Rule => {
            let line = if look.plain { "* * *".to_owned() } else { "─".repeat(room) };
            Some(vec![PrefixedText::verbatim_text(StyledText::new(look).with_words(Role::Aside, &line))])
        }
    }
}

fn lay_out_list(look: Look, indent: &str, start: Option<u32>, items: &[Text]) -> Vec<PrefixedText> {
    let bullet = if look.plain { "-" } else { "•" };
    let digits = last_number(start.unwrap_or(0), items.len()).to_string().len();
    let marked = items.iter().zip(u64::from(start.unwrap_or(0))..).map(|(item, number)| {
        let mark = if start.is_some() { format!("{number:>digits$}. ") } else { format!("{bullet} ") };
        let first = format!("{indent}{mark}");
        let rest_indent = " ".repeat(display_width(&first));
        PrefixedText::with_prefixes(first, &rest_indent, StyledText::new(look).with_text(Role::Text, item))
    });
    marked.collect()
}

/// Lays out a quoted line. If it is too long, it continues at the same indent, unless that leaves
/// too little room.
fn lay_out_quote(look: Look, line: &str) -> PrefixedText {
    let words = line.trim_start();
    let blanks = line.chars().count().saturating_sub(words.chars().count()).min(8);
    let mark = format!("{}{}", if look.plain { "> " } else { "│ " }, " ".repeat(blanks));
    PrefixedText::with_prefixes(mark.clone(), &mark, StyledText::new(look).with_words(Role::Text, words))
}

/// Lays out code with an indent. The continuation of a line that is too long starts with `…`.
fn lay_out_code(look: Look, lines: &[String]) -> Vec<PrefixedText> {
    let continuation = if look.plain { "    ... " } else { "    … " };
    let code_line = |line: &String| PrefixedText {
        first: "    ".to_owned(),
        rest: continuation.to_owned(),
        styled: StyledText::new(look).with_words(Role::Hint, &without_tabs(line)),
        whole: true,
    };
    lines.iter().map(code_line).collect()
}

/// Lays out a heading. The character of the underline shows its level; in plain mode, the number of
/// `#` does.
fn lay_out_heading(look: Look, level: u8, text: &Text, room: usize) -> Vec<PrefixedText> {
    let (marks, line) = heading_signs(level);
    let styled = StyledText::new(look)
        .with_words(Role::Heading, if look.plain { marks } else { "" })
        .with_text(Role::Heading, text);
    let wide = display_width(&styled.text).clamp(1, room.max(1));
    let mut out = vec![PrefixedText::with_prefixes(String::new(), "", styled)];
    if !look.plain {
        let underline: String = std::iter::repeat_n(line, wide).collect();
        out.push(PrefixedText::verbatim_text(StyledText::new(look).with_words(Role::Aside, &underline)));
    }
    out
}

/// Returns the marks of a heading level: the `#` prefix for plain mode, and the character of the
/// underline.
pub(super) fn heading_signs(level: u8) -> (&'static str, char) {
    match level {
        0 | 1 => ("# ", '━'),
        2 => ("## ", '─'),
        3 => ("### ", '╌'),
        4 => ("#### ", '┄'),
        5 => ("##### ", '┈'),
        6.. => ("###### ", '·'),
    }
}

fn table_alignment(alignment: scn_story::Alignment) -> Alignment {
    match alignment {
        scn_story::Alignment::None => Alignment::None,
        scn_story::Alignment::Left => Alignment::Left,
        scn_story::Alignment::Center => Alignment::Center,
        scn_story::Alignment::Right => Alignment::Right,
    }
}

/// Replaces each tab by spaces up to the next multiple of four columns.
pub(super) fn without_tabs(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.chars() {
        if c == '\t' {
            let blanks = 4 - column % 4;
            out.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        } else {
            out.push(c);
            column += 1;
        }
    }
    out
}
