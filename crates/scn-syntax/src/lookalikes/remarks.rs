//! Remarks of reviewers, marks of answer keys and open places of templates in a text: `[JB1]`,
//! `(correct)`, `«FirstName»`.

use crate::marks::Marks;
use crate::words::is_blank;

// What each of these marks is, to complete "… is".
const REVIEW: &str = "a reviewer's comment";
const MAIL_MERGE: &str = "a mail merge field";
const FORMAT_FIELD: &str = "a place that a program fills in";
const OPEN_PLACE: &str = "another tool's placeholder";
const ALTERNATIVES: &str = "another tool's list of alternatives";
const CLOZE: &str = "a Cloze question of Moodle";
const GLUE: &str = "ink glue";
const TAG: &str = "a tag of another tool";
const WIKI_BOLD: &str = "bold text of a wiki";
const TURNED_LINK: &str = "a link with its brackets exchanged";

/// The marks that are around or next to text for the learner.
pub(super) const AROUND_TEXT: &[&str] =
    &[REVIEW, MAIL_MERGE, FORMAT_FIELD, OPEN_PLACE, ALTERNATIVES, CLOZE, GLUE, TAG, WIKI_BOLD, TURNED_LINK];

/// The longest remark that is examined, in bytes.
const LONGEST: usize = 200;

/// Words before the colon of a reviewer's comment in square brackets.
const REVIEWERS: &[&str] = &[
    "author",
    "comment",
    "commented",
    "dev note",
    "developer",
    "developer note",
    "edit",
    "editor",
    "graphics",
    "legal",
    "note to author",
    "note to client",
    "note to developer",
    "note to editor",
    "note to reviewer",
    "note to self",
    "note to sme",
    "on-screen text",
    "production note",
    "programming note",
    "query",
    "reviewer",
    "sme",
    "voice over",
    "voiceover",
];

/// Words in brackets after the label of a choice that say how good it is, or what it is in another
/// tool.
const CHOICE_MARKS: &[&str] =
    &["best", "best answer", "best choice", "default", "disabled", "hidden", "locked", "optimal", "preferred"];

/// Finds the first remark or open place in a text. Returns its offset, its length and a
/// description. `marks` are those of the text, or more.
pub(super) fn find(text: &str, marks: Marks) -> Option<(usize, usize, &'static str)> {
    type Find = fn(&str) -> Option<(usize, usize, &'static str)>;
    const SEARCHES: [(Marks, Find); 8] = [
        (Marks::each(b"["), find_bracket),
        (Marks::each(b"<"), find_angle),
        (Marks::BEYOND_ASCII, find_merge_field),
        (Marks::each(b"%{"), find_format_field),
        (Marks::each(b"{"), find_brace),
        (Marks::each(b"<#"), find_at_end),
        (Marks::each(b"'"), find_wiki_bold),
        (Marks::each(b"["), find_turned_link),
    ];
    let possible = SEARCHES.iter().filter(|(needed, _)| marks.has_any(*needed));
    possible.map(|(_, find)| find).find_map(|find| find(text))
}

/// Finds `(the rules)[https://example.org]`.
fn find_turned_link(text: &str) -> Option<(usize, usize, &'static str)> {
    let at = text.find(")[http")?;
    let open = text.get(..at)?.rfind('(')?;
    let end = at + text.get(at..)?.find(']')? + 1;
    Some((open, end - open, TURNED_LINK))
}

/// Returns the text between two marks, if the first is at the start of a text and the second not
/// far from it.
fn between(text: &str, open: char, close: char) -> Option<&str> {
    let inner = text.strip_prefix(open)?;
    let end = inner.char_indices().take(LONGEST).find(|(_, c)| *c == close || *c == open)?;
    (end.1 == close).then(|| inner.get(..end.0)).flatten()
}

/// Finds `[JB1]` and `[Comment: check with legal]`.
fn find_bracket(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices('[').find_map(|(at, _)| {
        let inner = between(text.get(at..)?, '[', ']')?;
        let after = text.get(at + inner.len() + 2..)?;
        let before = text.get(..at)?;
        if before.ends_with(['\\', '!']) || after.starts_with(['(', '[', ':']) {
            return None;
        }
        let initials = inner.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = inner.len() - initials.len();
        let is_signed = (2..=3).contains(&initials.len())
            && initials.bytes().all(|byte| byte.is_ascii_uppercase())
            && (1..=2).contains(&digits)
            && before.trim_end_matches(is_blank).ends_with(['.', '!', '?', '"', '”', '…'])
            && after.trim_matches(is_blank).is_empty();
        let label = inner.split_once(':').map(|(label, _)| label.trim_matches(is_blank).to_ascii_lowercase());
        let is_comment = label.is_some_and(|label| {
            let bare = label.trim_end_matches(|c: char| c.is_ascii_digit() || is_blank(c));
            REVIEWERS.contains(&bare)
        });
        (is_signed || is_comment).then_some((at, inner.len() + 2, REVIEW))
    })
}

/// Finds `<name of patient>`. A single word, as in `<name>`, may be meant as text.
fn find_angle(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let inner = between(text.get(at..)?, '<', '>')?;
        let words = inner.split(' ').count();
        let is_word = |word: &str| !word.is_empty() && word.chars().all(char::is_alphabetic);
        let is_place = (2..=6).contains(&words) && inner.split(' ').all(is_word);
        // `Rc<dyn Trait>` is code.
        let is_part = text.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '<'));
        (is_place && !is_part).then_some((at, inner.len() + 2, OPEN_PLACE))
    })
}

