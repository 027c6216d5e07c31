//! Words of the source as one line.

use scn_syntax::words::is_blank;

/// Returns the text of several lines as one: each line end with the indentation after it becomes a
/// space, comments in between are dropped, and so is a backslash that only keeps a line from being
/// an instruction.
pub(super) fn on_one_line(text: &str) -> String {
    if !text.contains('\n') {
        return trim(text).to_owned();
    }
    let mut lines = text.split('\n').map(trim);
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let escaped = line.strip_prefix('\\').filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
        out.push(' ');
        out.push_str(escaped.unwrap_or(line));
    }
    out
}

fn trim(line: &str) -> &str {
    line.trim_matches(|c| is_blank(c) || c == '\r')
}

/// Returns a translation as it is compared and written: on one line.
pub(super) fn normalized(translation: &str) -> String {
    if !translation.contains(['\n', '\r']) {
        return trim(translation).to_owned();
    }
    let lines = translation.split(['\n', '\r']).map(trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{normalized, on_one_line};

    #[test]
    fn lines_become_one() {
        assert_eq!(on_one_line("One\n    two \r\n  // not this\n  \\Note: three"), "One two Note: three");
        assert_eq!(on_one_line(r"\Note: one"), r"\Note: one");
        assert_eq!(on_one_line("One\n  \\- two"), r"One \- two");
        assert_eq!(normalized(" One\n\n two\r\n"), "One two");
    }
}
