//! Text of the author as lines.

use scn_run::{LessonBlock, callout_word, media_word};
use scn_story::{Block, Span, When};
use scn_text::Words;

use super::model::{Line, Link, Run, Runs, Shape};
use super::wording::Names;

/// Returns a plain text of the author.
pub(super) fn plain(text: &str) -> Runs {
    if text.is_empty() { Vec::new() } else { vec![Run::author(text)] }
}

/// Returns a text of the author. Values are in braces, and words with a condition are in brackets,
/// with the condition in words.
pub(super) fn span_runs(spans: &[Span], names: &Names<'_>) -> Runs {
    let mut runs = Vec::new();
    add_spans(spans, names, &mut runs);
    runs
}

fn add_spans(spans: &[Span], names: &Names<'_>, runs: &mut Runs) {
    for span in spans {
        match span {
            Span::Text { text, emphasis, strong, code, link } => {
                let (emphasis, strong, code) = (*emphasis, *strong, *code);
                let link = link.as_deref().and_then(web_link);
                runs.push(Run { emphasis, strong, code, link, ..Run::author(text) });
            }
            Span::Value { value } => runs.push(Run { code: true, ..Run::author(&format!("{{{value}}}")) }),
            Span::If { when, then, otherwise } => {
                runs.push(Run::label(format!("[if {}: ", names.condition(&when.expr))));
                add_spans(then, names, runs);
                if !otherwise.is_empty() {
                    runs.push(Run::label(" | otherwise: "));
                    add_spans(otherwise, names, runs);
                }
                runs.push(Run::label("]"));
            }
        }
    }
}

/// Returns the link to an address, if it is one that a document may link to.
fn web_link(address: &str) -> Option<Link> {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_shown = matches!(scheme.as_deref(), Some("http" | "https" | "mailto"));
    let is_clean = address.chars().all(|c| !c.is_whitespace() && !c.is_control());
    (is_shown && is_clean).then(|| Link::Address(address.to_owned()))
}

/// Returns a body as lines.
pub(super) fn block_lines(blocks: &[Block], names: &Names<'_>) -> Vec<Line> {
    blocks.iter().flat_map(|block| lines_of(block, names)).collect()
}

fn lines_of(block: &Block, names: &Names<'_>) -> Vec<Line> {
    let condition = display_condition(block.display_condition(), names);
    let spans = |spans: &[Span]| span_runs(spans, names);
    let lines = match block {
        Block::Paragraph { text, .. } => vec![Line::text(spans(text))],
        Block::Speech { speaker, direction, text, .. } => {
            let mut runs = vec![Run::author(speaker).strong()];
            if let Some(direction) = direction {
                runs.push(Run { emphasis: true, ..Run::author(&format!(" ({direction})")) });
            }
            runs.push(Run::author(": "));
            runs.extend(spans(text));
            vec![Line::text(runs)]
        }
        Block::Callout { callout, text, .. } => {
            let mut runs = vec![Run::label(format!("{}: ", callout_word(*callout))).strong()];
            runs.extend(spans(text));
            vec![Line::text(runs)]
        }
        Block::Media { media, file, alternative, .. } => {
            vec![Line::new(Shape::Media { media: *media, file: file.clone() }, spans(alternative))]
        }
        Block::List { ordered, start, level, items, .. } => (u64::from(*start)..)
            .zip(items)
            .map(|(number, item)| {
                Line::new(Shape::Item { level: *level, number: ordered.then_some(number) }, spans(item))
            })
            .collect(),
        Block::Quote { lines, .. } => {
            lines.iter().map(|line| Line::new(Shape::Quote { indent: 0 }, plain(line))).collect()
        }
        Block::Code { info, lines, .. } => code_lines(info.as_deref(), lines),
        Block::Table { columns, head, rows, .. } => {
            let row = |head: bool, cells: &Vec<Vec<Span>>| Line {
                cells: cells.iter().map(|cell| spans(cell)).collect(),
                ..Line::new(Shape::Row { head, columns: columns.clone() }, Vec::new())
            };
            std::iter::once(row(true, head)).chain(rows.iter().map(|cells| row(false, cells))).collect()
        }
        Block::Heading { text, .. } => vec![Line::new(Shape::Heading, spans(text))],
        Block::Rule { .. } => vec![Line::new(Shape::Rule, Vec::new())],
    };
    condition.map(|text| Line::note(vec![Run::label(text)])).into_iter().chain(lines).collect()
}

