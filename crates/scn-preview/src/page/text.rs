//! Converts text and blocks to HTML.

use std::fmt::Write as _;

use scn_run::{ShownBlock, Text, Words, callout_word, media_word};
use scn_story::{Alignment, Callout, MediaKind};
use scn_text::escape::{percent, xml};

/// Escapes plain text for HTML, including attributes, and makes hidden characters visible, as in
/// all output. Line feeds and tabs are kept.
pub(super) fn escape_html(text: &str) -> String {
    xml(&scn_text::sanitize_lines(text)).replace('\'', "&#39;")
}

/// Converts a message of the command. Text in backquotes is the author's.
pub(super) fn message_html(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        // A backquote without a second one is kept.
        let last = at == text.matches('`').count();
        match (at % 2, last) {
            (1, false) => {
                let _ = write!(out, "<code>{}</code>", escape_html(part));
            }
            (1, true) => {
                let _ = write!(out, "`{}", escape_html(part));
            }
            _ => out.push_str(&escape_html(part)),
        }
    }
    out
}

/// Converts a text with its styles.
pub(super) fn inline_html(text: &[Words]) -> String {
    let mut out = String::new();
    for words in text {
        let mut inner = escape_html(&words.text);
        if words.code {
            inner = format!("<code dir=\"ltr\">{inner}</code>");
        }
        if words.strong {
            inner = format!("<strong>{inner}</strong>");
        }
        if words.emphasis {
            inner = format!("<em>{inner}</em>");
        }
        match words.link.as_deref().filter(|link| is_safe(link)) {
            Some(link) => {
                let _ = write!(
                    out,
                    "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">{inner}</a>",
                    escape_html(link)
                );
            }
            None => out.push_str(&inner),
        }
    }
    out
}

/// Returns whether a link only opens a page, a mail or a phone call, and cannot run a script here.
fn is_safe(link: &str) -> bool {
    let link = link.trim_start();
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// The speakers in the order in which they are introduced, which determines their colours.
pub(super) struct SpeakerColours<'v> {
    pub(super) cast: Vec<&'v str>,
}

/// The number of colours for speakers.
const VOICES: usize = 6;

impl SpeakerColours<'_> {
    fn colour_number(&self, speaker: &str) -> usize {
        let cast_position = self.cast.iter().position(|name| *name == speaker);
        cast_position.unwrap_or_else(|| speaker.bytes().map(usize::from).sum()) % VOICES
    }
}

