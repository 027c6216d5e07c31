//! Marks of other Markdown dialects, and HTML tags, which are shown as written.

use crate::marks::Marks;
use crate::words::is_blank;

/// HTML tags that a course system or an editor writes. Others may be meant as text: `<name>`.
const TAGS: &[&str] = &[
    "a",
    "audio",
    "b",
    "blockquote",
    "br",
    "center",
    "code",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "video",
];

/// Lines that make a table of contents or a new page in other tools.
const PAGE_MARKS: &[&str] = &[
    "[toc]",
    "[[toc]]",
    "[[_toc_]]",
    "{{toc}}",
    "{toc}",
    "\\newpage",
    "\\pagebreak",
    "\\clearpage",
    "\\tableofcontents",
];

/// LaTeX commands that begin a line and have their text in braces.
const LATEX: &[&str] = &[
    "\\begin",
    "\\chapter",
    "\\emph",
    "\\end",
    "\\includegraphics",
    "\\section",
    "\\subsection",
    "\\textbf",
    "\\textit",
];

// What each of these marks is, to complete "… is".
const MKDOCS_CALL_OUT: &str = "a MkDocs call-out";
const CONTAINER: &str = "another tool's container";
const GITHUB_CALL_OUT: &str = "a GitHub call-out";
const STRIKETHROUGH: &str = "GitHub strikethrough";
const HIGHLIGHTING: &str = "another tool's highlighting";
const HTML_TAG: &str = "an HTML tag";
const OBSIDIAN_PICTURE: &str = "an Obsidian picture";
const WRONG_ENCODING: &str = "text that was opened in the wrong encoding";
const BBCODE_TAG: &str = "a BBCode tag";
const FORMULA: &str = "a LaTeX formula";
const FOOTNOTE: &str = "a Markdown footnote";
pub(super) const REFERENCE: &str = "the target of a Markdown reference link";
pub(super) const INK_CHOICE: &str = "an ink choice";
const PLACEHOLDER: &str = "another tool's placeholder";
/// In a scenario, a line between equals signs is a knot of ink.
pub(super) const WIKI_HEADING: &str = "a heading of a wiki";
const DEFINITION: &str = "another tool's definition list";
const MARKDOWN: &str = "Markdown, which a title cannot have";

/// The marks that are around or next to text for the learner.
const AROUND_TEXT: &[&str] = &[
    MKDOCS_CALL_OUT,
    CONTAINER,
    GITHUB_CALL_OUT,
    STRIKETHROUGH,
    HIGHLIGHTING,
    HTML_TAG,
    OBSIDIAN_PICTURE,
    WRONG_ENCODING,
    BBCODE_TAG,
    FORMULA,
    PLACEHOLDER,
    FOOTNOTE,
    REFERENCE,
    INK_CHOICE,
    DEFINITION,
];

/// Returns whether a mark is around or next to text for the learner, so that its line is not a
/// note.
pub(super) fn is_around_text(what: &str) -> bool {
    AROUND_TEXT.contains(&what) || super::remarks::AROUND_TEXT.contains(&what)
}

