//! Pages about keywords and terms, taken from the reference of the language.
//!
//! Input: a word, such as `Choice`, `detour` or `coverage`. Output: a Markdown page with all that
//! the reference, `grammar/README.md`, says about it. The page is cut from the reference, so the
//! two never disagree.

/// The reference of the language.
const REFERENCE: &str = include_str!("../../../grammar/README.md");

/// The section whose table lists every keyword.
const KEYWORDS: &str = "All keywords";

/// Sections that list or compare, from which no passages are taken.
const LISTS: &[&str] = &[KEYWORDS, "Findings", "If you come from another tool", "A whole scenario"];

/// A section of the reference, without its subsections.
struct Section<'r> {
    title: &'r str,
    blocks: Vec<Block<'r>>,
}

/// A piece of a section that can be quoted by itself.
struct Block<'r> {
    kind: Kind,
    text: &'r str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Item,
    Row,
    Code,
}

/// Returns the page of a keyword or term, as Markdown, or `None` if the reference does not know it.
///
/// Letter case and the `s` of a plural do not matter. The page has the form of the keyword, the
/// sections about it, and the passages of other sections that name it.
///
/// # Examples
///
/// ```
/// let page = scn_source::term_page("minutes").expect("a keyword has a page");
/// assert!(page.starts_with("# Minutes"));
/// assert!(scn_source::term_page("xylophone").is_none());
/// ```
#[must_use]
pub fn term_page(word: &str) -> Option<String> {
    let word = word.trim().trim_end_matches(':');
    if !word.contains(char::is_alphanumeric) {
        return None;
    }
    let sections = sections();
    let row = keyword_rows(&sections).find(|(names, ..)| names.iter().any(|name| name.eq_ignore_ascii_case(word)));
    let title = row.as_ref().and_then(|(names, ..)| names.iter().find(|name| name.eq_ignore_ascii_case(word)));
    let title = title.map_or_else(|| word.to_owned(), |name| (*name).to_owned());
    let mut page = format!("# {title}\n");
    if let Some((_, form, place)) = &row {
        page.push_str(&format!("\nForm: {form}\n\nPlace: {place}\n"));
    }
    let mut is_known = row.is_some();
    for section in sections.iter().filter(|section| !LISTS.contains(&section.title)) {
        let is_about = section.title.split(|c: char| !c.is_alphanumeric()).any(|part| stem(part) == stem(&title));
        let quoted: Vec<&Block<'_>> =
            section.blocks.iter().filter(|block| is_about || names_term(block, &title)).collect();
        // An example alone says little.
        if quoted.iter().all(|block| block.kind == Kind::Code) {
            continue;
        }
        is_known = true;
        page.push_str(&format!("\n## {}\n", section.title));
        for block in quoted {
            match block.kind {
                Kind::Item => page.push_str(&format!("{}\n", block.text)),
                Kind::Row => page.push_str(&format!("- {}\n", row_text(block.text))),
                Kind::Paragraph | Kind::Code => page.push_str(&format!("\n{}\n\n", block.text)),
            }
        }
    }
    is_known.then_some(page)
}

/// Returns every keyword of the reference's table, in its order.
///
/// # Examples
///
/// ```
/// assert!(scn_source::keywords().contains(&"Choice"));
/// ```
#[must_use]
pub fn keywords() -> Vec<&'static str> {
    keyword_rows(&sections()).flat_map(|(names, ..)| names).collect()
}

/// The word without the `s` of a plural, in lower case.
fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    lower.strip_suffix('s').map_or_else(|| lower.clone(), str::to_owned)
}

/// Whether a block names a term in backquotes: `` `Detour:` `` or `` `visited desk` ``. An example
/// does if one of its lines begins with the term.
fn names_term(block: &Block<'_>, term: &str) -> bool {
    let begins = |text: &str| {
        let text = text.trim_start_matches(['[', ' ']);
        let head = text.get(..term.len());
        let next = text.get(term.len()..).and_then(|rest| rest.chars().next());
        head.is_some_and(|head| head.eq_ignore_ascii_case(term)) && !next.is_some_and(char::is_alphanumeric)
    };
    match block.kind {
        Kind::Code => block.text.lines().any(begins),
        Kind::Paragraph | Kind::Item | Kind::Row => block.text.split('`').skip(1).step_by(2).any(begins),
    }
}

