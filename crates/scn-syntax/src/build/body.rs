//! Bodies: paragraphs, speech, call-outs, media, lists, quotations and code.

use scn_source::Span;

use super::inline;
use super::stray::Where;
use super::text::{Segment, Start};
use super::{Builder, Pair};
use crate::ast::{Block, BlockKind, Callout, Condition, Expr, Media, Name, Text, When};
use crate::findings::{file_name, foreign, malformed, misplaced, missing, speaker};
use crate::lists::Lists;
use crate::parser::Rule;
use crate::words;

/// A body under construction.
#[derive(Default)]
pub(super) struct Body<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    /// Whether the previous line was an `[if …]` body line.
    behind_if: bool,
    pub(super) lists: Lists,
}

impl<'a> Body<'a> {
    pub(super) fn push(&mut self, when: When<'a>, kind: BlockKind<'a>, span: Span) {
        self.behind_if = matches!(when, When::If(_));
        self.blocks.push(Block { when, kind, span });
    }

    /// Records that a line other than a body line occurs here.
    pub(super) fn interrupt(&mut self) {
        self.behind_if = false;
    }
}

impl<'a> Builder<'a, '_> {
    /// Handles a line where only body lines are allowed; anything else is reported.
    pub(super) fn body_line(&mut self, pair: Pair<'_>, body: &mut Body<'a>, place: Where) {
        match pair.as_rule() {
            Rule::comment => {}
            Rule::conditional
            | Rule::quote
            | Rule::item
            | Rule::dashed_item
            | Rule::fence
            | Rule::table
            | Rule::heading
            | Rule::line_across
            | Rule::media
            | Rule::callout
            | Rule::foreign
            | Rule::paragraph
            | Rule::broken_line => self.block(pair, body),
            _ => {
                body.interrupt();
                self.stray_line(pair, place);
            }
        }
    }

    /// Builds a body line.
    pub(super) fn block(&mut self, pair: Pair<'_>, body: &mut Body<'a>) {
        if pair.as_rule() == Rule::conditional {
            self.conditional(pair, body);
        } else {
            self.kind(pair, When::Always, body);
        }
    }

    fn conditional(&mut self, pair: Pair<'_>, body: &mut Body<'a>) {
        let whole = self.span(&pair);
        let mut when = When::Always;
        let mut bracket = whole;
        let mut shown = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::when => {
                    bracket = self.span(&part);
                    when = self.when(part, body);
                }
                Rule::stray_conditional => {
                    shown = true;
                    let line = self.line(&part);
                    self.report_broken(misplaced::behind_bracket(self.src, line));
                    body.interrupt();
                }
                Rule::comment => {}
                _ => {
                    shown = true;
                    let when = std::mem::replace(&mut when, When::Always);
                    self.kind(part, when, body);
                }
            }
        }
        if !shown {
            self.report(missing::behind_bracket(self.src, bracket));
            body.push(
                when,
                BlockKind::Paragraph(Text { parts: Vec::new(), span: Span::empty(bracket.end as usize) }),
                bracket,
            );
        }
    }

    fn when(&mut self, pair: Pair<'_>, body: &Body<'a>) -> When<'a> {
        let span = self.span(&pair);
        let inner = pair.into_inner().find(|inner| inner.as_rule() != Rule::comment);
        match inner {
            Some(inner) if inner.as_rule() == Rule::if_clause => When::If(self.clause(&inner)),
            Some(inner) if inner.as_rule() == Rule::otherwise => {
                if body.behind_if {
                    When::Otherwise(span)
                } else {
                    self.report(misplaced::otherwise(self.src, span));
                    When::Always
                }
            }
            Some(_) | None => {
                let finding = malformed::bracket(self.src, span, "if");
                self.report_broken(finding);
                When::If(Condition { span, expr: Expr::Broken(span) })
            }
        }
    }

    /// Builds the part of a body line after its bracket.
    fn kind(&mut self, pair: Pair<'_>, when: When<'a>, body: &mut Body<'a>) {
        let span = self.trimmed(self.span(&pair)).span;
        match pair.as_rule() {
            Rule::quote => {
                let lines = pair.into_inner().filter(|inner| inner.as_rule() == Rule::quoted);
                let lines = lines.map(|line| self.untrimmed_start(&line)).collect();
                body.push(when, BlockKind::Quote(lines), span);
            }
            Rule::item | Rule::dashed_item => self.item(pair, when, body),
            Rule::fence => self.fence(pair, when, body),
            Rule::table => self.table(pair, when, body),
            Rule::heading => self.heading(pair, when, body),
            Rule::line_across => body.push(when, BlockKind::Rule, span),
            Rule::callout => {
                let word = Self::find(&pair, Rule::callout_word).map(|word| word.as_str()).unwrap_or_default();
                let callout = match word {
                    "Tip" => Callout::Tip,
                    "Remember" => Callout::Remember,
                    "Warning" => Callout::Warning,
                    _ => Callout::Note,
                };
                let text = Self::find(&pair, Rule::text);
                if text.is_none() {
                    self.report(missing::text(self.src, span, word));
                }
                let rest = self.with_text(text, Start::Behind, span.end, body, when, span.start, |text| {
                    BlockKind::Callout { callout, text }
                });
                self.spoken(rest, body);
            }
            Rule::media => {
                let media = match Self::find(&pair, Rule::media_word).map(|word| word.as_str()) {
                    Some("Audio") => Media::Audio,
                    Some("Video") => Media::Video,
                    Some(_) | None => Media::Image,
                };
                let text = Self::find(&pair, Rule::text);
                let file = self.file_name(&pair, span);
                let rest = self.with_text(text, Start::Behind, span.end, body, when, span.start, |text| {
                    BlockKind::Media { media, file, text }
                });
                self.spoken(rest, body);
            }
            Rule::foreign => {
                let line = self.trimmed(self.span(&pair));
                self.report_broken(foreign::finding(self.src, &line));
                let text = self.plain(line);
                body.push(when, BlockKind::Paragraph(text), line.span);
            }
            Rule::broken_line => {
                let line = self.line(&pair);
                let text = Self::find(&pair, Rule::text);
                let known = self.findings.len();
                let read = text.map(|text| self.read_text(text, Start::Line));
                let Some(read) = read else { return };
                // A cast name may begin with a keyword.
                if read.first.speaker.is_none() {
                    let finding = malformed::line(self.src, line);
                    let effect = words::keyword_at_start(self.src.slice(line)).is_some_and(super::stray::has_effect);
                    // Drop findings about the contents of the text, since it is not known what the
                    // line is.
                    self.findings.truncate(known);
                    self.report(finding);
                    self.broken |= effect;
                }
                self.segment(read.first, when, body);
                self.spoken(read.rest, body);
            }
            Rule::text | Rule::paragraph => {
                let start = if matches!(when, When::Always) { Start::Line } else { Start::Bracket };
                let text = if pair.as_rule() == Rule::text { Some(pair) } else { Self::find(&pair, Rule::text) };
                let Some(text) = text else { return };
                let escaped = text.as_str().starts_with('\\');
                let read = self.read_text(text, start);
                if read.first.speaker.is_none() && !escaped {
                    if start == Start::Line {
                        self.bracket_slip(&read.first, body.behind_if);
                    }
                    self.paragraph(&read.first);
                }
                self.segment(read.first, when, body);
                self.spoken(read.rest, body);
            }
            _ => {}
        }
    }

    /// Returns the name of a media file, without its quotes.
    pub(super) fn file_name(&mut self, media: &Pair<'_>, whole: Span) -> Name<'a> {
        let found = |rule| Self::find(media, rule).map(|file| self.name(&file));
        if let Some(name) = found(Rule::file_name) {
            return name;
        }
        if let Some(Name { text, span }) = found(Rule::quoted_file) {
            let straight = text.starts_with('"') && text.ends_with('"');
            let mut signs = text.chars();
            let (first, last) = (signs.next(), signs.next_back());
            let start = span.start as usize + first.map_or(0, char::len_utf8);
            let end = (span.end as usize - last.map_or(0, char::len_utf8)).max(start);
            if !straight {
                self.report(file_name::curly(self.src, span));
            }
            return self.trimmed(Span::new(start, end));
        }
        if let Some(Name { text, span }) = found(Rule::loose_file) {
            let keyword = Self::find(media, Rule::media_word).map_or("Image", |word| word.as_str());
            let behind = self.src.slice(Span { start: span.end, end: whole.end.max(span.end) });
            let colon = behind.trim_start_matches(words::is_blank).starts_with(':');
            self.report(file_name::blanks(self.src, span, keyword, colon));
            return Name { text: text.trim_matches('"'), span };
        }
        Name { text: "", span: whole }
    }

    /// Reports `[If trust >= 40]`, and `[Otherwise]` or `[else]` after an `[if …]` line. By their
    /// form these are text, but they are hardly meant as such.
    fn bracket_slip(&mut self, first: &Segment<'a>, behind_if: bool) {
        let text = self.src.slice(first.span);
        let Some(inner) = text.strip_prefix('[').and_then(|text| text.split_once(']')).map(|(inner, _)| inner) else {
            return;
        };
        let word = inner.split(words::is_blank).next().unwrap_or_default();
        let right = if word.eq_ignore_ascii_case("if") && inline::is_clearly_a_condition(inner) {
            "if"
        } else if behind_if && ["otherwise", "else"].iter().any(|known| inner.eq_ignore_ascii_case(known)) {
            "otherwise"
        } else {
            return;
        };
        let start = first.span.start as usize + 1;
        self.report_broken(malformed::bracket_word(self.src, Span::new(start, start + word.len()), right));
    }

    /// Reports what a paragraph that is not speech was probably meant to be.
    fn paragraph(&mut self, first: &Segment<'a>) {
        let text = self.src.slice(first.span);
        if let Some(keyword) = words::keyword_at_start(text) {
            let must_have_colon =
                matches!(keyword.word, "Choice" | "Outcome") || keyword.head == words::Head::Principles;
            if must_have_colon && !text.contains(':') {
                self.report_broken(malformed::no_colon(
                    self.src,
                    self.src.line_from(first.span.start as usize),
                    keyword,
                ));
                return;
            }
        }
        let start = first.span.start as usize;
        if let Some(name) = Self::looks_like_speech(text, start).or_else(|| self.speaker_in_other_case(text, start)) {
            let finding = speaker::finding(self.src, &name, self.cast_list(), self.cast_place);
            self.report(finding);
        }
    }

    /// Builds a block from a text, and returns any speech that follows in it.
    #[expect(clippy::too_many_arguments, reason = "what the kinds of block with text have in common")]
    pub(super) fn with_text(
        &mut self,
        text: Option<Pair<'_>>,
        start: Start,
        end: u32,
        body: &mut Body<'a>,
        when: When<'a>,
        from: u32,
        kind: impl FnOnce(Text<'a>) -> BlockKind<'a>,
    ) -> Vec<Segment<'a>> {
        let Some(text) = text else {
            let nothing = Text { parts: Vec::new(), span: Span::empty(end as usize) };
            body.push(when, kind(nothing), Span { start: from, end });
            return Vec::new();
        };
        let read = self.read_text(text, start);
        let end = read.first.span.end.max(from);
        body.push(when, kind(read.first.text), Span { start: from, end });
        read.rest
    }

    /// Builds the speech that follows another text, one block per segment.
    pub(super) fn spoken(&mut self, segments: Vec<Segment<'a>>, body: &mut Body<'a>) {
        for segment in segments {
            self.segment(segment, When::Always, body);
        }
    }

    /// Builds a paragraph or a speech.
    pub(super) fn segment(&mut self, segment: Segment<'a>, when: When<'a>, body: &mut Body<'a>) {
        let Segment { speaker, text, span } = segment;
        match speaker {
            Some(speaker) => {
                if text.parts.is_empty() {
                    self.report(missing::speech(self.src, span, speaker.name.text));
                }
                let kind = BlockKind::Speech { speaker: speaker.name, direction: speaker.direction, text };
                body.push(when, kind, span);
            }
            None if text.parts.is_empty() => {}
            None => body.push(when, BlockKind::Paragraph(text), span),
        }
    }

    /// Returns the text of a pair with trailing whitespace removed.
    fn untrimmed_start(&self, pair: &Pair<'_>) -> Name<'a> {
        let span = self.span(pair);
        let text = self.src.slice(span).trim_end();
        Name { text, span: Span::new(span.start as usize, span.start as usize + text.len()) }
    }
}