/// Returns the initials of a name: of its first and its last word.
fn initials_of(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

/// Converts blocks. Consecutive lists are one list with different levels.
pub(super) fn body_html(blocks: &[ShownBlock], voices: &SpeakerColours<'_>) -> String {
    let mut out = String::new();
    let mut lists = Lists::default();
    for it in blocks {
        if let ShownBlock::List { ordered, start, level, items } = it {
            lists.add_list(*ordered, *start, usize::from(*level), items, &mut out);
        } else {
            lists.close_lists(0, &mut out);
            out.push_str(&block_html(it, voices));
        }
    }
    lists.close_lists(0, &mut out);
    out
}

/// The open lists: whether each is numbered, and the number of its next item. The last item of each
/// is open too.
#[derive(Default)]
struct Lists {
    open: Vec<(bool, u64)>,
}

impl Lists {
    fn add_list(&mut self, ordered: bool, start: u32, level: usize, items: &[Text], out: &mut String) {
        let depth = level.min(self.open.len());
        let open_list = self.open.get(depth).copied();
        let goes_on =
            open_list.is_some_and(|(numbered, next)| numbered == ordered && (!ordered || next == u64::from(start)));
        self.close_lists(if goes_on { depth + 1 } else { depth }, out);
        if !goes_on {
            out.push_str(&match (ordered, start) {
                (true, 1) => "<ol>".to_owned(),
                (true, start) => format!("<ol start=\"{start}\">"),
                (false, _) => "<ul>".to_owned(),
            });
        }
        for (at, item) in items.iter().enumerate() {
            if goes_on || 0 < at {
                out.push_str("</li>");
            }
            let _ = write!(out, "<li>{}", inline_html(item));
        }
        self.open.truncate(depth);
        self.open.push((ordered, u64::from(start) + items.len() as u64));
    }

    /// Closes the lists from this nesting depth on.
    fn close_lists(&mut self, depth: usize, out: &mut String) {
        while depth < self.open.len() {
            let Some((ordered, _)) = self.open.pop() else { break };
            out.push_str(if ordered { "</li></ol>" } else { "</li></ul>" });
            if self.open.is_empty() {
                out.push('\n');
            }
        }
    }
}

fn block_html(block: &ShownBlock, voices: &SpeakerColours<'_>) -> String {
    match block {
        ShownBlock::Paragraph(text) => format!("<p>{}</p>\n", inline_html(text)),
        ShownBlock::Speech { speaker, direction, text } => {
            let direction = direction.as_ref();
            let direction = direction
                .map(|it| format!(" <span class=\"direction\">({})</span>", escape_html(it)))
                .unwrap_or_default();
            format!(
                "<div class=\"speech voice-{}\"><span class=\"face\" aria-hidden=\"true\">{}</span><p class=\"said\">\
                 <span class=\"speaker\">{}{direction}<span class=\"unseen\">:</span></span> {}</p></div>\n",
                voices.colour_number(speaker),
                escape_html(&initials_of(speaker)),
                escape_html(speaker),
                inline_html(text),
            )
        }
        ShownBlock::Callout { callout, text } => {
            let kind = match callout {
                Callout::Note => "note",
                Callout::Tip => "tip",
                Callout::Remember => "remember",
                Callout::Warning => "warning",
            };
            let word = callout_word(*callout);
            format!("<p class=\"callout {kind}\"><strong>{word}:</strong> {}</p>\n", inline_html(text))
        }
        ShownBlock::Media { media, file, alternative } => self::media_html(*media, file, &inline_html(alternative)),
        ShownBlock::List { .. } => body_html(std::slice::from_ref(block), voices),
        ShownBlock::Quote(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| escape_html(line)).collect();
            format!("<blockquote>{}</blockquote>\n", lines.join("\n"))
        }
        ShownBlock::Code { lines, .. } => {
            let lines: Vec<String> = lines.iter().map(|line| escape_html(line)).collect();
            format!("<pre dir=\"ltr\" tabindex=\"0\"><code>{}</code></pre>\n", lines.join("\n"))
        }
        ShownBlock::Table { columns, head, rows } => table_html(columns, head, rows),
        ShownBlock::Heading { level, text } => {
            // The page's own headings are above those of a text.
            let level = (level + 2).min(6);
            format!("<h{level}>{}</h{level}>\n", inline_html(text))
        }
        ShownBlock::Rule => "<hr>\n".to_owned(),
    }
}

