//! Bodies: paragraphs, speech, call-outs, media, lists, quotations and code.

use scn_source::Span;

use super::head::is_bracket;
use super::inline;
use super::stray::StrayContext;
use super::text::{Segment, TextStart};
use super::{Builder, Pair};
use crate::ast::{Block, BlockCondition, BlockKind, Callout, Condition, Expr, Media, Name, Show, Text};
use crate::branches::BlockEnd;
use crate::few::push_few;
use crate::findings::{file_name, foreign, malformed, misplaced, missing, speaker};
use crate::lists::Lists;
use crate::parser::Rule;
use crate::words;

/// A body under construction.
#[derive(Default)]
pub(super) struct Body<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    /// The conditions of the previous body line, if it was an `[if …]` or `[otherwise if …]` line,
    /// and of those before it that it belongs to.
    chain: Vec<Condition<'a>>,
    /// The blocks of conditions that are open, the innermost last.
    open: Vec<OpenBlock<'a>>,
    /// The `Show:` lines so far.
    pub(super) shows: Vec<Show<'a>>,
    pub(super) lists: Lists,
}

/// A block of conditions that is open: `[if …]` alone on its line.
struct OpenBlock<'a> {
    /// The conditions of its branches so far.
    chain: Vec<Condition<'a>>,
    /// Whether the current branch is that of `[otherwise]`.
    is_last: bool,
    /// The bracket of the current branch, and how many blocks there were before it.
    branch: (Span, usize),
}

impl<'a> OpenBlock<'a> {
    /// Returns the conditions of the current branch, each with the result that it must have.
    fn guards(&self) -> impl Iterator<Item = (Condition<'a>, bool)> {
        let last = self.chain.len().saturating_sub(1);
        self.chain.iter().enumerate().map(move |(at, condition)| (condition.clone(), at == last && !self.is_last))
    }
}

/// How deep blocks of conditions may nest.
const MOST_BLOCKS: usize = 2;

impl<'a> Body<'a> {
    pub(super) fn push(&mut self, when: BlockCondition<'a>, kind: BlockKind<'a>, span: Span) {
        let mut within: Vec<(Condition<'a>, bool)> = self.open.iter().flat_map(OpenBlock::guards).collect();
        // `[otherwise if …]` and `[otherwise]` come after the conditions of the lines above.
        let earlier = match &when {
            BlockCondition::Always => 0,
            BlockCondition::If(_) | BlockCondition::Otherwise(_) => self.chain.len().saturating_sub(1),
        };
        within.extend(self.chain.iter().take(earlier).map(|condition| (condition.clone(), false)));
        if !matches!(when, BlockCondition::If(_)) {
            self.chain.clear();
        }
        push_few(&mut self.blocks, Block { within, when, kind, span });
    }

    /// Records that a line other than a body line occurs here.
    pub(super) fn interrupt(&mut self) {
        self.chain.clear();
    }

    /// Returns the bracket of the block of conditions that is open, if any.
    pub(super) fn open_bracket(&self) -> Option<Span> {
        self.open.last().map(|open| open.branch.0)
    }
}

impl<'a> Builder<'a, '_> {
    /// Handles a line where only body lines are allowed; anything else is reported.
    pub(super) fn build_body_line(&mut self, pair: Pair<'_>, body: &mut Body<'a>, place: StrayContext) {
        match pair.as_rule() {
            Rule::comment => {}
            Rule::conditional
            | Rule::block_end
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
            | Rule::broken_line => self.build_block(pair, body),
            Rule::show if place.takes_passages() => self.build_show(&pair, body, 0),
            _ => {
                self.interrupt(&pair, body);
                self.report_stray_line(pair, place);
            }
        }
    }

