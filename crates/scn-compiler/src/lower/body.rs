//! Lowers bodies and texts.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use scn_source::{FileId, Finding, Place, Span};
use scn_story as story;
use scn_story::{Block, When};
use scn_syntax::ast;

use super::gaps::move_blanks;
use super::markdown::{self, TextPiece};
use super::{Lowering, TextMode, TextPart};
use crate::context::Context;
use crate::findings;
use crate::formats::DeliveryFormat;
use crate::media::{ExternalPath, MediaFile, Mention, Notation, join_path};
use crate::pictures::{Picture, find_pictures};

/// A list that the next item may continue.
#[derive(Clone, Copy)]
struct OpenList {
    /// Number of blocks up to and including the list.
    blocks: usize,
    level: u8,
    /// The number of its last item, as written.
    last: Option<ast::ItemNumber>,
    /// Whether the last item is its first.
    first: bool,
    /// Whether all its items have the same number, as is common in Markdown.
    repeats: bool,
}

impl OpenList {
    /// Whether an item with this number, or without one, continues the list.
    fn is_followed_by(self, number: Option<ast::ItemNumber>) -> bool {
        match (self.last, number) {
            (None, None) => true,
            (Some(last), Some(number)) => {
                let next = number.value == last.value.saturating_add(1) && (self.first || !self.repeats);
                last.sign == number.sign && (next || number == last && self.repeats && last.value <= 1)
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl<'a> Lowering<'_, 'a> {
    pub(super) fn lower_body(&mut self, blocks: &[ast::Block<'a>]) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::new();
        let mut preceding: Option<story::Cond> = None;
        let mut list = None;
        // The conditions of blocks, by where they are written.
        let mut written: FxHashMap<u32, story::Cond> = FxHashMap::default();
        let mut branches: FxHashSet<(story::SiteId, bool, bool)> = FxHashSet::default();
        // The conditions of the block above, each with the result that it must have.
        let mut above: Vec<(story::Cond, bool)> = Vec::new();
        for block in blocks {
            let mut guards = Vec::with_capacity(block.within.len());
            // Whether the block above has the same conditions so far.
            let mut is_same = true;
            for (at, (condition, wanted)) in block.within.iter().enumerate() {
                let like = above.get(at).filter(|_| is_same);
                let known = written.get(&condition.span.start).cloned();
                let cond = known.unwrap_or_else(|| self.lower_condition_like(condition, like.map(|(cond, _)| cond)));
                written.entry(condition.span.start).or_insert_with(|| cond.clone());
                is_same = like.is_some_and(|(like, other)| like.expr == cond.expr && other == wanted);
                guards.push(if *wanted { When::If(cond) } else { When::Otherwise(cond) });
            }
            let own = match &block.when {
                ast::BlockCondition::Always => {
                    preceding = None;
                    None
                }
                ast::BlockCondition::If(condition) => {
                    let like = above.get(guards.len()).filter(|_| is_same && !guards.is_empty());
                    let cond = self.lower_condition_like(condition, like.map(|(cond, _)| cond));
                    written.insert(condition.span.start, cond.clone());
                    preceding = Some(cond.clone());
                    Some((cond, true))
                }
                // The parser allows `[otherwise]` only after an `[if]`.
                ast::BlockCondition::Otherwise(_) => preceding.take().map(|cond| (cond, false)),
            };
            // All blocks of a branch are one part, and so is each block with a condition of its own.
            let last = own.as_ref().map(|(cond, wanted)| (cond.site, *wanted));
            let branch = || match guards.last() {
                Some(When::If(cond)) => Some((cond.site, true)),
                Some(When::Otherwise(cond)) => Some((cond.site, false)),
                Some(When::Always | When::All(_)) | None => None,
            };
            let is_own = last.is_some();
            if let Some((site, wanted)) = last.or_else(branch)
                && branches.insert((site, wanted, is_own))
            {
                self.push_part(site, wanted, block.span);
            }
            let own = own.map(|(cond, wanted)| if wanted { When::If(cond) } else { When::Otherwise(cond) });
            let when = if guards.is_empty() {
                own.unwrap_or_default()
            } else {
                guards.extend(own);
                When::All(guards)
            };
            above = when.guards().map(|(cond, wanted)| (cond.clone(), wanted)).collect();
            self.lower_block(block, when, is_own, &mut list, &mut out);
        }
        if self.context.mode == TextMode::Conditions {
            out.retain(|block| {
                *block.display_condition() != When::Always || block.texts().any(|text| !text.is_empty())
            });
            out.shrink_to_fit();
        }
        out
    }

    fn push_part(&mut self, site: story::SiteId, wanted: bool, span: Span) {
        self.parts.push(TextPart { site, wanted, span, owner: self.owner });
    }

    /// Lowers a block. `is_own` is whether it has a condition of its own.
    fn lower_block(
        &mut self,
        block: &ast::Block<'a>,
        when: When,
        is_own: bool,
        list: &mut Option<OpenList>,
        out: &mut Vec<Block>,
    ) {
        match &block.kind {
            ast::BlockKind::Paragraph(text) => {
                let picture = self.lone_picture(text);
                let text = self.lower_text(text);
                out.push(match picture {
                    Some((file, alternative)) => {
                        Block::Media { when, media: story::MediaKind::Image, file, alternative }
                    }
                    None => Block::Paragraph { when, text },
                });
            }
            ast::BlockKind::Speech { speaker, direction, text } => {
                let text = self.lower_text(text);
                let direction = direction.map(|direction| self.keep_text(direction.text));
                out.push(Block::Speech { when, speaker: self.keep_text(speaker.text), direction, text });
            }
            ast::BlockKind::Callout { callout, text } => {
                let text = self.lower_text(text);
                let callout = match callout {
                    ast::Callout::Note => story::Callout::Note,
                    ast::Callout::Tip => story::Callout::Tip,
                    ast::Callout::Remember => story::Callout::Remember,
                    ast::Callout::Warning => story::Callout::Warning,
                };
                out.push(Block::Callout { when, callout, text });
            }
            ast::BlockKind::Media { media, file, text } => {
                out.push(self.lower_media((*media, file, text), block.span, when));
            }
            ast::BlockKind::Item(item) => self.lower_item(item, when, is_own, list, out),
            ast::BlockKind::Quote(lines) => {
                let lines = lines.iter().map(|line| self.keep_text(line.text)).collect();
                out.push(Block::Quote { when, lines });
            }
            ast::BlockKind::Code { info, lines } => {
                let info = Some(self.keep_text(info.text)).filter(|info| !info.is_empty());
                let lines = lines.iter().map(|line| self.keep_text(line.text)).collect();
                out.push(Block::Code { when, info, lines });
            }
            ast::BlockKind::Table { columns, head, rows } => {
                let columns = columns.iter().copied().map(story_alignment).collect();
                let head = head.iter().map(|cell| self.lower_text(cell)).collect();
                let rows = rows.iter().map(|row| row.iter().map(|cell| self.lower_text(cell)).collect()).collect();
                out.push(Block::Table { when, columns, head, rows });
            }
            ast::BlockKind::Heading { level, text } => {
                let text = self.lower_text(text);
                out.push(Block::Heading { when, level: *level, text });
            }
            ast::BlockKind::Rule => out.push(Block::Rule { when }),
        }
    }

    /// Lowers an image, audio or video, with its file and its alternative text.
    fn lower_media(
        &mut self,
        (media, file, text): (ast::Media, &ast::Name<'a>, &ast::Text<'a>),
        span: Span,
        when: When,
    ) -> Block {
        if text.parts.is_empty() {
            self.findings.push(findings::missing_alternative::finding(self.file(), span, media, file));
        }
        let mention = Mention { file: file.text, span: file.span, notation: self.notation_at(file.span) };
        let inside = self.media_file(&mention);
        let alternative = self.lower_text(text);
        if !inside {
            // A story never refers to a file outside the pack, so only the alternative text is kept.
            return Block::Paragraph { when, text: alternative };
        }
        let media = match media {
            ast::Media::Image => story::MediaKind::Image,
            ast::Media::Audio => story::MediaKind::Audio,
            ast::Media::Video => story::MediaKind::Video,
        };
        Block::Media { when, media, file: self.media_path(file.span, file.text), alternative }
    }

    /// Lowers an item: it continues the preceding list or starts a new one.
    fn lower_item(
        &mut self,
        item: &ast::Item<'a>,
        when: When,
        is_own: bool,
        list: &mut Option<OpenList>,
        out: &mut Vec<Block>,
    ) {
        let text = self.lower_text(&item.text);
        let number = item.number;
        let is_continued = !is_own && out.last().is_some_and(|block| *block.display_condition() == when);
        let open = list.take().filter(|it| is_continued && it.blocks == out.len() && it.level == item.level);
        match (open.filter(|it| it.is_followed_by(number)), out.last_mut()) {
            (Some(before), Some(Block::List { items, .. })) => {
                items.push(text);
                let repeats = before.repeats && before.last == number;
                *list = Some(OpenList { last: number, first: false, repeats, ..before });
            }
            (Some(_) | None, _) => {
                if !is_own {
                    let (blocks, level) = (out.len() + 1, item.level);
                    *list = Some(OpenList { blocks, level, last: number, first: true, repeats: true });
                }
                let start = number.map_or(1, |number| number.value);
                out.push(Block::List { when, ordered: number.is_some(), start, level: item.level, items: vec![text] });
            }
        }
    }

    /// Keeps a text that is only shown; returns an empty one if only conditions are kept.
    pub(super) fn keep_text(&self, text: &str) -> String {
        match self.context.mode {
            TextMode::Full => text.to_owned(),
            TextMode::Conditions => String::new(),
        }
    }

    /// How the name of a media file is written at this position.
    fn notation_at(&self, span: Span) -> Notation {
        let text = self.context.sources.get(self.file()).map(scn_source::SourceFile::text).unwrap_or_default();
        let preceding_text = text.get(..span.start as usize).unwrap_or_default();
        if preceding_text.ends_with([' ', '\t']) { Notation::Word } else { Notation::Enclosed }
    }

    /// Reports problems with the location of a media file. Returns whether the path is inside the
    /// pack, even if the file does not exist.
    pub(super) fn media_file(&mut self, mention: &Mention<'_>) -> bool {
        let file = self.file();
        media_file(self.context, file, mention, &mut self.findings)
    }

    /// Returns the path from the pack of a file as written at a place.
    fn media_path(&self, span: Span, written: &str) -> String {
        media_path(self.context, self.place(span), written)
    }

    /// If the paragraph consists of a single Markdown picture, returns its file and alternative
    /// text.
    fn lone_picture(&self, text: &ast::Text<'a>) -> Option<(String, Vec<story::Span>)> {
        let [ast::TextPart::Words(words)] = text.parts.as_slice() else { return None };
        let in_words = find_pictures(words.text, false);
        let [picture] = in_words.as_slice() else { return None };
        let around = words.text.get(picture.whole.clone())? == words.text.trim();
        let inside = ExternalPath::classify(&picture.file).is_none()
            && !matches!(self.context.resolve_media(self.place(words.span), &picture.file), MediaFile::Outside { .. });
        let alternative = match picture.alternative.trim() {
            "" => Vec::new(),
            words => vec![story::Span::Text {
                text: self.keep_text(words),
                emphasis: false,
                strong: false,
                code: false,
                link: None,
            }],
        };
        (around && inside).then(|| (self.media_path(words.span, &picture.file), alternative))
    }

    /// Reports problems with the pictures in a text. Returns those whose path from the pack is not
    /// the path as written: that path, and the one from the pack.
    fn check_pictures(&mut self, text: &ast::Text<'a>) -> Vec<(String, String)> {
        let mut moved = Vec::new();
        for part in &text.parts {
            let ast::TextPart::Words(words) = part else { continue };
            for picture in find_pictures(words.text, false) {
                let offset = words.span.start as usize;
                let to_span = |range: &Range<usize>| Span::new(offset + range.start, offset + range.end);
                let is_inside = check_picture(self.context, self.file(), &picture, &to_span, &mut self.findings);
                let path = self.media_path(words.span, &picture.file);
                if is_inside && path != picture.file {
                    moved.push((picture.file, path));
                }
            }
        }
        moved
    }

    /// Lowers a text with its values and conditions.
    pub(super) fn lower_text(&mut self, text: &ast::Text<'a>) -> Vec<story::Span> {
        let moved = self.check_pictures(text);
        let full = self.context.mode == TextMode::Full;
        if !full && text.parts.iter().all(|part| !matches!(part, ast::TextPart::Value(_) | ast::TextPart::If(_))) {
            return Vec::new();
        }
        let mut pieces = Vec::with_capacity(text.parts.len());
        for part in &text.parts {
            match part {
                ast::TextPart::Words(words) => {
                    if full {
                        pieces.push(TextPiece::Words(words.text));
                    }
                }
                ast::TextPart::Literal(literal) => {
                    if full {
                        pieces.push(markdown::literal_piece(literal.text));
                    }
                }
                ast::TextPart::Space => pieces.push(TextPiece::Space),
                ast::TextPart::Value(name) => {
                    if let Some(value) = self.lower_value(name) {
                        pieces.push(TextPiece::Other(story::Span::Value { value }));
                    }
                }
                ast::TextPart::If(part) => {
                    let when = self.lower_condition(&part.condition);
                    self.push_part(
                        when.site,
                        true,
                        if part.then.parts.is_empty() { part.span } else { part.then.span },
                    );
                    let then = self.lower_text(&part.then);
                    let otherwise = match &part.otherwise {
                        Some(other) => {
                            self.push_part(when.site, false, other.span);
                            self.lower_text(other)
                        }
                        None => Vec::new(),
                    };
                    pieces.push(TextPiece::Other(story::Span::If { when, then, otherwise }));
                }
            }
        }
        if full {
            let mut spans = markdown::parse_spans(pieces);
            move_blanks(&mut spans);
            move_links(&mut spans, &moved);
            return spans;
        }
        let conditions = pieces.into_iter().filter_map(|piece| match piece {
            TextPiece::Other(span @ story::Span::If { .. }) => Some(span),
            TextPiece::Other(_) | TextPiece::Words(_) | TextPiece::Space => None,
        });
        conditions.collect()
    }

    /// Lowers a text outside of bodies, whose words are the same in every run; only values can
    /// vary. The parser has already reported any condition in it, so here only the names in it are
    /// checked.
    pub(super) fn lower_fixed(&mut self, text: &ast::Text<'a>) -> Vec<story::Span> {
        if !text.parts.iter().any(|part| matches!(part, ast::TextPart::If(_))) {
            return self.lower_text(text);
        }
        let mut unconditional = ast::Text { parts: Vec::with_capacity(text.parts.len()), span: text.span };
        for part in &text.parts {
            match part {
                ast::TextPart::If(part) => {
                    self.lower_condition(&part.condition);
                    self.lower_text(&part.then);
                    if let Some(other) = &part.otherwise {
                        self.lower_text(other);
                    }
                }
                ast::TextPart::Words(_)
                | ast::TextPart::Literal(_)
                | ast::TextPart::Space
                | ast::TextPart::Value(_) => {
                    unconditional.parts.push(part.clone());
                }
            }
        }
        self.lower_text(&unconditional)
    }

    fn lower_value(&mut self, name: &ast::Name<'a>) -> Option<String> {
        if name.text == "learner" {
            return Some(name.text.to_owned());
        }
        // An unknown value cannot change what a run does, so the scenario stays sound.
        let variable = self.scope.find_variable(name, false, &mut self.findings)?.item;
        self.read.insert(variable.header.start);
        Some(variable.id.text.to_owned())
    }

    /// Lowers text that is not part of any run. If it contains a condition, which the parser has
    /// reported, the result is empty.
    pub(super) fn lower_timeless(&mut self, blocks: &[ast::Block<'a>]) -> Vec<Block> {
        let is_conditional = |block: &ast::Block<'a>| {
            !matches!(block.when, ast::BlockCondition::Always)
                || !block.within.is_empty()
                || block.kind.texts().flat_map(|text| &text.parts).any(|part| matches!(part, ast::TextPart::If(_)))
        };
        if blocks.iter().any(is_conditional) { Vec::new() } else { self.lower_body(blocks) }
    }
}

/// Replaces the links to pictures within a line, which are links in the story, by those from the
/// pack. Links in conditional parts have been replaced already.
fn move_links(spans: &mut [story::Span], moved: &[(String, String)]) {
    for span in spans {
        if let story::Span::Text { link: Some(link), .. } = span
            && let Some((_, path)) = moved.iter().find(|(written, _)| written == link)
        {
            link.clone_from(path);
        }
    }
}

/// Returns the path of a media file as the story refers to it: relative to the pack, not to the
/// file that mentions it.
pub(super) fn media_path(context: &Context<'_>, place: Place, written: &str) -> String {
    let path = context.sources.get(context.joined.file_at(place)).map(scn_source::SourceFile::path).unwrap_or_default();
    let folder = path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
    join_path(folder, written)
}

/// Reports problems with the location of a media file. Returns whether the path is inside the pack,
/// even if the file does not exist.
pub(super) fn media_file(
    context: &Context<'_>,
    file: FileId,
    mention: &Mention<'_>,
    findings: &mut Vec<Finding>,
) -> bool {
    if let Some(leaves) = ExternalPath::classify(mention.file) {
        findings.push(findings::media_outside_pack::by_form(file, mention, leaves));
        return false;
    }
    let found = context.resolve_media(Place { file, span: mention.span }, mention.file);
    report_unshown(context, file, mention, &found, findings);
    match found {
        MediaFile::Found | MediaFile::TooLarge => true,
        MediaFile::Missing { near } => {
            findings.push(findings::missing_media::finding(file, mention, near.as_deref()));
            true
        }
        MediaFile::Outside { link } => {
            findings.push(findings::media_outside_pack::by_way(file, mention, link.as_deref()));
            false
        }
    }
}

/// Reports a media file that is there and that pages do not show, if the pack is to be delivered.
fn report_unshown(
    context: &Context<'_>,
    file: FileId,
    mention: &Mention<'_>,
    found: &MediaFile,
    findings: &mut Vec<Finding>,
) {
    if context.formats.is_empty() {
        return;
    }
    match found {
        MediaFile::Found | MediaFile::TooLarge if !DeliveryFormat::is_shown(mention.file) => {
            findings.push(findings::unshown_media::of_kind(file, mention));
        }
        MediaFile::TooLarge => findings.push(findings::unshown_media::too_large(file, mention)),
        MediaFile::Found | MediaFile::Missing { .. } | MediaFile::Outside { .. } => {}
    }
}

/// Reports problems with a Markdown picture: with its file, and with its alternative text. Returns
/// whether the path of the file is inside the pack.
pub(super) fn check_picture(
    context: &Context<'_>,
    file: FileId,
    picture: &Picture,
    span: &dyn Fn(&Range<usize>) -> Span,
    findings: &mut Vec<Finding>,
) -> bool {
    let notation = if picture.enclosed { Notation::Enclosed } else { Notation::Markdown };
    let mention = Mention { file: &picture.file, span: span(&picture.written), notation };
    if picture.alternative.trim().is_empty() {
        findings.push(findings::missing_alternative::markdown_picture(file, span(&picture.whole), &mention));
    }
    media_file(context, file, &mention, findings)
}

fn story_alignment(alignment: ast::Alignment) -> story::Alignment {
    match alignment {
        ast::Alignment::None => story::Alignment::None,
        ast::Alignment::Left => story::Alignment::Left,
        ast::Alignment::Center => story::Alignment::Center,
        ast::Alignment::Right => story::Alignment::Right,
    }
}
