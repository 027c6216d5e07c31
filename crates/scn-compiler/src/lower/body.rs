//! Bodies and texts.

use scn_source::Span;
use scn_story as story;
use scn_story::{Block, When};
use scn_syntax::ast;

use super::markdown::{self, Piece};
use super::{Lower, TextMode, TextPart};
use crate::rules;

impl<'a> Lower<'_, 'a> {
    pub(super) fn body(&mut self, blocks: &[ast::Block<'a>]) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::new();
        let mut before: Option<story::Cond> = None;
        for block in blocks {
            let when = match &block.when {
                ast::When::Always => {
                    before = None;
                    When::Always
                }
                ast::When::If(condition) => {
                    let cond = self.cond(condition);
                    self.part(cond.site, true, block.span);
                    before = Some(cond.clone());
                    When::If(cond)
                }
                ast::When::Otherwise(_) => match before.take() {
                    Some(cond) => {
                        self.part(cond.site, false, block.span);
                        When::Otherwise(cond)
                    }
                    // The parser lets `[otherwise]` stand only behind an `[if]`.
                    None => When::Always,
                },
            };
            self.block(block, when, &mut out);
        }
        if self.context.mode == TextMode::Conditions {
            out.retain(|block| *block.when() != When::Always || block.texts().any(|text| !text.is_empty()));
        }
        out
    }

    fn part(&mut self, site: story::Site, wanted: bool, span: Span) {
        self.parts.push(TextPart { site, wanted, span, owner: self.owner });
    }

    fn block(&mut self, block: &ast::Block<'a>, when: When, out: &mut Vec<Block>) {
        match &block.kind {
            ast::BlockKind::Paragraph(text) => {
                let text = self.text(text);
                out.push(Block::Paragraph { when, text });
            }
            ast::BlockKind::Speech { speaker, direction, text } => {
                let text = self.text(text);
                let direction = direction.map(|direction| self.keep(direction.text));
                out.push(Block::Speech { when, speaker: self.keep(speaker.text), direction, text });
            }
            ast::BlockKind::Callout { callout, text } => {
                let text = self.text(text);
                let callout = match callout {
                    ast::Callout::Note => story::Callout::Note,
                    ast::Callout::Tip => story::Callout::Tip,
                    ast::Callout::Remember => story::Callout::Remember,
                    ast::Callout::Warning => story::Callout::Warning,
                };
                out.push(Block::Callout { when, callout, text });
            }
            ast::BlockKind::Media { media, file, text } => {
                if text.parts.is_empty() {
                    self.findings.push(rules::missing_alternative::finding(self.file(), block.span, *media, file));
                }
                if !(self.context.media)(self.file(), file.text) {
                    self.findings.push(rules::missing_media::finding(self.file(), file));
                }
                let alternative = self.text(text);
                let media = match media {
                    ast::Media::Image => story::MediaKind::Image,
                    ast::Media::Audio => story::MediaKind::Audio,
                    ast::Media::Video => story::MediaKind::Video,
                };
                let file = self.media_path(file.text);
                out.push(Block::Media { when, media, file, alternative });
            }
            ast::BlockKind::Item { ordered, text } => {
                let text = self.text(text);
                match out.last_mut() {
                    Some(Block::List { ordered: kind, items }) if kind == ordered => items.push(text),
                    _ => out.push(Block::List { ordered: *ordered, items: vec![text] }),
                }
            }
            ast::BlockKind::Quote(lines) => {
                let lines = lines.iter().map(|line| self.keep(line.text)).collect();
                out.push(Block::Quote { lines });
            }
        }
    }

    /// A text that is only shown, and so not kept where only conditions are.
    pub(super) fn keep(&self, text: &str) -> String {
        match self.context.mode {
            TextMode::Full => text.to_owned(),
            TextMode::Conditions => String::new(),
        }
    }

    /// The path of a media file as the story names it: seen from the pack, not from the file that names it.
    fn media_path(&self, written: &str) -> String {
        let path = self.context.sources.get(self.file()).map(scn_source::SourceFile::path).unwrap_or_default();
        let folder = path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
        let mut parts: Vec<&str> = Vec::new();
        for part in folder.split('/').chain(written.split('/')) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// A text with its values and conditions.
    pub(super) fn text(&mut self, text: &ast::Text<'a>) -> Vec<story::Span> {
        let full = self.context.mode == TextMode::Full;
        if !full && text.parts.iter().all(|part| matches!(part, ast::TextPart::Words(_) | ast::TextPart::Space)) {
            return Vec::new();
        }
        let mut pieces = Vec::with_capacity(text.parts.len());
        for part in &text.parts {
            match part {
                ast::TextPart::Words(words) => {
                    if full {
                        pieces.push(Piece::Words(words.text));
                    }
                }
                ast::TextPart::Space => pieces.push(Piece::Space),
                ast::TextPart::Value(name) => {
                    if let Some(value) = self.value(name) {
                        pieces.push(Piece::Other(story::Span::Value { value }));
                    }
                }
                ast::TextPart::If(part) => {
                    let when = self.cond(&part.condition);
                    self.part(when.site, true, if part.then.parts.is_empty() { part.span } else { part.then.span });
                    let then = self.text(&part.then);
                    let otherwise = match &part.otherwise {
                        Some(other) => {
                            self.part(when.site, false, other.span);
                            self.text(other)
                        }
                        None => Vec::new(),
                    };
                    pieces.push(Piece::Other(story::Span::If { when, then, otherwise }));
                }
            }
        }
        if full {
            return markdown::spans(pieces);
        }
        let kept = pieces.into_iter().filter_map(|piece| match piece {
            Piece::Other(span @ story::Span::If { .. }) => Some(span),
            Piece::Other(_) | Piece::Words(_) | Piece::Space => None,
        });
        kept.collect()
    }

    /// A text outside bodies: values show in it, but its words are the same in every run. The parser has reported conditions in it; their
    /// names are looked at, and that is all.
    pub(super) fn fixed(&mut self, text: &ast::Text<'a>) -> Vec<story::Span> {
        if !text.parts.iter().any(|part| matches!(part, ast::TextPart::If(_))) {
            return self.text(text);
        }
        let mut kept = ast::Text { parts: Vec::with_capacity(text.parts.len()), span: text.span };
        for part in &text.parts {
            match part {
                ast::TextPart::If(part) => {
                    self.cond(&part.condition);
                    self.text(&part.then);
                    if let Some(other) = &part.otherwise {
                        self.text(other);
                    }
                }
                ast::TextPart::Words(_) | ast::TextPart::Space | ast::TextPart::Value(_) => {
                    kept.parts.push(part.clone());
                }
            }
        }
        self.text(&kept)
    }

    fn value(&mut self, name: &ast::Name<'a>) -> Option<String> {
        if name.text == "learner" {
            return Some(name.text.to_owned());
        }
        // A value that is not there cannot change what a run does: the scenario stays whole.
        let variable = self.scope.find_variable(name, false, &mut self.findings)?.item;
        self.read.insert(variable.header.start);
        Some(variable.id.text.to_owned())
    }

    /// Text that belongs to no run. Where it holds a condition, which the parser has reported, there is nothing to make of it.
    pub(super) fn timeless(&mut self, blocks: &[ast::Block<'a>]) -> Vec<Block> {
        let depends = |block: &ast::Block<'a>| {
            !matches!(block.when, ast::When::Always)
                || text_of(&block.kind)
                    .is_some_and(|text| text.parts.iter().any(|part| matches!(part, ast::TextPart::If(_))))
        };
        if blocks.iter().any(depends) { Vec::new() } else { self.body(blocks) }
    }
}

fn text_of<'b, 'a>(kind: &'b ast::BlockKind<'a>) -> Option<&'b ast::Text<'a>> {
    match kind {
        ast::BlockKind::Paragraph(text)
        | ast::BlockKind::Speech { text, .. }
        | ast::BlockKind::Callout { text, .. }
        | ast::BlockKind::Media { text, .. }
        | ast::BlockKind::Item { text, .. } => Some(text),
        ast::BlockKind::Quote(_) => None,
    }
}