    /// Builds a `Show:` line. `changes` is the number of changes before it.
    pub(super) fn build_show(&mut self, line: &Pair<'_>, body: &mut Body<'a>, changes: usize) {
        self.interrupt(line, body);
        for part in line.into_inner().filter(|part| is_bracket(part.as_rule())) {
            let (span, broken) = (self.pair_span(&part), part.as_rule() == Rule::broken_bracket);
            self.report_broken(malformed::misplaced_bracket(self.src, span, "Show", broken));
        }
        if let Some(passage) = self.word_value(line, "Show", "the id of a passage") {
            let (line, block) = (self.pair_line(line), body.blocks.len());
            body.shows.push(Show { line, passage, block, change: changes });
        }
    }

    /// Records that a line other than a body line occurs in a body. Nothing but text can depend on
    /// a block of conditions.
    pub(super) fn interrupt(&mut self, line: &Pair<'_>, body: &mut Body<'a>) {
        body.interrupt();
        if let Some(bracket) = body.open_bracket() {
            let line = self.pair_line(line);
            self.report_broken(misplaced::in_block(self.src, line, bracket));
        }
    }

    /// Builds a body line.
    pub(super) fn build_block(&mut self, pair: Pair<'_>, body: &mut Body<'a>) {
        if pair.as_rule() == Rule::conditional {
            self.build_conditional(pair, body);
        } else if pair.as_rule() == Rule::block_end {
            let span = self.pair_span(&pair);
            body.interrupt();
            match body.open.pop() {
                Some(open) => self.check_branch(&open, body),
                None => self.report_broken(malformed::lone_end(self.src, span)),
            }
        } else {
            self.build_block_content(pair, BlockCondition::Always, body);
        }
    }

