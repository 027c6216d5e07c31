//! The lines of the protocol on standard input and output.
//!
//! Each line is a message. A line that is none gets an answer with an error, and the session goes
//! on. A line that is too long is discarded as it is read, so no line can use up the memory. At the
//! end of the input, what was asked is still answered.

use std::future::Future;
use std::io::{self, BufRead, Read, Write};

use rmcp::model::{ClientNotification, ErrorData, JsonRpcMessage, RequestId};
use rmcp::service::{RoleServer, RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use crate::screen::print_note;

/// The longest line that is read, in bytes. The SDKs of the protocol accept as much.
const LONGEST: usize = 16 << 20;

/// The number of messages that are read ahead of their answers.
const AHEAD: usize = 64;

type Received = RxJsonRpcMessage<RoleServer>;
type Sent = TxJsonRpcMessage<RoleServer>;

/// A line to write, and whom to tell when it is written.
struct Outgoing {
    line: Vec<u8>,
    written: oneshot::Sender<()>,
}

/// Standard input and output as a transport of messages.
pub(super) struct Wire {
    incoming: mpsc::Receiver<Received>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    /// The requests without an answer.
    open: Vec<RequestId>,
}

impl Wire {
    /// Starts the two threads that read and write.
    pub(super) fn open() -> Self {
        let (read, incoming) = mpsc::channel(AHEAD);
        let (outgoing, to_write) = mpsc::unbounded_channel();
        let answers = outgoing.clone();
        std::thread::spawn(move || read_lines(&mut io::stdin().lock(), &read, &answers));
        std::thread::spawn(move || write_lines(&mut io::stdout().lock(), to_write));
        Self { incoming, outgoing, open: Vec::new() }
    }

    fn close_request(&mut self, id: &RequestId) {
        self.open.retain(|open| open != id);
    }
}

impl Transport<RoleServer> for Wire {
    type Error = io::Error;

    fn send(&mut self, item: Sent) -> impl Future<Output = Result<(), io::Error>> + Send + 'static {
        match &item {
            JsonRpcMessage::Response(response) => self.close_request(&response.id),
            JsonRpcMessage::Error(error) => error.id.iter().for_each(|id| self.close_request(id)),
            JsonRpcMessage::Request(_) | JsonRpcMessage::Notification(_) => {}
        }
        let written = send_line(&self.outgoing, &item);
        async move {
            let is_written = match written {
                Some(written) => written.await.is_ok(),
                None => false,
            };
            if is_written { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
        }
    }

    async fn receive(&mut self) -> Option<Received> {
        let message = tokio::select! {
            message = self.incoming.recv() => message,
            // Nobody reads the answers any more.
            () = self.outgoing.closed() => return None,
        };
        match &message {
            Some(JsonRpcMessage::Request(request)) => self.open.push(request.id.clone()),
            Some(JsonRpcMessage::Notification(message)) => {
                // A request that is cancelled gets no answer.
                if let ClientNotification::CancelledNotification(cancelled) = &message.notification {
                    cancelled.params.request_id.iter().for_each(|id| self.close_request(id));
                }
            }
            Some(JsonRpcMessage::Response(_) | JsonRpcMessage::Error(_)) => {}
            // The session ends with the input, but first, what was asked is answered. The session
            // calls this again after each answer.
            None if !self.open.is_empty() => self.outgoing.closed().await,
            None => {}
        }
        message
    }

    async fn close(&mut self) -> Result<(), io::Error> {
        self.incoming.close();
        Ok(())
    }
}

/// Queues a message for writing. Returns what becomes ready when it is written, or fails when it
/// cannot be; `None` if nothing is written any more. Characters that hide or reorder text are
/// escaped, so the log of an assistant shows them.
fn send_line(outgoing: &mpsc::UnboundedSender<Outgoing>, message: &Sent) -> Option<oneshot::Receiver<()>> {
    let json = serde_json::to_string(message).ok()?;
    let mut line = scn_text::escape_json(&json).into_owned();
    line.push('\n');
    let (written, is_written) = oneshot::channel();
    outgoing.send(Outgoing { line: line.into_bytes(), written }).ok()?;
    Some(is_written)
}

/// Writes lines until one cannot be written.
fn write_lines(out: &mut impl Write, mut lines: mpsc::UnboundedReceiver<Outgoing>) {
    while let Some(Outgoing { line, written }) = lines.blocking_recv() {
        if out.write_all(&line).and_then(|()| out.flush()).is_err() {
            return;
        }
        // The session that asked may have ended.
        let _ = written.send(());
    }
}

/// Reads messages until the input ends.
fn read_lines(input: &mut impl BufRead, messages: &mpsc::Sender<Received>, answers: &mpsc::UnboundedSender<Outgoing>) {
    let mut is_begun = false;
    loop {
        let Ok(Some(line)) = next_line(input) else { return };
        let read = match line {
            Line::Whole(bytes) => read_message(&bytes),
            Line::TooLong => Err(refused(
                ErrorData::invalid_request(
                    format!("a message is longer than {LONGEST} bytes; send less at once"),
                    None,
                ),
                None,
            )),
        };
        match read {
            // Before a request there is no session that a notification could be about.
            Ok(message) if !is_begun && !matches!(message, JsonRpcMessage::Request(_)) => {}
            Ok(message) => {
                is_begun = true;
                if messages.blocking_send(message).is_err() {
                    return;
                }
            }
            Err(Unread::Ignored(note)) => print_note(&note),
            Err(Unread::Blank) => {}
            Err(Unread::Refused(answer)) => {
                // The process ends soon after the input does, and this must be written before.
                if send_line(answers, &answer).is_none_or(|written| written.blocking_recv().is_err()) {
                    return;
                }
            }
        }
    }
}

/// A line of the input.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// Returns the next line without its end; `None` at the end of the input.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    if input.by_ref().take(most).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.pop_if(|last| *last == b'\n').is_some() || bytes.len() <= LONGEST {
        return Ok(Some(Line::Whole(bytes)));
    }
    drop(bytes);
    input.skip_until(b'\n')?;
    Ok(Some(Line::TooLong))
}

