//! The words of the command line that is being completed.

use std::env;
use std::ffi::OsString;
use std::sync::OnceLock;

/// The variable with the index of the word that is being typed. fish and PowerShell do not set it:
/// there it is the last word.
pub(super) const INDEX: &str = "_CLAP_COMPLETE_INDEX";

/// The words except the one that is being typed.
static OTHERS: OnceLock<Vec<OsString>> = OnceLock::new();

/// Reads the arguments of this program: what comes before the command line that is completed, and
/// its words. bash and zsh pass these as they were typed, with quotes.
pub(super) fn read_words(shell: &str) -> Vec<OsString> {
    let mut words: Vec<OsString> = env::args_os().collect();
    let start = words.iter().position(|word| word == "--").map_or(words.len(), |at| at + 1);
    if matches!(shell, "bash" | "zsh") {
        words.iter_mut().skip(start).for_each(|word| *word = without_quotes(word));
    }
    let typed = env::var(INDEX).ok().and_then(|index| index.parse::<usize>().ok());
    let typed = typed.map_or(words.len().saturating_sub(1), |index| start + index);
    let others = words.iter().enumerate().skip(start).filter(|(at, _)| *at != typed);
    let others = others.map(|(_, word)| word.clone()).collect();
    // It is set once, as this program answers once.
    let _ = OTHERS.set(others);
    words
}

/// Returns the words of the command line except the one that is being typed.
pub(super) fn other_words() -> &'static [OsString] {
    OTHERS.get().map(Vec::as_slice).unwrap_or_default()
}

/// Returns a word without the quotes and backslashes of a POSIX shell. A quote may still be open.
fn without_quotes(word: &OsString) -> OsString {
    let Some(text) = word.to_str() else { return word.clone() };
    let (mut out, mut quote) = (String::new(), None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('\\', None) => out.extend(chars.next()),
            ('\\', Some('"')) => {
                let is_escape = chars.peek().is_some_and(|next| matches!(next, '"' | '\\' | '$' | '`'));
                out.extend(if is_escape { chars.next() } else { Some(c) });
            }
            (c, _) => out.push(c),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::without_quotes;

    #[test]
    fn quotes_of_a_shell_are_removed() {
        let plain = |word: &str| without_quotes(&OsString::from(word)).to_string_lossy().into_owned();
        assert_eq!(plain(r"My\ Course/les"), "My Course/les");
        assert_eq!(plain(r#""My Course/les"#), "My Course/les");
        assert_eq!(plain(r#"'a "b" \c'd"#), r#"a "b" \cd"#);
        assert_eq!(plain(r#""a\"b\c""#), r#"a"b\c"#);
        assert_eq!(plain("plain\\"), "plain");
    }
}