/// Finds a call-out of another tool at the start of a line. Returns its length and a description.
pub(super) fn block(text: &str) -> Option<(usize, &'static str)> {
    let measure_word = |rest: &str| rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if let Some(rest) = text.strip_prefix("!!! ").or_else(|| text.strip_prefix("??? "))
        && 0 < measure_word(rest)
    {
        return Some((4 + measure_word(rest), MKDOCS_CALL_OUT));
    }
    if text.starts_with("%%") && !text.starts_with("%%%") {
        return Some((text.len(), "a Mermaid or Obsidian comment"));
    }
    if text.ends_with("%%") && !text.ends_with("%%%") {
        return Some((text.len(), "the end of an Obsidian comment"));
    }
    if is_page_number(text) {
        return Some((text.len(), "a page number"));
    }
    if let Some(heading) = measure_wiki_heading(text) {
        return Some((heading, WIKI_HEADING));
    }
    if is_latex(text) {
        return Some((text.len(), "a LaTeX command"));
    }
    if text.starts_with(": ") {
        return Some((text.len(), DEFINITION));
    }
    if let Some((name, target)) = text.strip_prefix('[').and_then(|rest| rest.split_once("]: "))
        && !name.is_empty()
        && !name.contains(['[', ']'])
        && target.split(' ').next().is_some_and(is_link_target)
    {
        return Some((text.len(), REFERENCE));
    }
    if PAGE_MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(text)) {
        return Some((text.len(), "another tool's mark"));
    }
    if let Some(rest) = text.strip_prefix(":::") {
        let name = rest.trim_start_matches(is_blank);
        let length = text.len() - name.len() + measure_word(name);
        return (rest.trim().is_empty() || 0 < measure_word(name)).then_some((length, CONTAINER));
    }
    let after_mark = text.strip_prefix("[!")?;
    let length = measure_word(after_mark);
    let closed = after_mark.get(length..).is_some_and(|rest| rest.starts_with(']'));
    (0 < length && closed).then_some((length + 3, GITHUB_CALL_OUT))
}

/// Returns whether a line begins with a command of LaTeX, such as `\section{Rules}`.
pub(super) fn is_latex(text: &str) -> bool {
    LATEX.iter().any(|command| text.strip_prefix(command).is_some_and(|rest| rest.starts_with('{')))
}

/// Returns whether a line is `Page 2 of 7`.
fn is_page_number(text: &str) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text.strip_prefix("Page ").and_then(|rest| rest.split_once(" of "));
    parts.is_some_and(|(page, pages)| is_number(page) && is_number(pages))
}

/// Returns the length of `h1. Title` or `== Title ==`.
fn measure_wiki_heading(text: &str) -> Option<usize> {
    let level = text.strip_prefix('h').and_then(|rest| rest.strip_prefix(|c: char| ('1'..='6').contains(&c)));
    let is_numbered = level.is_some_and(|rest| rest.starts_with(". "));
    let inner = text.trim_matches('=');
    let signs = text.len() - text.trim_start_matches('=').len();
    let is_marked = 0 < signs
        && text.len() == inner.len() + 2 * signs
        && inner.starts_with(' ')
        && inner.ends_with(' ')
        && inner.contains(char::is_alphabetic);
    (is_numbered || is_marked).then_some(text.len())
}