/// Converts a table, with a scrollbar of its own if it is too wide.
fn table_html(columns: &[Alignment], head: &[Text], rows: &[Vec<Text>]) -> String {
    let row_html = |tag: &str, cells: &[Text]| {
        let cells = cells.iter().enumerate().map(|(at, cell)| {
            let class = match columns.get(at).copied().unwrap_or_default() {
                Alignment::None | Alignment::Left => "",
                Alignment::Center => " class=\"center\"",
                Alignment::Right => " class=\"right\"",
            };
            format!("<{tag}{class}>{}</{}>", inline_html(cell), tag.split(' ').next().unwrap_or_default())
        });
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let rows: String = rows.iter().map(|cells| row_html("td", cells)).collect();
    let head = row_html("th scope=\"col\"", head);
    format!("<div class=\"table\" tabindex=\"0\"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>\n")
}

/// Converts a picture, sound or film. The alternative text is shown below it, since the author has
/// to see it too.
fn media_html(media: MediaKind, file: &str, alternative: &str) -> String {
    let source = format!("media/{}", percent_encode(file));
    let element = match media {
        // The alternative text is already shown below.
        MediaKind::Image => format!("<img src=\"{source}\" alt=\"\">"),
        MediaKind::Audio => format!("<audio src=\"{source}\" controls preload=\"metadata\"></audio>"),
        MediaKind::Video => format!("<video src=\"{source}\" controls preload=\"metadata\"></video>"),
    };
    let word = media_word(media);
    format!("<figure>{element}<figcaption><strong>{word}:</strong> {alternative}</figcaption></figure>\n")
}

/// Percent-encodes a path for a URL.
pub(super) fn percent_encode(path: &str) -> String {
    percent(path, "")
}

/// Decodes percent-encoding; `None` if the text is not a path.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut remaining = text.as_bytes();
    while let Some((first, after)) = remaining.split_first() {
        remaining = match first {
            b'%' => {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                after.get(2..)?
            }
            byte => {
                bytes.push(*byte);
                after
            }
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words { text: text.to_owned(), ..Words::default() }
    }

    #[test]
    fn nothing_an_author_writes_is_markup() {
        let hostile = "<script>alert(1)</script> \" onload='x' & \u{202E}";
        let voices = SpeakerColours { cast: Vec::new() };
        let text = || vec![words(hostile)];
        let blocks = [
            ShownBlock::Paragraph(text()),
            ShownBlock::Speech { speaker: hostile.to_owned(), direction: Some(hostile.to_owned()), text: text() },
            ShownBlock::Callout { callout: Callout::Warning, text: text() },
            ShownBlock::Media { media: MediaKind::Image, file: hostile.to_owned(), alternative: text() },
            ShownBlock::List { ordered: true, start: 1, level: 0, items: vec![text()] },
            ShownBlock::Quote(vec![hostile.to_owned()]),
            ShownBlock::Code { info: Some(hostile.to_owned()), lines: vec![hostile.to_owned()] },
            ShownBlock::Table { columns: vec![Alignment::None], head: vec![text()], rows: vec![vec![text()]] },
            ShownBlock::Heading { level: 1, text: text() },
        ];
        for shown in &blocks {
            let html = block_html(shown, &voices);
            assert!(!html.contains("<script"), "{html}");
            assert!(!html.contains("onload='"), "{html}");
            assert!(!html.contains('\u{202E}'), "{html}");
        }
    }

    #[test]
    fn lists_that_follow_each_other_are_nested() {
        let list = |ordered: bool, start: u32, level: u8, items: &[&str]| ShownBlock::List {
            ordered,
            start,
            level,
            items: items.iter().map(|item| vec![words(item)]).collect(),
        };
        let voices = SpeakerColours { cast: Vec::new() };
        let shown = |blocks: &[ShownBlock]| body_html(blocks, &voices);
        assert_eq!(
            shown(&[
                list(true, 1, 0, &["a"]),
                list(false, 1, 1, &["b", "c"]),
                list(false, 1, 2, &["d"]),
                list(true, 2, 0, &["e"]),
                list(true, 5, 0, &["f"]),
                ShownBlock::Rule,
            ]),
            "<ol><li>a<ul><li>b</li><li>c<ul><li>d</li></ul></li></ul></li><li>e</li></ol>\n\
             <ol start=\"5\"><li>f</li></ol>\n<hr>\n"
        );
        assert_eq!(shown(&[list(false, 1, 3, &["a"])]), "<ul><li>a</li></ul>\n");
        assert_eq!(
            shown(&[list(false, 1, 0, &["a"]), list(true, 7, 0, &["b"])]),
            "<ul><li>a</li></ul>\n<ol start=\"7\"><li>b</li></ol>\n"
        );
    }

    #[test]
    fn only_links_that_lead_away_are_links() {
        let link = |to: &str| inline_html(&[Words { link: Some(to.to_owned()), ..words("here") }]);
        for to in ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "//x.org", "/x", ""]
        {
            assert_eq!(link(to), "here", "{to}");
        }
        assert!(
            link("https://example.org/?a=1&b=\"2\"").contains("href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\"")
        );
        assert!(link("MAILTO:a@b.c").starts_with("<a "));
    }

    #[test]
    fn backquotes_are_code_in_pairs() {
        assert_eq!(message_html("`a<b` is not `c`"), "<code>a&lt;b</code> is not <code>c</code>");
        assert_eq!(message_html("one ` alone"), "one ` alone");
        assert_eq!(message_html("plain"), "plain");
    }

    #[test]
    fn paths_come_back_from_addresses() {
        for path in ["a.png", "pictures/the café.png", "../a b%20c?.png", "ü#"] {
            assert_eq!(percent_decode(&percent_encode(path)).as_deref(), Some(path));
        }
        for broken in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(percent_decode(broken).filter(|it| it != "\u{1}"), None, "{broken}");
        }
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials_of("Mrs van der Botha"), "MB");
        assert_eq!(initials_of("Lerato"), "L");
        assert_eq!(initials_of("(a) voice"), "AV");
        assert_eq!(initials_of(""), "");
    }
}
