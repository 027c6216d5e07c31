//! The Markdown of a translation, compared with that of its source.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::placeholders::Problem;

/// The Markdown of a text.
#[derive(Default, PartialEq, Eq)]
struct Markup {
    links: Vec<String>,
    emphasis: usize,
    code: usize,
}

/// Reports links and emphasis that differ.
pub(super) fn compare(source: &str, translation: &str, out: &mut Vec<Problem>) {
    let has_markup = |text: &str| text.contains(['*', '_', '`', '[', '<']);
    if !has_markup(source) && !has_markup(translation) {
        return;
    }
    let (wanted, found) = (read(source), read(translation));
    if wanted.links != found.links {
        out.push(Problem::Links);
    }
    if (wanted.emphasis, wanted.code) != (found.emphasis, found.code) {
        out.push(Problem::Emphasis);
    }
}

fn read(text: &str) -> Markup {
    let mut out = Markup::default();
    // A letter before it keeps the text from being a list or a heading.
    let line = format!("x {text}");
    for event in Parser::new_ext(&line, Options::empty()) {
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong) => out.emphasis += 1,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                out.links.push(dest_url.into_string());
            }
            Event::Code(_) => out.code += 1,
            Event::Start(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    out.links.sort_unstable();
    out
}