fn code_lines(info: Option<&str>, lines: &[String]) -> Vec<Line> {
    let info = info.filter(|info| !info.is_empty());
    let info = info.map(|info| Line::note(vec![Run::label("Code: "), Run::author(info)]));
    let code = |line: &String| Line::new(Shape::Code, vec![Run { code: true, ..Run::author(line) }]);
    info.into_iter().chain(lines.iter().map(code)).collect()
}

/// Returns in words when a block is shown; `None` if that is always.
fn display_condition(when: &When, names: &Names<'_>) -> Option<String> {
    let guards: Vec<String> = when.guards().map(|(cond, holds)| names.condition_that(&cond.expr, holds)).collect();
    (!guards.is_empty()).then(|| format!("Shown if {}:", guards.join(", and if ")))
}

/// Returns the blocks of a lesson as lines.
pub(super) fn lesson_lines(blocks: &[LessonBlock]) -> Vec<Line> {
    let mut lines = Vec::new();
    add_lesson_blocks(blocks, 0, false, &mut lines);
    lines
}

fn add_lesson_blocks(blocks: &[LessonBlock], indent: u8, quoted: bool, lines: &mut Vec<Line>) {
    for block in blocks {
        match block {
            LessonBlock::Paragraph { text } => {
                let shape = if quoted { Shape::Quote { indent } } else { Shape::Text { indent } };
                lines.push(Line::new(shape, word_runs(text)));
            }
            LessonBlock::Heading { text, .. } => lines.push(Line::new(Shape::Heading, word_runs(text))),
            LessonBlock::Media { media, file, alternative } => {
                lines.push(Line::new(Shape::Media { media: *media, file: file.clone() }, word_runs(alternative)));
            }
            LessonBlock::List { ordered, start, items } => {
                for (place, item) in (0_u64..).zip(items) {
                    let number = ordered.then(|| start.saturating_add(place));
                    add_item(item, indent, number, quoted, lines);
                }
            }
            LessonBlock::Quote { blocks } => add_lesson_blocks(blocks, indent, true, lines),
            LessonBlock::Code { lines: code } => lines.extend(code_lines(None, code)),
            LessonBlock::Table { columns, head, rows } => {
                let row = |head: bool, cells: &Vec<Vec<Words>>| Line {
                    cells: cells.iter().map(|cell| word_runs(cell)).collect(),
                    ..Line::new(Shape::Row { head, columns: columns.clone() }, Vec::new())
                };
                lines.push(row(true, head));
                lines.extend(rows.iter().map(|cells| row(false, cells)));
            }
            LessonBlock::Rule => lines.push(Line::new(Shape::Rule, Vec::new())),
        }
    }
}

fn add_item(item: &[LessonBlock], level: u8, number: Option<u64>, quoted: bool, lines: &mut Vec<Line>) {
    let (first, rest) = match item {
        [LessonBlock::Paragraph { text }, rest @ ..] => (word_runs(text), rest),
        rest => (Vec::new(), rest),
    };
    lines.push(Line::new(Shape::Item { level, number }, first));
    add_lesson_blocks(rest, level.saturating_add(1), quoted, lines);
}

fn word_runs(text: &[Words]) -> Runs {
    let run = |words: &Words| Run {
        emphasis: words.emphasis,
        strong: words.strong,
        code: words.code,
        link: words.link.as_deref().and_then(web_link),
        ..Run::author(&words.text)
    };
    text.iter().map(run).collect()
}

/// Returns the kind of a media file, with its name, as the beginning of its line.
pub(super) fn media_label(media: scn_story::MediaKind, file: &str) -> Runs {
    vec![
        Run::label(format!("{} ", media_word(media))).strong(),
        Run { code: true, ..Run::author(file) },
        Run::label(": "),
    ]
}
