//! The frame around fragments: a scenario with named spots.

use std::ops::Range;

/// A text with spots `{{NAME}}` and `{{NAME: FILLER}}`.
#[derive(Clone, Debug)]
pub struct Frame {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Spot { name: String, filler: String },
}

impl Frame {
    /// Reads a frame.
    ///
    /// # Errors
    ///
    /// If a spot is not closed.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut remaining = text;
        while let Some((before, behind)) = remaining.split_once("{{") {
            let (spot, after) = behind.split_once("}}").ok_or_else(|| format!("the spot `{behind}` is not closed"))?;
            let (name, filler) = spot.split_once(": ").unwrap_or((spot, ""));
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Spot { name: name.to_owned(), filler: filler.to_owned() });
            remaining = after;
        }
        parts.push(Part::Text(remaining.to_owned()));
        Ok(Self { parts })
    }

    /// Returns the frame with only its fillers.
    #[must_use]
    pub fn fillers_only(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Spot { filler, .. } => filler,
            })
            .collect()
    }

    /// Returns the frame with a fragment in the named spot, and the range of the fragment in it;
    /// `None` if there is no such spot.
    #[must_use]
    pub fn fill_spot(&self, spot: &str, fragment: &str) -> Option<(String, Range<usize>)> {
        let mut text = String::new();
        let mut place = None;
        for part in &self.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Spot { name, .. } if name == spot => {
                    place = Some(text.len()..text.len() + fragment.len());
                    text.push_str(fragment);
                }
                Part::Spot { filler, .. } => text.push_str(filler),
            }
        }
        place.map(|place| (text, place))
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;

    #[test]
    fn a_fragment_takes_the_place_of_its_spot_and_fillers_that_of_the_others() -> Result<(), String> {
        let frame = Frame::new("one {{a}} two {{b: three}}\n")?;
        assert_eq!(frame.fillers_only(), "one  two three\n");
        assert_eq!(frame.fill_spot("b", "x"), Some(("one  two x\n".to_owned(), 9..10)));
        assert_eq!(frame.fill_spot("c", "x"), None);
        assert!(Frame::new("{{a").is_err());
        Ok(())
    }
}
