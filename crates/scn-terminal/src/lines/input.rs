//! Reads lines of input.

use std::io::{self, BufRead, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};

/// The result of a read: as text from [`read_line`], as bytes from [`read_bytes`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum InputLine<T = String> {
    /// A line, without its line end.
    Read(T),
    /// The end of the input.
    End,
    /// The person wants to stop.
    Interrupted,
}

/// The maximum length of a line in bytes; the rest of a longer line is read and dropped. That is
/// more than the longest words that a learner can write.
const LONGEST: usize = 1 << 16;

/// Reads a line of arbitrary bytes as text.
pub(super) fn read_line(input: &mut impl BufRead, interrupt: Option<&AtomicBool>) -> io::Result<InputLine> {
    Ok(match read_bytes(input, interrupt, LONGEST)? {
        InputLine::Read((bytes, _)) => InputLine::Read(line_text(&bytes)),
        InputLine::End => InputLine::End,
        InputLine::Interrupted => InputLine::Interrupted,
    })
}

/// Reads a line. Returns its first `longest` bytes, and whether they are the whole line. The
/// interrupt flag is checked before and after each read, and whenever a read is interrupted.
pub(crate) fn read_bytes(
    input: &mut impl BufRead,
    interrupt: Option<&AtomicBool>,
    longest: usize,
) -> io::Result<InputLine<(Vec<u8>, bool)>> {
    let mut whole = true;
    let is_interrupted = || interrupt.is_some_and(|flag| flag.load(Ordering::SeqCst));
    let mut line = Vec::new();
    let mut any = false;
    loop {
        if is_interrupted() {
            return Ok(InputLine::Interrupted);
        }
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if is_interrupted() {
            return Ok(InputLine::Interrupted);
        }
        if buffer.is_empty() {
            return Ok(if any { InputLine::Read((line, whole)) } else { InputLine::End });
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        let room = longest.saturating_sub(line.len());
        let line_length = end.unwrap_or(used);
        whole &= line_length <= room;
        line.extend(buffer.iter().take(line_length.min(room)));
        input.consume(used);
        if end.is_some() {
            return Ok(InputLine::Read((line, whole)));
        }
    }
}

fn line_text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufRead, Read};
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::{InputLine, read_line};

    fn read(line: &str) -> InputLine {
        InputLine::Read(line.to_owned())
    }

    #[test]
    fn lines_end_in_many_ways() {
        let mut input: &[u8] = b"ask\r\n  wait \n\n2";
        for expected in [read("ask"), read("wait"), read(""), read("2"), InputLine::End, InputLine::End] {
            assert_eq!(read_line(&mut input, None).ok(), Some(expected));
        }
    }

    #[test]
    fn any_bytes_are_a_line_and_a_long_one_is_cut() {
        let mut bytes = vec![0xFF, b'a'];
        bytes.resize(1 << 18, b'b');
        bytes.extend(b"\nask\n");
        let mut input = bytes.as_slice();
        match read_line(&mut input, None) {
            Ok(InputLine::Read(line)) => assert!(line.starts_with("\u{FFFD}ab") && line.len() < 70_000),
            other => unreachable!("{other:?}"),
        }
        assert_eq!(read_line(&mut input, None).ok(), Some(read("ask")));
    }

    /// Fails like a read that a signal interrupts, and sets the flag the second time.
    struct Signalled<'f>(&'f AtomicBool, u32);

    impl Read for Signalled<'_> {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }

    impl BufRead for Signalled<'_> {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            self.1 += 1;
            self.0.store(self.1 == 2, Ordering::SeqCst);
            Err(io::ErrorKind::Interrupted.into())
        }

        fn consume(&mut self, _: usize) {}
    }

    #[test]
    fn an_interrupted_read_goes_on_until_the_flag_is_set() {
        let flag = AtomicBool::new(false);
        let mut input = Signalled(&flag, 0);
        assert_eq!(read_line(&mut input, Some(&flag)).ok(), Some(InputLine::Interrupted));
        assert_eq!(input.1, 2);
    }
}