    fn build_conditional(&mut self, pair: Pair<'_>, body: &mut Body<'a>) {
        let whole = self.pair_span(&pair);
        let mut when = BlockCondition::Always;
        let mut bracket = whole;
        let mut has_content = false;
        let mut is_branch = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::when => {
                    bracket = self.pair_span(&part);
                    is_branch = self.begin_branch(&part, body);
                    if !is_branch {
                        when = self.build_when(part, body);
                    }
                }
                Rule::stray_conditional => {
                    has_content = true;
                    let line = self.pair_line(&part);
                    self.report_broken(misplaced::after_bracket(self.src, line));
                    body.interrupt();
                }
                Rule::comment => {}
                _ => {
                    has_content = true;
                    let when = std::mem::replace(&mut when, BlockCondition::Always);
                    self.build_block_content(part, when, body);
                }
            }
        }
        if !has_content && !is_branch {
            self.report(missing::after_bracket(self.src, bracket));
            body.push(
                when,
                BlockKind::Paragraph(Text { parts: Vec::new(), span: Span::empty(bracket.end as usize) }),
                bracket,
            );
        }
    }

    /// Begins a block of conditions, or another branch of the one that is open, if a bracket is
    /// alone on its line and is meant so. Returns whether it is.
    fn begin_branch(&mut self, pair: &Pair<'_>, body: &mut Body<'a>) -> bool {
        let input = pair.get_input();
        let below = input.get(pair.as_span().end()..).unwrap_or_default();
        // The last character of a line of Windows is a carriage return.
        let is_alone =
            below.split('\n').next().is_some_and(|rest| rest.trim_end_matches('\r').chars().all(words::is_blank));
        let inner = pair.into_inner().find(|inner| inner.as_rule() != Rule::comment);
        let (Some(inner), true) = (inner, is_alone) else { return false };
        let bracket = self.pair_span(pair);
        let branch = (bracket, body.blocks.len());
        match inner.as_rule() {
            Rule::if_clause => match crate::branches::find_end(below) {
                BlockEnd::Here => {
                    let condition = self.build_clause(&inner);
                    if MOST_BLOCKS <= body.open.len() {
                        self.report_broken(malformed::deep_block(self.src, bracket));
                    }
                    body.interrupt();
                    body.open.push(OpenBlock { chain: vec![condition], is_last: false, branch });
                    true
                }
                BlockEnd::Another => {
                    self.report_broken(malformed::open_block(self.src, bracket));
                    false
                }
                BlockEnd::Nowhere => false,
            },
            Rule::otherwise_if | Rule::otherwise => {
                let Some(open) = body.open.pop() else { return false };
                self.check_branch(&open, body);
                body.interrupt();
                let mut open = OpenBlock { branch, ..open };
                if open.is_last {
                    self.report_broken(malformed::branch_after_otherwise(self.src, bracket));
                }
                if inner.as_rule() == Rule::otherwise_if {
                    open.chain.push(self.build_clause(&inner));
                } else {
                    open.is_last = true;
                }
                body.open.push(open);
                true
            }
            // A bracket that cannot be read begins a block, too.
            _ if crate::branches::find_end(below) == BlockEnd::Here && self.src.slice(bracket).contains("if") => {
                self.report_broken(malformed::bracket(self.src, bracket, "if"));
                let condition = Condition { span: bracket, expr: Expr::Broken(bracket) };
                body.interrupt();
                body.open.push(OpenBlock { chain: vec![condition], is_last: false, branch });
                true
            }
            _ => false,
        }
    }

    /// Reports a branch of a block of conditions without text.
    fn check_branch(&mut self, open: &OpenBlock<'a>, body: &Body<'a>) {
        let (bracket, blocks) = open.branch;
        if body.blocks.len() == blocks {
            self.report(missing::after_bracket(self.src, bracket));
        }
    }

    fn build_when(&mut self, pair: Pair<'_>, body: &mut Body<'a>) -> BlockCondition<'a> {
        let span = self.pair_span(&pair);
        let inner = pair.into_inner().find(|inner| inner.as_rule() != Rule::comment);
        match inner {
            Some(inner) if inner.as_rule() == Rule::if_clause => {
                let condition = self.build_clause(&inner);
                body.chain = vec![condition.clone()];
                BlockCondition::If(condition)
            }
            Some(inner) if inner.as_rule() == Rule::otherwise_if => {
                if body.chain.is_empty() {
                    self.report(misplaced::otherwise(self.src, span));
                }
                let condition = self.build_clause(&inner);
                body.chain.push(condition.clone());
                BlockCondition::If(condition)
            }
            Some(inner) if inner.as_rule() == Rule::otherwise => {
                if body.chain.is_empty() {
                    self.report(misplaced::otherwise(self.src, span));
                    BlockCondition::Always
                } else {
                    BlockCondition::Otherwise(span)
                }
            }
            Some(_) | None => {
                let finding = malformed::bracket(self.src, span, "if");
                self.report_broken(finding);
                let condition = Condition { span, expr: Expr::Broken(span) };
                body.chain.push(condition.clone());
                BlockCondition::If(condition)
            }
        }
    }

    /// Builds the part of a body line after its bracket.
    fn build_block_content(&mut self, pair: Pair<'_>, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let span = self.trimmed_name(self.pair_span(&pair)).span;
        match pair.as_rule() {
            Rule::quote => {
                let lines = pair.into_inner().filter(|inner| inner.as_rule() == Rule::quoted);
                let lines = lines.map(|line| self.name_with_indent(&line)).collect();
                body.push(when, BlockKind::Quote(lines), span);
            }
            Rule::item | Rule::dashed_item => self.build_item(pair, when, body),
            Rule::fence => self.build_fence(pair, when, body),
            Rule::table => self.build_table(pair, when, body),
            Rule::heading => self.build_heading(pair, when, body),
            Rule::line_across => body.push(when, BlockKind::Rule, span),
            Rule::callout => self.build_callout(&pair, span, when, body),
            Rule::media => self.build_media(&pair, span, when, body),
            Rule::foreign => {
                let line = self.trimmed_name(self.pair_span(&pair));
                self.report_broken(foreign::foreign_line(self.src, &line));
                let text = self.plain_text(line);
                body.push(when, BlockKind::Paragraph(text), line.span);
            }
            Rule::broken_line => self.build_broken_line(&pair, when, body),
            Rule::text | Rule::paragraph => {
                let start = if matches!(when, BlockCondition::Always) { TextStart::Line } else { TextStart::Bracket };
                let text = if pair.as_rule() == Rule::text { Some(pair) } else { Self::find_child(&pair, Rule::text) };
                let Some(text) = text else { return };
                let escaped = text.as_str().starts_with('\\');
                let read = self.read_text(text, start);
                if read.first.speaker.is_none() && !escaped {
                    if start == TextStart::Line {
                        self.check_bracket_word(&read.first, !body.chain.is_empty());
                    }
                    self.check_paragraph(&read.first);
                }
                self.push_segment(read.first, when, body);
                self.push_speeches(read.rest, body);
            }
            _ => {}
        }
    }

    fn build_callout(&mut self, pair: &Pair<'_>, span: Span, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let word = Self::find_child(pair, Rule::callout_word).map(|word| word.as_str()).unwrap_or_default();
        let callout = match word {
            "Tip" => Callout::Tip,
            "Remember" => Callout::Remember,
            "Warning" => Callout::Warning,
            _ => Callout::Note,
        };
        let text = Self::find_child(pair, Rule::text);
        if text.is_none() {
            self.report(missing::text(self.src, span, word));
        }
        let to_block = |text| BlockKind::Callout { callout, text };
        let speeches = self.push_with_text(text, TextStart::AfterColon, span.end, body, when, span.start, to_block);
        self.push_speeches(speeches, body);
    }

    fn build_media(&mut self, pair: &Pair<'_>, span: Span, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let media = match Self::find_child(pair, Rule::media_word).map(|word| word.as_str()) {
            Some("Audio") => Media::Audio,
            Some("Video") => Media::Video,
            Some(_) | None => Media::Image,
        };
        let text = Self::find_child(pair, Rule::text);
        let file = self.media_file_name(pair, span);
        let to_block = |text| BlockKind::Media { media, file, text };
        let speeches = self.push_with_text(text, TextStart::AfterColon, span.end, body, when, span.start, to_block);
        self.push_speeches(speeches, body);
    }

    /// Builds a line that begins like an instruction and is not one. It is kept as text.
    fn build_broken_line(&mut self, pair: &Pair<'_>, when: BlockCondition<'a>, body: &mut Body<'a>) {
        let line = self.pair_line(pair);
        let text = Self::find_child(pair, Rule::text);
        let finding_count = self.findings.len();
        let read = text.map(|text| self.read_text(text, TextStart::Line));
        let Some(read) = read else { return };
        // A cast name may begin with a keyword.
        if read.first.speaker.is_none() {
            let finding = malformed::line(self.src, line);
            let effect = words::keyword_at_start(self.src.slice(line)).is_some_and(super::stray::has_effect);
            // Drop findings about the contents of the text, since it is not known what the line is.
            self.findings.truncate(finding_count);
            self.report(finding);
            self.broken |= effect;
        }
        self.push_segment(read.first, when, body);
        self.push_speeches(read.rest, body);
    }

    /// Returns the name of a media file, without its quotes.
    pub(super) fn media_file_name(&mut self, media: &Pair<'_>, whole: Span) -> Name<'a> {
        let find_name = |rule| Self::find_child(media, rule).map(|file| self.pair_name(&file));
        if let Some(name) = find_name(Rule::file_name) {
            return name;
        }
        if let Some(Name { text, span }) = find_name(Rule::quoted_file) {
            let straight = text.starts_with('"') && text.ends_with('"');
            let mut signs = text.chars();
            let (first, last) = (signs.next(), signs.next_back());
            let start = span.start as usize + first.map_or(0, char::len_utf8);
            let end = (span.end as usize - last.map_or(0, char::len_utf8)).max(start);
            if !straight {
                self.report(file_name::typographic_quotes(self.src, span));
            }
            return self.trimmed_name(Span::new(start, end));
        }
        if let Some(Name { text, span }) = find_name(Rule::loose_file) {
            let keyword = Self::find_child(media, Rule::media_word).map_or("Image", |word| word.as_str());
            let suffix = self.src.slice(Span { start: span.end, end: whole.end.max(span.end) });
            let colon = suffix.trim_start_matches(words::is_blank).starts_with(':');
            self.report(file_name::unquoted(self.src, span, keyword, colon));
            return Name { text: text.trim_matches('"'), span };
        }
        Name { text: "", span: whole }
    }

    /// Reports `[If trust >= 40]`, and `[Otherwise]` or `[else]` after an `[if …]` line. By their
    /// form these are text, but they are hardly meant as such.
    fn check_bracket_word(&mut self, first: &Segment<'a>, behind_if: bool) {
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
    fn check_paragraph(&mut self, first: &Segment<'a>) {
        let text = self.src.slice(first.span);
        if let Some(keyword) = words::keyword_at_start(text) {
            let must_have_colon =
                matches!(keyword.word, "Choice" | "Outcome") || keyword.head == words::HeaderForm::Principles;
            let rest = text.get(keyword.word.len()..).unwrap_or_default();
            let is_sentence = continues_sentence(keyword, rest.split_whitespace().next().unwrap_or_default());
            if must_have_colon && !is_sentence && !text.contains(':') {
                self.report_broken(malformed::no_colon(
                    self.src,
                    self.src.line_span_from(first.span.start as usize),
                    keyword,
                ));
                return;
            }
        }
        let start = first.span.start as usize;
        if let Some(name) =
            Self::find_speech_like_name(text, start).or_else(|| self.find_speaker_ignoring_case(text, start))
        {
            let finding = speaker::unknown_speaker(self.src, &name, self.cast_list(), self.cast_place);
            self.report(finding);
        }
    }

    /// Builds a block from a text, and returns any speech that follows in it.
    #[expect(clippy::too_many_arguments, reason = "what the kinds of block with text have in common")]
    pub(super) fn push_with_text(
        &mut self,
        text: Option<Pair<'_>>,
        start: TextStart,
        end: u32,
        body: &mut Body<'a>,
        when: BlockCondition<'a>,
        start_offset: u32,
        kind: impl FnOnce(Text<'a>) -> BlockKind<'a>,
    ) -> Vec<Segment<'a>> {
        let Some(text) = text else {
            let nothing = Text { parts: Vec::new(), span: Span::empty(end as usize) };
            body.push(when, kind(nothing), Span { start: start_offset, end });
            return Vec::new();
        };
        let read = self.read_text(text, start);
        let end = read.first.span.end.max(start_offset);
        body.push(when, kind(read.first.text), Span { start: start_offset, end });
        read.rest
    }

    /// Builds the speech that follows another text, one block per segment.
    pub(super) fn push_speeches(&mut self, segments: Vec<Segment<'a>>, body: &mut Body<'a>) {
        for segment in segments {
            self.push_segment(segment, BlockCondition::Always, body);
        }
    }

    /// Builds a paragraph or a speech.
    pub(super) fn push_segment(&mut self, segment: Segment<'a>, when: BlockCondition<'a>, body: &mut Body<'a>) {
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
    fn name_with_indent(&self, pair: &Pair<'_>) -> Name<'a> {
        let span = self.pair_span(pair);
        let text = self.src.slice(span).trim_end();
        Name { text, span: Span::new(span.start as usize, span.start as usize + text.len()) }
    }
}

/// Returns whether the word after a keyword continues a sentence: `Outcome measures are listed
/// below.`, `Breaks are at ten.`
fn continues_sentence(keyword: &words::Keyword, next_word: &str) -> bool {
    let is_subject = matches!(
        next_word,
        "a" | "an" | "he" | "her" | "his" | "i" | "it" | "nobody" | "she" | "somebody" | "the" | "they" | "we" | "you"
    );
    match keyword.word {
        "Choice" | "Outcome" => next_word.starts_with(char::is_lowercase) && !next_word.contains('-') && !is_subject,
        "Breaks" => crate::lookalikes::is_small_word(next_word),
        _ => false,
    }
}
