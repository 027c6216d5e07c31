//! Speech by a member of the cast whose name has something around it or after it: `"Sister
//! Maria": Who?`, `Sister Maria [angry]: Who?`, `Sister Maria | Who?`.

use scn_source::Name;

use super::context::Block;
use super::header::begins_sentence;
use super::{Change, Diagnosis, Line, Scan};
use crate::findings::quote;
use crate::words::is_blank;

/// The longest direction in brackets, in bytes.
const LONGEST: usize = 40;

/// A bracket with the way in which somebody speaks.
fn direction(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = text.bytes().take(LONGEST).position(|byte| char::from(byte) == close)?;
    Some((text.get(1..end)?.trim_matches(is_blank), text.get(end + 1..)?))
}

/// Returns whether a text may be the words of a speaker.
fn opens_speech(text: &str) -> bool {
    begins_sentence(text) || text.starts_with('"')
}

impl<'s> Scan<'s, '_> {
    /// Handles speech whose name is not followed by a colon, or is not alone before it.
    pub(super) fn decorated_speaker(&self, line: Line<'s>) -> Option<Diagnosis> {
        let body = matches!(
            self.context.block,
            Block::Situation | Block::Outcome | Block::Late | Block::Ending | Block::Scenario
        );
        if !body || !self.may_begin(line) {
            return None;
        }
        let words = line.words;
        // `[if logged] Visitor: Hello.` has a condition.
        let opening = direction(words).filter(|(before, _)| words.starts_with('(') && !before.starts_with("if "));
        let (before, rest) = opening.unwrap_or(("", words));
        let has_direction = !before.is_empty() && rest.starts_with(is_blank);
        let rest = if has_direction { rest.trim_start_matches(is_blank) } else { words };
        let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '*' | '_' | '[' | ']' | '<' | '>' | '@' | '`');
        let item = rest.strip_prefix(['-', '•']).filter(|item| item.starts_with(is_blank));
        let bare = item.unwrap_or(rest).trim_start_matches(|c: char| is_mark(c) || is_blank(c));
        let is_marked = bare.len() < rest.len();
        // A name has at most four words.
        let ends = bare.match_indices(is_blank).map(|(at, _)| at).chain([bare.len()]).take(4);
        let heads = ends.filter_map(|end| bare.get(..end));
        let names = heads.map(|head| head.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.'));
        let name = names.filter(|name| !name.is_empty() && self.names().is_cast(name)).last()?;
        let after_name = bare.get(name.len()..)?;
        let tail = after_name.trim_start_matches(is_mark);
        let is_closed = is_marked && item.is_none() && tail.len() < after_name.len();
        let (manner, said) = self.manner_and_words(tail, is_closed || is_marked || has_direction)?;
        if said.is_empty() || is_closed && tail.starts_with(':') && words.starts_with(['[', '*', '_']) && !has_direction
        {
            // `[Visitor]:` and `**Visitor:**` have their own message.
            let has_message = words.starts_with("**") || words.starts_with("__") || words.starts_with('[');
            if said.is_empty() || has_message {
                return None;
            }
        }
        let manner = if has_direction { before } else { manner };
        let right = if manner.is_empty() { format!("{name}: ") } else { format!("{name} ({manner}): ") };
        let prefix = words.get(..words.len() - said.len())?;
        if prefix == right {
            return None;
        }
        let message = format!("{} is not written as speech, so {name} does not speak here", quote(prefix.trim_end()));
        let edits = vec![Change { from: 0, to: prefix.len(), text: right }];
        Some(Diagnosis::part(Name::UnknownSpeaker, 0, prefix.trim_end().len(), message, edits))
    }

    /// Handles `SISTER MARIA` on a line of its own above what she says, as in a screenplay.
    pub(super) fn name_alone(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let is_shouted = words.len() < 80 && words.len() > 1 && !words.contains(char::is_lowercase);
        let body = matches!(self.context.block, Block::Situation | Block::Outcome | Block::Late | Block::Ending);
        if !is_shouted || !body || self.context.running || self.ends_text(line) {
            return None;
        }
        let name = self.names().similar_cast(words)?;
        let message = format!("{} is not written as speech, so {name} does not speak here", quote(words));
        let edits = vec![Change { from: 0, to: words.len(), text: format!("{name}:") }];
        Some(Diagnosis::part(Name::UnknownSpeaker, 0, words.len(), message, edits))
    }

    /// Handles the second line of a dialogue whose lines are not apart, if nobody in the cast has
    /// the name: it would become part of what is said in the line above.
    pub(super) fn speech_goes_on(&self, line: Line<'s>) -> Option<Diagnosis> {
        let words = line.words;
        let (name, text) = words.split_once(':')?;
        let is_name = (2..=LONGEST).contains(&name.len())
            && name.starts_with(char::is_alphabetic)
            && name.split(is_blank).count() <= 3
            && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\''));
        let is_said = text.starts_with(is_blank) && opens_speech(text.trim_start_matches(is_blank));
        if !self.context.running || !is_name || !is_said || self.names().is_cast(name) {
            return None;
        }
        // The paragraph begins with speech.
        let above = self.text.get(..line.start)?.trim_end_matches(is_blank).strip_suffix('\n')?;
        let mut paragraph = above.rsplit('\n').take(12).map(str::trim).take_while(|line| !line.is_empty());
        let is_speech = |line: &str| {
            let name = line.split([':', '(']).next().unwrap_or_default();
            line.contains(':') && self.names().is_cast(name.trim_matches(is_blank))
        };
        paragraph.any(is_speech).then_some(())?;
        let known = self.names().similar_cast(name);
        if known.is_none() && name.starts_with(char::is_lowercase) {
            return None;
        }
        let message = format!("nobody in the cast is called `{name}`, so this is part of what is said above");
        let edits = known.map(|known| Change { from: 0, to: name.len(), text: known.to_owned() });
        let edits = edits.into_iter().collect();
        Some(Diagnosis::part(Name::UnknownSpeaker, 0, name.len(), message, edits))
    }

    /// Finds `He nods. Visitor: Thanks.`: speech by a member of the cast after a sentence of the same
    /// line. `colon` is the offset of the colon. Returns where the name begins.
    pub(super) fn speech_within(&self, words: &str, colon: usize) -> Option<(usize, &'s str)> {
        let head = words.get(..colon)?;
        let said = words.get(colon + 1..)?;
        if !said.starts_with(is_blank) || !opens_speech(said.trim_start_matches(is_blank)) {
            return None;
        }
        // A name has at most four words.
        let starts = head.rmatch_indices(is_blank).map(|(at, blank)| at + blank.len()).take(4);
        starts.into_iter().find_map(|start| {
            let before = head.get(..start)?.trim_end_matches(is_blank);
            let ended = before.ends_with(['.', '!', '?', '"', '”', '…']);
            let name = self.names().cast_name(head.get(start..)?)?;
            ended.then_some((start, name))
        })
    }

    /// Splits what follows a name into the manner of speaking and the words. `is_marked` holds if
    /// there are marks around the name.
    fn manner_and_words<'t>(&self, tail: &'t str, is_marked: bool) -> Option<(&'t str, &'t str)> {
        let text = tail.trim_start_matches(is_blank);
        let opens = |said: &'t str| {
            let said = said.trim_start_matches(is_blank);
            opens_speech(said).then_some(said)
        };
        if let Some(said) = text.strip_prefix(':') {
            return opens(said).filter(|_| is_marked).map(|said| ("", said));
        }
        if let Some((manner, rest)) = direction(text) {
            // `Sister Maria [angry]: Who?`, `Sister Maria (angry) Who?`
            let is_condition = manner.starts_with("if ") || manner.starts_with("needs ");
            let said = rest.strip_prefix(':').or_else(|| rest.starts_with(is_blank).then_some(rest))?;
            let is_plain = text.starts_with('(') && rest.starts_with(':');
            return opens(said).filter(|_| !is_condition && !is_plain).map(|said| (manner, said));
        }
        if let Some(rest) = text.strip_prefix(',') {
            // `Sister Maria, angry: Who?`
            let (manner, said) = rest.split_once(':')?;
            let manner = manner.trim_matches(is_blank);
            let is_word = !manner.is_empty() && manner.chars().all(char::is_lowercase);
            return opens(said).filter(|_| is_word).map(|said| (manner, said));
        }
        if let Some(said) = text.strip_prefix([';', '|']) {
            return opens(said).map(|said| ("", said));
        }
        // `Sister Maria – Who let him in?`, but not `Sister Maria – The nurse on duty – smiles.`
        let sign = ["-", "–", "—", "=", ">>", "~"].into_iter().find_map(|sign| Some((sign, text.strip_prefix(sign)?)));
        if let Some((sign, rest)) = sign {
            let is_apart = rest.starts_with(is_blank) && (tail.starts_with(is_blank) || sign == ">>");
            let is_single = [" - ", " – ", " — "].iter().all(|dash| !rest.contains(dash));
            return opens(rest).filter(|_| is_apart && is_single).map(|said| ("", said));
        }
        // `Sister Maria "Who?"`, `[Sister Maria] Who?`
        let is_quoted = text.starts_with(['"', '“']) && text.ends_with(['"', '”']) && text.matches('"').count() <= 2;
        let inner = text.trim_start_matches(['"', '“']);
        let is_said = is_quoted && begins_sentence(inner) && text.len() < tail.len();
        (is_said || is_marked && tail.starts_with(is_blank) && !is_quoted)
            .then(|| opens(text))
            .flatten()
            .map(|it| ("", it))
    }
}
