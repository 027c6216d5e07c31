//! The logo of an issuer, which a page and a picture contain.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The largest file of a logo, in bytes. It is in every page and picture.
const LARGEST: usize = 512 * 1024;

/// A picture that a page and a picture can contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    media_type: &'static str,
    bytes: Vec<u8>,
}

/// The reason why a file cannot be a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// It is in another format.
    #[error("it is not a PNG, JPEG or SVG picture")]
    Format,
    /// It is too large.
    #[error("it is larger than 512 KiB")]
    Size,
}

impl Logo {
    /// Creates a logo from the bytes of a file: a PNG, JPEG or SVG picture.
    ///
    /// # Errors
    ///
    /// If it is in another format, or too large.
    ///
    /// # Examples
    ///
    /// ```
    /// use scn_certificate::{Logo, LogoError};
    ///
    /// assert!(Logo::from_bytes(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()).is_ok());
    /// assert_eq!(Logo::from_bytes(b"GIF89a".to_vec()), Err(LogoError::Format));
    /// ```
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, LogoError> {
        if LARGEST < bytes.len() {
            return Err(LogoError::Size);
        }
        let media_type = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            other => match str::from_utf8(other) {
                Ok(text) if is_svg(text) => "image/svg+xml",
                Ok(_) | Err(_) => return Err(LogoError::Format),
            },
        };
        Ok(Self { media_type, bytes })
    }

    /// Returns the logo as an address that contains it (RFC 2397). Scripts in it are not run where a
    /// picture is shown.
    pub(crate) fn data_uri(&self) -> String {
        format!("data:{};base64,{}", self.media_type, STANDARD.encode(&self.bytes))
    }
}

/// Whether a text is an SVG picture: its first element, after declarations and comments, is `svg`.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!DOCTYPE") {
            ">"
        } else {
            return rest.strip_prefix("<svg").is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()));
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised_by_their_content() {
        let media_type = |bytes: &[u8]| Logo::from_bytes(bytes.to_vec()).map(|logo| logo.media_type);
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n...."), Ok("image/png"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Ok("image/jpeg"));
        let svg = "<?xml version=\"1.0\"?>\n<!-- ours -->\n<!DOCTYPE svg>\n<svg width=\"9\"></svg>";
        assert_eq!(media_type(svg.as_bytes()), Ok("image/svg+xml"));
        for other in ["", "<html><svg></svg></html>", "<svgs>", "<!-- <svg>", "\u{feff}"] {
            assert_eq!(media_type(other.as_bytes()), Err(LogoError::Format), "{other}");
        }
        assert_eq!(media_type(b"\xff\xfe<svg>"), Err(LogoError::Format));
        assert_eq!(media_type(&vec![b' '; LARGEST + 1]), Err(LogoError::Size));
    }
}
