//! Markdown links and pictures whose file name or marks are invalid, so that their markup is shown.

use scn_source::Name;

use super::{Change, Diagnosis, Line, Scan, insertion};
use crate::findings::quote;
use crate::words::is_blank;

/// A link or picture: where it begins, and its target without the parentheses.
struct Link<'t> {
    open: usize,
    /// The offset of the opening parenthesis, and the offset after the closing one.
    paren: usize,
    end: usize,
    target: &'t str,
    picture: bool,
}

/// Iterates over the links and pictures of a text, with or without blanks before their parentheses.
fn find_links(text: &str) -> impl Iterator<Item = Link<'_>> {
    text.match_indices(']').filter_map(move |(bracket, _)| {
        let after_bracket = text.get(bracket + 1..)?;
        let target = after_bracket.trim_start_matches(is_blank).strip_prefix('(')?;
        let paren = text.len() - target.len() - 1;
        let open = text.get(..bracket)?.rfind('[')?;
        let preceding = text.get(..open)?;
        let picture = preceding.ends_with('!');
        if preceding.ends_with('\\') || preceding.ends_with("\\!") {
            return None;
        }
        let mut depth = 0_usize;
        let close = target.char_indices().take(400).find(|(_, c)| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            _ => false,
        })?;
        let target = target.get(..close.0)?;
        Some(Link { open: open - usize::from(picture), paren, end: paren + close.0 + 2, target, picture })
    })
}

/// Returns whether a target looks like a file or page: it has an extension, or is a URL.
fn is_place(target: &str) -> bool {
    let last = target.rsplit(['/', '\\']).next().unwrap_or_default();
    let ending = last.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    ending || target.contains("://")
}

/// Returns whether a target is an e-mail address without `mailto:`.
fn is_mail(target: &str) -> bool {
    let Some((name, host)) = target.split_once('@') else { return false };
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    !name.is_empty() && name.chars().all(is_plain) && host.contains('.') && host.chars().all(is_plain)
}

/// Returns whether the text after the first blank of a target is the title of the link.
fn has_title(target: &str) -> bool {
    let title = target.split_once(is_blank).map_or("", |(_, rest)| rest.trim_matches(is_blank));
    [('"', '"'), ('\'', '\''), ('(', ')')]
        .iter()
        .any(|(open, close)| title.starts_with(*open) && title.ends_with(*close))
}

/// Finds `![A desk]`, a picture whose file is missing.
fn picture_without_file(line: Line<'_>, from: usize, shown: &str) -> Option<Diagnosis> {
    shown.match_indices("![").find_map(|(at, _)| {
        let inner = shown.get(at + 2..)?;
        let end = inner.bytes().take(200).position(|byte| matches!(byte, b']' | b'['))?;
        let after = inner.get(end..)?.strip_prefix(']')?;
        let is_picture = !after.trim_start_matches(is_blank).starts_with(['(', '[', ':']);
        let is_callout = !inner.get(..end)?.contains(char::is_lowercase);
        if !is_picture || is_callout || shown.get(..at)?.ends_with(['\\', '!']) {
            return None;
        }
        let (start, end) = (from + at, from + at + end + 3);
        let written = quote(line.words.get(start..end)?);
        let message = format!("{written} is a picture without a file, so it is shown as text");
        Some(Diagnosis::part(Name::BadFileName, start, end, message, Vec::new()))
    })
}

impl<'s> Scan<'s, '_> {
    /// Finds the first malformed link or picture of a text. `shown` is the text from an offset on,
    /// with code blanked out.
    pub(super) fn broken_link(&self, line: Line<'s>, from: usize, shown: &str) -> Option<Diagnosis> {
        if !shown.contains(']') {
            return None;
        }
        if let Some(meant) = picture_without_file(line, from, shown) {
            return Some(meant);
        }
        if !shown.contains('(') {
            return None;
        }
        find_links(shown).find_map(|link| {
            let target = link.target.trim_matches(is_blank);
            let written = line.words.get(from + link.open..from + link.end)?;
            let noun = if link.picture { "picture" } else { "link" };
            if target.is_empty() && link.paren == shown.get(..link.paren)?.trim_end_matches(is_blank).len() {
                let message = format!("{} is a {noun} without an address", quote(written));
                let (start, end) = (from + link.open, from + link.end);
                return Some(Diagnosis::part(Name::BadFileName, start, end, message, Vec::new()));
            }
            if link.target.starts_with('<') || target.is_empty() {
                return None;
            }
            if !link.picture && is_mail(target) {
                let address_start = from + link.paren + 1 + (link.target.len() - link.target.trim_start().len());
                let message = format!("{} leads to a page of that name, not to an e-mail address", quote(written));
                let edit = insertion(address_start, "mailto:");
                return Some(Diagnosis::part(
                    Name::BadFileName,
                    from + link.open,
                    from + link.end,
                    message,
                    vec![edit],
                ));
            }
            if target.contains(is_blank) && !has_title(target) {
                let place = is_place(target) || is_place(target.split(is_blank).next().unwrap_or_default());
                if !(link.picture || place && target.split(is_blank).count() < 8) {
                    return None;
                }
                let right = format!("<{}>", target.replace("\\ ", " "));
                let start = from + link.paren;
                let edit = Change { from: start, to: from + link.end, text: format!("({right})") };
                let message = format!(
                    "{} has spaces in its file name, so it is shown as text and not as a {noun}",
                    quote(written)
                );
                return Some(Diagnosis::part(
                    Name::BadFileName,
                    from + link.open,
                    from + link.end,
                    message,
                    vec![edit],
                ));
            }
            let bracket = shown.get(..link.paren)?.trim_end_matches(is_blank).len();
            if bracket < link.paren && (link.picture || is_place(target)) {
                let edit = Change { from: from + bracket, to: from + link.paren, text: String::new() };
                let message = format!(
                    "{} has a space before its parenthesis, so it is shown as text and not as a {noun}",
                    quote(written)
                );
                return Some(Diagnosis::part(
                    Name::BadFileName,
                    from + link.open,
                    from + link.end,
                    message,
                    vec![edit],
                ));
            }
            None
        })
    }

    /// Where the title of the first link or picture is that has one: `"Map"` in `[x](y.png "Map")`.
    /// The link itself comes first, the title with the blanks before it second.
    pub(super) fn link_title(from: usize, shown: &str) -> Option<((usize, usize), (usize, usize))> {
        if !shown.contains("](") {
            return None;
        }
        let link = find_links(shown).find(|link| !link.target.starts_with('<') && has_title(link.target.trim()))?;
        let blanks = link.target.len() - link.target.trim_start().len();
        let address = link.target.trim().split(is_blank).next().unwrap_or_default();
        let start = link.paren + 1 + blanks + address.len();
        Some(((from + link.open, from + link.end), (from + start, from + link.end - 1)))
    }
}
