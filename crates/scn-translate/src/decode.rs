//! Text from bytes: UTF-8, and UTF-16 with a byte order mark.

use std::borrow::Cow;

/// Decodes a file. UTF-16 is recognised by its byte order mark. Neither mark is a part of the text.
///
/// # Errors
///
/// Returns the line, from 1, at which the bytes are not text.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    if let Some(units) = bytes.strip_prefix(b"\xff\xfe") {
        return decode_utf16(units, u16::from_le_bytes).map(Cow::Owned);
    }
    if let Some(units) = bytes.strip_prefix(b"\xfe\xff") {
        return decode_utf16(units, u16::from_be_bytes).map(Cow::Owned);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    })
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let mut line = 1;
    for sign in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let sign = sign.map_err(|_| line)?;
        line += usize::from(sign == '\n');
        text.push(sign);
    }
    if rest.is_empty() { Ok(text) } else { Err(line) }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Zürich\n👩";
        let mut little = b"\xff\xfe".to_vec();
        let mut big = b"\xfe\xff".to_vec();
        for unit in text.encode_utf16() {
            little.extend(unit.to_le_bytes());
            big.extend(unit.to_be_bytes());
        }
        for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &little, &big] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_text_has_a_line() {
        assert_eq!(decode(b"a\nb\xe4"), Err(2));
        assert_eq!(decode(b"\xff\xfea\0\n\0\0\xd8"), Err(2), "half a pair of surrogates");
        assert_eq!(decode(b"\xff\xfea\0\n"), Err(1), "half a code unit");
    }
}