/// The cells of a row of a table.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.trim().trim_matches('|').split(" | ").map(str::trim)
}

/// A row of a table as a sentence.
fn row_text(row: &str) -> String {
    cells(row).collect::<Vec<_>>().join(": ")
}

/// The keywords with their forms and places, row by row.
fn keyword_rows<'s>(
    sections: &'s [Section<'static>],
) -> impl Iterator<Item = (Vec<&'static str>, &'static str, &'static str)> + use<'s> {
    let table = sections.iter().filter(|section| section.title == KEYWORDS).flat_map(|section| &section.blocks);
    table.filter(|block| block.kind == Kind::Row).filter_map(|block| {
        let mut cells = cells(block.text);
        let (names, form, place) = (cells.next()?, cells.next()?, cells.next()?);
        let names: Vec<&str> = names.split('`').skip(1).step_by(2).collect();
        (!names.is_empty()).then_some((names, form, place))
    })
}

/// Cuts the reference into sections and blocks.
fn sections() -> Vec<Section<'static>> {
    let mut out: Vec<Section<'static>> = Vec::new();
    let mut rest = REFERENCE;
    while let Some(line) = rest.split('\n').next().filter(|_| !rest.is_empty()) {
        let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("### "));
        if let Some(title) = heading {
            out.push(Section { title: title.trim(), blocks: Vec::new() });
            rest = after(rest, line.len());
            continue;
        }
        let (kind, length) = if line.starts_with("```") {
            let inner = after(rest, line.len());
            let close = inner.find("\n```").map_or(inner.len(), |at| at + 4);
            (Kind::Code, rest.len() - inner.len() + close)
        } else if line.starts_with('|') {
            (Kind::Row, line.len())
        } else if line.trim().is_empty() {
            rest = after(rest, line.len());
            continue;
        } else {
            let is_item = |line: &str| line.starts_with("- ") || line.starts_with(|c: char| c.is_ascii_digit());
            let kind = if is_item(line) { Kind::Item } else { Kind::Paragraph };
            let more = after(rest, line.len()).split_inclusive('\n');
            let more =
                more.take_while(|next| !next.trim().is_empty() && !next.starts_with(['|', '#', '`']) && !is_item(next));
            let length = line.len() + 1 + more.map(str::len).sum::<usize>();
            (kind, length.min(rest.len()))
        };
        let text = rest.get(..length).unwrap_or(rest).trim_end();
        let is_rule = kind == Kind::Row && text.trim_matches(['|', '-', ' ']).is_empty();
        if let Some(section) = out.last_mut().filter(|_| !is_rule) {
            section.blocks.push(Block { kind, text });
        }
        rest = after(rest, length);
    }
    out
}

/// What follows the first bytes of a text and the line end there.
fn after(text: &'static str, length: usize) -> &'static str {
    let rest = text.get(length..).unwrap_or_default();
    rest.strip_prefix('\n').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::{keywords, term_page};

    #[test]
    fn every_keyword_has_a_page_with_its_form() {
        let all = keywords();
        assert!(50 < all.len(), "{all:?}");
        for keyword in all {
            let page = term_page(&keyword.to_lowercase()).unwrap_or_default();
            assert!(page.starts_with(&format!("# {keyword}\n")), "{keyword}");
            assert!(page.contains("\nForm: ") && page.contains("\nPlace: "), "{keyword}");
        }
    }

    #[test]
    fn a_term_is_explained_by_the_sections_about_it() {
        let page = term_page("coverage").expect("a section is about it");
        assert!(page.contains("## Coverage") && page.contains("guaranteed"), "{page}");
        let page = term_page("detour").expect("it is a keyword");
        assert!(page.contains("## A part played on the side") && page.contains("Next: return"), "{page}");
        assert!(term_page("visited").is_some_and(|page| page.contains("visited")));
        assert!(term_page("promises").is_some_and(|page| page.contains("## Tests and promises")));
    }

    #[test]
    fn a_word_of_no_meaning_in_the_language_has_none() {
        for word in ["", " ", "xylophone", "`", "|"] {
            assert!(term_page(word).is_none(), "{word:?}");
        }
    }
}
