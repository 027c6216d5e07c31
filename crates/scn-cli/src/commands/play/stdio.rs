//! Standard input and output of a run in lines.
//!
//! What is written reaches the reader before the run waits for input, and at its end. Between
//! choices that have already been typed, as in a file, nothing is written: a system call for each
//! line takes longer than the choice itself.

use std::cell::RefCell;
use std::io::{self, BufRead, BufWriter, Read, Stdout, Write};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use super::INTERRUPTED;

/// How often a wait for input checks whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(50);

/// The number of bytes that are written at once.
const WRITTEN: usize = 1 << 16;

/// Returns standard input and output for a run.
pub(in crate::commands) fn run_stdio() -> (InputLines, RunOutput) {
    let output = RunOutput::new(io::stdout());
    (
        InputLines { output: RunOutput(Rc::clone(&output.0)), reader: None, asked: false, now: Vec::new(), used: 0 },
        output,
    )
}

/// An output that is flushed when the run waits for input, and by [`RunOutput::finish`].
#[derive(Debug)]
pub(in crate::commands) struct RunOutput<W: Write = Stdout>(Rc<RefCell<BufferedOutput<W>>>);

#[derive(Debug)]
struct BufferedOutput<W: Write> {
    writer: BufWriter<W>,
    /// Why the output could not be flushed before a wait. The next write returns it.
    failure: Option<io::Error>,
}

impl<W: Write> RunOutput<W> {
    fn new(output: W) -> Self {
        let writer = BufWriter::with_capacity(WRITTEN, output);
        Self(Rc::new(RefCell::new(BufferedOutput { writer, failure: None })))
    }

    /// Flushes the output. Returns `false` if that fails; the next write then returns the error.
    fn flush_before_wait(&self) -> bool {
        let mut output = self.0.borrow_mut();
        output.failure = output.writer.flush().err();
        output.failure.is_none()
    }

    /// Writes what is left. A closed output is not an error.
    pub(in crate::commands) fn finish(&self) -> io::Result<()> {
        match self.0.borrow_mut().writer.flush() {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl<W: Write> Write for RunOutput<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut output = self.0.borrow_mut();
        match output.failure.take() {
            Some(failure) => Err(failure),
            None => output.writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().failure.take().map_or(Ok(()), Err)
    }
}

/// Standard input, read by another thread, so that Ctrl-C can interrupt the wait for a line. It
/// reads nothing before it is asked to, so that a run that needs no input takes none.
pub(in crate::commands) struct InputLines {
    output: RunOutput,
    reader: Option<Reader>,
    /// Whether the reader was asked for input that has not been received.
    asked: bool,
    now: Vec<u8>,
    used: usize,
}

struct Reader {
    requests: SyncSender<()>,
    pieces: Receiver<io::Result<Vec<u8>>>,
}

impl Reader {
    fn spawn() -> Self {
        let (requests, asked) = mpsc::sync_channel(1);
        let (sender, pieces) = mpsc::sync_channel(1);
        std::thread::spawn(move || {
            let mut input = io::stdin().lock();
            while asked.recv().is_ok() {
                let piece = read_piece(&mut input);
                let end = piece.as_ref().map_or(true, Vec::is_empty);
                if sender.send(piece).is_err() || end {
                    break;
                }
            }
        });
        Self { requests, pieces }
    }
}

/// Reads what is available: a line of a terminal, or as much of a file as is read at once.
fn read_piece(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    loop {
        match input.fill_buf() {
            Ok(available) => {
                let piece = available.to_vec();
                input.consume(piece.len());
                return Ok(piece);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl Read for InputLines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        for (to, byte) in buffer.iter_mut().zip(available) {
            *to = *byte;
        }
        self.consume(count);
        Ok(count)
    }
}

impl InputLines {
    /// Waits for more input. At its end, none is left.
    fn wait(&mut self) -> io::Result<()> {
        let reader = self.reader.get_or_insert_with(Reader::spawn);
        if !self.asked {
            // After the end of the input, nobody receives this, and the wait ends at once.
            let _ = reader.requests.send(());
            self.asked = true;
        }
        loop {
            if INTERRUPTED.load(Ordering::SeqCst) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            match reader.pieces.recv_timeout(LOOK) {
                Ok(piece) => {
                    self.asked = false;
                    self.now = piece?;
                    return Ok(());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.asked = false;
                    return Ok(());
                }
            }
        }
    }
}

impl BufRead for InputLines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.now.len() <= self.used {
            self.now.clear();
            self.used = 0;
            // Nobody is left to answer if nothing can be written. The next write says so.
            if self.output.flush_before_wait() {
                self.wait()?;
            }
        }
        Ok(self.now.get(self.used..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.used = self.used.saturating_add(count).min(self.now.len());
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::cell::RefCell;
    use std::io::{self, Write};
    use std::rc::Rc;

    use super::RunOutput;

    /// Counts writes, and fails if it is closed.
    #[derive(Clone, Debug, Default)]
    struct Counted {
        writes: Rc<RefCell<Vec<usize>>>,
        closed: bool,
    }

    impl Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.closed {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.writes.borrow_mut().push(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nothing_is_written_between_choices_but_all_before_a_wait() {
        let counted = Counted::default();
        let mut output = RunOutput::new(counted.clone());
        for _ in 0..1_000 {
            output.write_all(b"1. Ask\n").unwrap();
            output.flush().unwrap();
        }
        assert!(counted.writes.borrow().is_empty());
        assert!(output.flush_before_wait());
        assert_eq!(*counted.writes.borrow(), [7_000]);
        output.write_all(b"Bye\n").unwrap();
        output.finish().unwrap();
        assert_eq!(*counted.writes.borrow(), [7_000, 4]);
    }

    #[test]
    fn a_closed_output_is_reported_by_the_next_write() {
        let mut output = RunOutput::new(Counted { closed: true, ..Counted::default() });
        output.write_all(b"1. Ask\n").unwrap();
        assert!(!output.flush_before_wait());
        assert_eq!(output.write(b"more").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        output.finish().unwrap();
    }
}
