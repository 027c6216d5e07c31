//! Macros of Harlowe, a story format of Twine: `(set: $calm to it - 1)`.

use super::Change;
use crate::words::{is_blank, suggest_id};

/// Macros of Harlowe that would hardly occur in a text in parentheses with a colon.
const MACROS: &[&str] = &[
    "set",
    "put",
    "if",
    "else",
    "else-if",
    "elseif",
    "unless",
    "print",
    "display",
    "go-to",
    "goto",
    "link",
    "link-goto",
    "link-reveal",
    "link-repeat",
    "link-replace",
    "click",
    "either",
    "random",
    "text-style",
    "transition",
    "prompt",
    "alert",
    "visited",
    "history",
    "for",
    "for-each",
    "event",
    "live",
    "macro",
    "append",
    "replace",
    "show",
    "hidden",
];

/// Returns whether a word is the name of a macro.
pub(super) fn is_macro(word: &str) -> bool {
    MACROS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Finds `(set: $calm to 5)`: returns where the macro begins, and its length.
pub(super) fn find_macro(shown: &str) -> Option<(usize, usize)> {
    shown.match_indices('(').find_map(|(at, _)| {
        let inner = shown.get(at + 1..)?;
        let colon = inner.bytes().take(24).position(|byte| byte == b':')?;
        let (word, rest) = (inner.get(..colon)?, inner.get(colon + 1..)?);
        is_macro(word.trim()).then_some(())?;
        let length = rest.find(')').map_or(word.len() + 2, |close| word.len() + close + 3);
        Some((at, length))
    })
}

/// Translates `(set: $calm to it - 1)` into the syntax used here.
pub(super) fn translate_set(shown: &str) -> Option<Change> {
    let inner = shown.strip_prefix("(set:")?.strip_suffix(')')?;
    let (name, value) = inner.trim().strip_prefix('$')?.split_once(" to ")?;
    let value = value.trim();
    let delta = value.strip_prefix("it").or_else(|| value.strip_prefix('$')?.strip_prefix(name)).map(str::trim);
    let id = suggest_id(name, 1, "meter");
    let text = match delta {
        Some(by) => {
            let sign = by.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
            let amount = by.get(1..)?.trim();
            amount.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("Set: {id} {sign}{amount}"))?
        }
        None if value == "true" => format!("Set: {id}"),
        None if value == "false" => format!("Set: not {id}"),
        None if !value.contains(is_blank) => format!("Set: {id} = {}", value.trim_matches(['"', '\''])),
        None => return None,
    };
    Some(Change { from: 0, to: shown.len(), text })
}