/// Finds `«FirstName»` and `«First_Name»`. A word in these marks may be a quotation, so only a name
/// with a capital letter or an underscore inside counts.
fn find_merge_field(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices('«').find_map(|(at, _)| {
        let inner = between(text.get(at..)?, '«', '»')?;
        let is_name = inner.chars().all(|c| c.is_alphanumeric() || c == '_');
        let has_capital = inner.chars().zip(inner.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        let length = inner.len() + '«'.len_utf8() + '»'.len_utf8();
        (is_name && (has_capital || inner.contains('_'))).then_some((at, length, MAIL_MERGE))
    })
}

/// Finds `%s`, `%d`, `%1$s` and `{0}`.
fn find_format_field(text: &str) -> Option<(usize, usize, &'static str)> {
    let percent = || {
        text.match_indices('%').find_map(|(at, _)| {
            let before = text.get(..at)?;
            let rest = text.get(at + 1..)?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let position = if rest.get(digits..)?.starts_with('$') { digits + 1 } else { 0 };
            let after = rest.get(position..)?.strip_prefix(['s', 'd'])?;
            // `5 % d'alcool` and `100%s` are other things.
            let is_number = before.trim_end_matches(is_blank).ends_with(|c: char| c.is_ascii_digit() || c == '\\');
            let is_apart = before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric());
            let is_whole = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’'));
            (!is_number && is_apart && is_whole).then_some((at, position + 2, FORMAT_FIELD))
        })
    };
    let braces = || {
        text.match_indices('{').find_map(|(at, _)| {
            let inner = between(text.get(at..)?, '{', '}')?;
            let is_number = (1..=2).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_digit());
            let before = text.get(..at)?;
            let is_part = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '^' | '_'));
            // It is in a sentence.
            let is_letter = |c: char| c.is_alphabetic() || matches!(c, ',' | ':');
            let after = text.get(at + inner.len() + 2..)?.trim_start_matches(is_blank);
            let is_said = before.trim_end_matches(is_blank).ends_with(is_letter) || after.starts_with(is_letter);
            let is_part = is_part || !is_said;
            (is_number && !is_part).then_some((at, inner.len() + 2, FORMAT_FIELD))
        })
    };
    percent().or_else(braces)
}

/// Finds `{flowers|a card}` and `{1:SHORTANSWER:=ill}`.
fn find_brace(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let inner = between(text.get(at..)?, '{', '}')?;
        let is_escaped = text.get(..at)?.ends_with(['\\', '$']);
        let kind = inner.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(':');
        let is_cloze = kind.and_then(|rest| rest.split_once(':')).is_some_and(|(kind, _)| {
            kind.len() > 1 && kind.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        });
        let what = if is_cloze { CLOZE } else { ALTERNATIVES };
        let alternatives = inner.contains('|') && inner.split('|').any(|part| part.contains(char::is_alphabetic));
        (!is_escaped && (is_cloze || alternatives)).then_some((at, inner.len() + 2, what))
    })
}

/// Finds ` <>`, ` #line:0a1b` and ` # sound: door` at the end of a text.
fn find_at_end(text: &str) -> Option<(usize, usize, &'static str)> {
    let trimmed = text.trim_end_matches(is_blank);
    if let Some(before) = trimmed.strip_suffix("<>")
        && (before.is_empty() || before.ends_with(is_blank))
    {
        return Some((before.len(), 2, GLUE));
    }
    let at = trimmed.rfind('#')?;
    let before = trimmed.get(..at)?;
    let tag = trimmed.get(at + 1..)?;
    let name = tag.trim_start_matches(is_blank);
    let ends = before.ends_with(is_blank)
        && before.trim_end_matches(is_blank).ends_with(['.', '!', '?', '"', '”', '…', ')', '’']);
    let word = name.split([':', ' ']).next()?;
    let is_word = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    // `#privacy` may be a hashtag.
    let is_tag = name.len() < tag.len() || name.contains(':');
    let is_short = name.split(' ').count() <= 4 && !name.ends_with(['.', '!', '?']);
    (ends && is_word && is_tag && is_short).then_some((at, trimmed.len() - at, TAG))
}

/// Finds `'''bold'''`.
fn find_wiki_bold(text: &str) -> Option<(usize, usize, &'static str)> {
    let open = text.find("'''")?;
    let inner = text.get(open + 3..)?;
    let end = inner.find("'''")?;
    (0 < end).then_some((open, end + 6, WIKI_BOLD))
}

