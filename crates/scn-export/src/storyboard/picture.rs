//! Pictures by their first bytes.

/// What a document has to know about a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureType {
    /// Its media type.
    pub(super) mime: &'static str,
    /// The usual extension of its files.
    pub(super) extension: &'static str,
    /// Its width and height in pixels; `None` for a drawing, or if its head cannot be read.
    pub(super) size: Option<(u32, u32)>,
}

/// Returns the type of a picture; `None` if the bytes are not one that both browsers and office
/// programs show.
pub(super) fn picture_type(bytes: &[u8]) -> Option<PictureType> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let size = number(bytes, 16, 4).zip(number(bytes, 20, 4));
        return Some(PictureType { mime: "image/png", extension: "png", size });
    }
    if bytes.starts_with(b"GIF8") {
        let little = |at: usize| Some(u32::from(*bytes.get(at)?) + (u32::from(*bytes.get(at + 1)?) << 8));
        return Some(PictureType { mime: "image/gif", extension: "gif", size: little(6).zip(little(8)) });
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Some(PictureType { mime: "image/jpeg", extension: "jpeg", size: jpeg_size(bytes) });
    }
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let start = String::from_utf8_lossy(start);
    let is_drawing = start.trim_start_matches('\u{FEFF}').trim_start().starts_with('<') && start.contains("<svg");
    is_drawing.then_some(PictureType { mime: "image/svg+xml", extension: "svg", size: None })
}

/// Returns a number in big-endian order.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

/// Returns the size in the first frame header of a JPEG file (ISO/IEC 10918-1, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            // Fill bytes before a marker.
            0xFF => at += 1,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return number(bytes, at + 7, 2).zip(number(bytes, at + 5, 2));
            }
            _ => at += 2 + usize::try_from(number(bytes, at + 2, 2)?).ok()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::picture_type;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\0\0\0\x03";
        assert_eq!(picture_type(png).and_then(|it| it.size), Some((258, 3)));
        assert_eq!(picture_type(b"GIF89a\x05\x01\x06\0").and_then(|it| it.size), Some((261, 6)));
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04AB\xFF\xFF\xC2\0\x11\x08\0\x10\0\x20";
        assert_eq!(picture_type(jpeg).and_then(|it| it.size), Some((32, 16)));
        assert_eq!(picture_type(b"<?xml version=\"1.0\"?><svg/>").map(|it| it.mime), Some("image/svg+xml"));
        assert_eq!(picture_type(b"MZ"), None);
        assert_eq!(picture_type(b"\xFF\xD8\xFF\xE0\0\0").and_then(|it| it.size), None);
    }
}
