//! Text inside markup and addresses.

use std::borrow::Cow;

/// Text as it is written in XML and HTML, between tags and in an attribute's double quotes.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::escape::xml("a < \"b\""), "a &lt; &quot;b&quot;");
/// ```
#[must_use]
pub fn xml(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}

/// Text as part of an address (RFC 3986, section 2.1): every byte of its UTF-8 but unreserved
/// characters, and those that `keeps` names, is `%` and two hexadecimal digits.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_text::escape::percent("a b/ü", "/"), "a%20b/%C3%BC");
/// ```
#[must_use]
pub fn percent(text: &str, keeps: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if unreserved || keeps.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{percent, xml};

    #[test]
    fn markup_is_text() {
        assert_eq!(xml("<script>\"&'"), "&lt;script&gt;&quot;&amp;'");
        assert_eq!(xml("plain"), "plain");
    }

    #[test]
    fn an_address_has_no_signs_of_its_own_from_text() {
        assert_eq!(percent("a-b_c.d~e", ""), "a-b_c.d~e");
        assert_eq!(percent("../a b?#%", "/"), "../a%20b%3F%23%25");
        assert_eq!(percent("é", ""), "%C3%A9");
    }
}