/// Returns whether a word is the target of a link: an address, or the name of a file.
fn is_link_target(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    let has_extension = name.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty() && (2..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    word.contains("://")
        || word.starts_with(['/', '#']) && 1 < word.len()
        || word.starts_with("mailto:")
        || has_extension
}

/// Finds the first mark of another Markdown dialect, or HTML tag, in a text. Returns its offset,
/// its length and a description. `marks` are those of the text, or more.
pub(super) fn find_markup(text: &str, marks: Marks) -> Option<(usize, usize, &'static str)> {
    type Find = fn(&str) -> Option<(usize, usize, &'static str)>;
    const SEARCHES: [(Marks, Find); 9] = [
        (Marks::each(b"<"), find_html_tag),
        (Marks::each(b"~"), |text| find_paired_marks(text, "~~", STRIKETHROUGH)),
        (Marks::each(b"="), |text| find_paired_marks(text, "==", HIGHLIGHTING)),
        (Marks::each(b"["), find_embed),
        (Marks::each(b"["), find_footnote),
        (Marks::each(b"["), find_closing_tag),
        (Marks::each(b"$\\"), find_formula),
        (Marks::each(b"%{"), find_editing_mark),
        (Marks::each(b"[<{"), find_placeholder),
    ];
    let possible = SEARCHES.iter().filter(|(needed, _)| marks.has_any(*needed));
    possible.map(|(_, find)| find).find_map(|find| find(text)).or_else(|| super::remarks::find(text, marks))
}

/// Finds `%% ask legal %%` and `{++added++}`.
fn find_editing_mark(text: &str) -> Option<(usize, usize, &'static str)> {
    let obsidian = text.match_indices("%%").find(|(at, _)| {
        let (before, after) = (text.get(..*at).unwrap_or_default(), text.get(at + 2..).unwrap_or_default());
        (before.is_empty() || before.ends_with(is_blank))
            && after.starts_with(|c: char| is_blank(c) || c.is_alphabetic())
    });
    if let Some((at, _)) = obsidian {
        let length = text.get(at + 2..)?.find("%%").map_or(text.len() - at, |end| end + 4);
        return Some((at, length, "an Obsidian comment"));
    }
    let open = ["{>>", "{++", "{--", "{~~"].iter().filter_map(|open| text.find(open)).min()?;
    let length = text.get(open..)?.find('}')? + 1;
    Some((open, length, "a CriticMarkup mark"))
}

/// Finds `[insert name here]`, `[CLIENT NAME]`, `<your company>` and `{FIRST_NAME}`: places that a
/// template leaves open.
fn find_placeholder(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices(['[', '<', '{']).find_map(|(at, open)| {
        let inner = text.get(at + 1..)?;
        let close = match open {
            "[" => ']',
            "<" => '>',
            _ => '}',
        };
        let end = inner.char_indices().take(48).find(|(_, c)| *c == close)?.0;
        let written = inner.get(..end)?;
        let first = written.split(' ').next()?.to_ascii_lowercase();
        let words = written.split([' ', '_']).filter(|word| !word.is_empty()).count();
        let in_capitals = written.len() > 3
            && written.chars().all(|c| c.is_ascii_uppercase() || matches!(c, ' ' | '_' | '-' | '/'))
            && written.chars().any(|c| c.is_ascii_uppercase());
        let is_request = 1 < words && (first == "insert" || first == "your" && open != "{");
        let is_name = in_capitals && (1 < words || open == "{");
        let is_escaped = text.get(..at)?.ends_with(['\\', '$', '`']);
        let is_link = inner.get(end + 1..)?.starts_with(['(', '[']);
        (!is_escaped && !is_link && (is_request || is_name)).then_some((at, end + 2, PLACEHOLDER))
    })
}

/// Finds Markdown in a title, which is plain text: `The **bold** room`, `The [room](a.html)`.
pub(super) fn find_emphasis(text: &str) -> Option<(usize, usize, &'static str)> {
    let find_pair = |mark: &str| find_paired_marks(text, mark, MARKDOWN);
    let link = || {
        let bracket = text.find("](")?;
        let open = text.get(..bracket)?.rfind('[')?;
        let end = bracket + text.get(bracket..)?.find(')')? + 1;
        Some((open, end - open, MARKDOWN))
    };
    find_pair("**").or_else(|| find_pair("__")).or_else(|| find_pair("*")).or_else(|| find_pair("`")).or_else(link)
}

/// Finds text that was saved as UTF-8 and opened in another encoding: `â€™` for an apostrophe, `Ã©`
/// for an accented letter.
pub(super) fn find_wrong_encoding(text: &str) -> Option<(usize, usize, &'static str)> {
    text.char_indices().filter(|(_, c)| matches!(c, 'â' | 'Ã' | 'Â' | '\u{fffd}')).find_map(|(at, first)| {
        if first == '\u{fffd}' {
            return Some((at, first.len_utf8(), WRONG_ENCODING));
        }
        let mut following = text.get(at..)?.chars().skip(1);
        let second = following.next()?;
        let third = following.next();
        let length = match first {
            'â' if second == '€' && third.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace() || c == 'œ') => {
                first.len_utf8() + second.len_utf8() + third.map_or(0, char::len_utf8)
            }
            // In CP-1252, the second byte of most accented letters is a sign.
            'Ã' | 'Â' if matches!(second, '\u{a1}'..='\u{bf}') => first.len_utf8() + second.len_utf8(),
            _ => return None,
        };
        Some((at, length, WRONG_ENCODING))
    })
}

/// Finds `[/b]`: the end of a tag of BBCode.
fn find_closing_tag(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices("[/").find_map(|(at, _)| {
        let name = text.get(at + 2..)?;
        let end = name.bytes().take(12).position(|byte| byte == b']')?;
        let is_name = 0 < end && name.get(..end)?.bytes().all(|byte| byte.is_ascii_alphabetic());
        let followed = name.get(end + 1..).is_some_and(|rest| rest.starts_with(['(', '[']));
        (is_name && name.get(..end)? != "if" && !followed).then_some((at, end + 3, BBCODE_TAG))
    })
}

/// Finds `$x^2$` and `\(x\)`: a formula of LaTeX.
fn find_formula(text: &str) -> Option<(usize, usize, &'static str)> {
    let dollars = text.match_indices('$').find_map(|(at, _)| {
        let inner = text.get(at + 1..)?;
        let end = inner.bytes().take(120).position(|byte| byte == b'$')?;
        let formula = inner.get(..end)?;
        let is_tight = !formula.starts_with(char::is_whitespace) && !formula.ends_with(char::is_whitespace);
        let apart = !text.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '$'));
        (is_tight && apart && formula.contains(['^', '_', '\\'])).then_some((at, end + 2))
    });
    let round = || {
        let open = text.find("\\(")?;
        let length = text.get(open..)?.find("\\)")? + 2;
        Some((open, length))
    };
    dollars.or_else(round).map(|(at, length)| (at, length, FORMULA))
}