/// Why a line is not a message.
enum Unread {
    Blank,
    /// It needs no answer; the note is for the log.
    Ignored(String),
    Refused(Box<Sent>),
}

fn refused(error: ErrorData, id: Option<RequestId>) -> Unread {
    Unread::Refused(Box::new(Sent::error(error, id)))
}

fn read_message(line: &[u8]) -> Result<Received, Unread> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Err(Unread::Blank);
    }
    let value: Value = serde_json::from_slice(line)
        .map_err(|error| refused(ErrorData::parse_error(format!("this line is not JSON: {error}"), None), None))?;
    let id = value.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
    let method = value.get("method").and_then(Value::as_str).map(str::to_owned);
    serde_json::from_value(value).map_err(|error| match (method, id) {
        (Some(method), None) => {
            Unread::Ignored(format!("note: the notification `{method}` was not understood: {error}"))
        }
        (Some(method), id) => refused(
            ErrorData::invalid_params(
                format!("the request `{method}` has other fields than it may have: {error}"),
                None,
            ),
            id,
        ),
        (None, id) => {
            let message =
                "this line is JSON, but no message of JSON-RPC: it has no `method` and no `result`, or it is a batch";
            refused(ErrorData::invalid_request(message, None), id)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Line, next_line};

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_is_read() {
        let mut input = vec![b'x'; LONGEST + 1];
        input.extend(b"\nnext\nlast");
        let mut input = input.as_slice();
        let whole = |text: &str| Some(Line::Whole(text.as_bytes().to_vec()));
        assert_eq!(next_line(&mut input).ok(), Some(Some(Line::TooLong)));
        assert_eq!(next_line(&mut input).ok(), Some(whole("next")));
        assert_eq!(next_line(&mut input).ok(), Some(whole("last")));
        assert_eq!(next_line(&mut input).ok(), Some(None));
        let mut exact = vec![b'x'; LONGEST];
        exact.push(b'\n');
        assert_eq!(next_line(&mut exact.as_slice()).ok(), Some(Some(Line::Whole(vec![b'x'; LONGEST]))));
    }
}