/// Finds a mark after the label of a choice or after an answer: `(best)`, `(+10)`, `[1 point]`,
/// `[id: ask]`, `*`. The learner would see it, and it may give the choice away. Returns where it
/// begins.
pub(super) fn mark_at_end(words: &str) -> Option<usize> {
    if let Some(rest) = words.strip_suffix('*') {
        let before = rest.trim_end_matches(is_blank);
        let is_alone = before.len() < rest.len() && !before.contains('*');
        return is_alone.then_some(rest.len());
    }
    if let Some(at) = words.rfind('#') {
        let name = words.get(at + 1..)?;
        let before = words.get(..at)?;
        let is_id = crate::words::has_id_form(name) && name.starts_with(|c: char| c.is_ascii_lowercase());
        let is_apart = before.trim_end_matches(is_blank).ends_with(['.', '!', '?']) && before.ends_with(is_blank);
        return (is_id && is_apart).then_some(at);
    }
    let open = words.strip_suffix([')', ']'])?.rfind(['(', '['])?;
    let before = words.get(..open)?;
    let inner = words.get(open + 1..words.len() - 1)?.trim_matches(is_blank).to_ascii_lowercase();
    let is_score = || {
        let number = inner.trim_start_matches(['+', '-', '\u{2212}', '–']);
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let unit = number.get(digits..).unwrap_or_default().trim_matches(is_blank);
        let has_sign = number.len() < inner.len();
        let is_points = matches!(unit, "point" | "points" | "pt" | "pts" | "p");
        (1..=4).contains(&digits) && (is_points || unit.is_empty() && has_sign)
    };
    let is_id = inner.strip_prefix("id:").is_some_and(|id| crate::words::has_id_form(id.trim_matches(is_blank)));
    let is_mark = CHOICE_MARKS.contains(&inner.as_str()) || is_id || is_score();
    (is_mark && before.ends_with(is_blank)).then_some(open)
}

/// Returns the comment at the end of a text, `// ask legal`, with the offset of the text's end. A
/// comment has a line of its own.
pub(super) fn comment_at_end(words: &str) -> Option<(usize, usize)> {
    let at = words.rfind("// ")?;
    let before = words.get(..at)?;
    let text = before.trim_end_matches(is_blank);
    let is_apart = text.len() < before.len() && text.ends_with(['.', '!', '?', '"', '”', '…', ')', '’']);
    // `One line // the next line` is a poem.
    (is_apart && !text.contains("//")).then_some((text.len(), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        find(text, Marks::of(text)).map(|(at, length, _)| &text[at..at + length])
    }

    #[test]
    fn remarks_and_open_places_are_found() {
        for (text, wanted) in [
            ("It is late. [JB1]", "[JB1]"),
            ("It is [Comment: ask legal] late.", "[Comment: ask legal]"),
            ("[SME 2: is this right?]", "[SME 2: is this right?]"),
            ("He asks for <name of patient>.", "<name of patient>"),
            ("He asks for «FirstName».", "«FirstName»"),
            ("He asks for «first_name».", "«first_name»"),
            ("He has %s points.", "%s"),
            ("He has %1$s points.", "%1$s"),
            ("He has {0} points.", "{0}"),
            ("He has {flowers|a card}.", "{flowers|a card}"),
            ("She is {1:SHORTANSWER:=ill}.", "{1:SHORTANSWER:=ill}"),
            ("He comes in. <>", "<>"),
            ("He comes in. #line:0a1b", "#line:0a1b"),
            ("He comes in. # sound: door", "# sound: door"),
            ("It is '''late'''.", "'''late'''"),
            ("(See)[https://example.org]", "(See)[https://example.org]"),
        ] {
            assert_eq!(found(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_no_remark() {
        for text in [
            "The air has 400 ppm [CO2].",
            "He reads [the note: it is short] aloud.",
            "Write <name> here.",
            "«Privacy» is the word, «nicht» war das.",
            "5 % d'alcool, 100%s, 20 % sind es.",
            "x_{0} and x^{2}",
            "It is a <> b.",
            "Post it with #privacy.",
            "Post it. #privacy",
            "Press # to end the call.",
            "He dials. # is the last key.",
            "It is 'late'.",
            "a < b and c > d",
            "Use Rc<dyn Trait> there.",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn marks_of_answer_keys_are_found() {
        for (text, wanted) in [
            ("Ask for his name. *", "*"),
            ("Ask for his name. (best)", "(best)"),
            ("Ask for his name. (+10)", "(+10)"),
            ("Ask for his name. [1 point]", "[1 point]"),
            ("Ask for his name. [id: ask]", "[id: ask]"),
            ("Ask for his name. #ask", "#ask"),
        ] {
            assert_eq!(mark_at_end(text).map(|at| &text[at..]), Some(wanted), "{text}");
        }
        for text in ["Ask her (now).", "Ask *her*", "Ask her (again)", "Call 5 (five)", "Take room 4 (2)", "Press #"] {
            assert_eq!(mark_at_end(text), None, "{text}");
        }
    }
}