/// The longest HTML tag that is examined, in bytes.
const LONGEST_TAG: usize = 400;

/// Finds `<p>`, `</p>`, `<br/>`, `<img src="x.png">`.
fn find_html_tag(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let after_angle = text.get(at + 1..)?;
        let name = after_angle.strip_prefix('/').unwrap_or(after_angle);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (word, after_name) = name.split_at_checked(end)?;
        let close = after_name.bytes().take(LONGEST_TAG).position(|byte| byte == b'>')?;
        let is_known_tag = TAGS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok();
        let attributes = after_name.get(..close)?;
        let fits = attributes.trim_matches(['/', ' ']).is_empty() || attributes.contains('=');
        let length = text.get(at..)?.len() - after_name.len() + close + 1;
        let escaped = text.get(..at)?.ends_with('\\');
        (is_known_tag && fits && !escaped && !attributes.contains('<')).then_some((at, length, HTML_TAG))
    })
}

/// Finds words between two doubled marks: `~~no~~`.
fn find_paired_marks(text: &str, mark: &str, what: &'static str) -> Option<(usize, usize, &'static str)> {
    let open = text.find(mark)?;
    let inner = text.get(open + mark.len()..)?;
    let end = inner.find(mark)?;
    let words = inner.get(..end)?;
    let tight = !words.starts_with(char::is_whitespace) && !words.ends_with(char::is_whitespace);
    let apart = !text.get(..open)?.ends_with(|c: char| c.is_alphanumeric() || c == '\\' || mark.contains(c));
    let letters = words.contains(|c: char| c.is_alphabetic());
    (tight && apart && letters).then_some((open, end + 2 * mark.len(), what))
}

/// Finds `![[map.png]]`.
fn find_embed(text: &str) -> Option<(usize, usize, &'static str)> {
    let open = text.find("![[")?;
    let length = text.get(open..)?.find("]]")? + 2;
    Some((open, length, OBSIDIAN_PICTURE))
}

/// `[^1]` and `[^note]:`.
fn find_footnote(text: &str) -> Option<(usize, usize, &'static str)> {
    text.match_indices("[^").find_map(|(at, _)| {
        let name = text.get(at + 2..)?;
        let length = name.find(']')?;
        let word = name.get(..length)?;
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '*');
        let fits = !word.is_empty() && word.chars().all(is_plain) && word.len() < 24;
        let escaped = text.get(..at)?.ends_with('\\');
        (fits && !escaped).then_some((at, length + 3, FOOTNOTE))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tags_are_in_order() {
        assert!(super::TAGS.is_sorted());
    }
}
