//! Reads requests and writes answers: as much of HTTP/1.1 as a page on this machine needs, with
//! limits on everything that a client may send.
//!
//! Each connection serves one request: locally that costs less than a tenth of a millisecond, and
//! no second request can be mistaken for a part of the first.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// The maximum length of a request's head, in bytes.
const HEAD: usize = 16 << 10;
/// The maximum number of header lines.
const LINES: usize = 64;
/// The maximum size of a body, in bytes: the events of a run of some five thousand choices.
pub(super) const BODY: usize = 1 << 20;
/// The maximum time for a request, from its first byte to its last.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How much of a refused request is read and dropped, so that the client sees the answer instead of
/// a broken connection.
const DROPPED: u64 = 4 << 20;
const DROPPING: Duration = Duration::from_millis(500);

/// The head of a request.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: String,
    /// The request target, unchanged.
    pub(super) target: String,
    headers: Vec<(String, Vec<u8>)>,
    /// The bytes already received after the head.
    rest: Vec<u8>,
}

impl Head {
    /// Returns the value of a header; `None` if it is missing, or present twice, which no honest
    /// client does with the headers used here.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (Some((_, value)), None) => std::str::from_utf8(value).ok(),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }

    fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// The reason why a request is answered with only a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    TooSlow,
    TooLarge,
    WrongType,
    HeadTooLarge,
    NoLength,
}

impl Refusal {
    pub(super) fn status_line(self) -> (u16, &'static str) {
        match self {
            Self::BadRequest => (400, "Bad Request"),
            Self::Forbidden => (403, "Forbidden"),
            Self::NotFound => (404, "Not Found"),
            Self::MethodNotAllowed => (405, "Method Not Allowed"),
            Self::TooSlow => (408, "Request Timeout"),
            Self::NoLength => (411, "Length Required"),
            Self::TooLarge => (413, "Content Too Large"),
            Self::WrongType => (415, "Unsupported Media Type"),
            Self::HeadTooLarge => (431, "Request Header Fields Too Large"),
        }
    }
}

/// A client and the deadline of its request.
#[derive(Debug)]
pub(super) struct Client {
    stream: TcpStream,
    until: Instant,
}

impl Client {
    #[expect(clippy::disallowed_methods, reason = "a client that never ends its request would hold a thread for ever")]
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, until: Instant::now() + PATIENCE })
    }

    /// Reads some more bytes; returns 0 at the end. The total time is limited, however slowly the
    /// bytes arrive.
    #[expect(clippy::disallowed_methods, reason = "a client that never ends its request would hold a thread for ever")]
    fn read_more(&mut self, into: &mut [u8]) -> Result<usize, Refusal> {
        let time_left = self.until.saturating_duration_since(Instant::now());
        if time_left.is_zero() {
            return Err(Refusal::TooSlow);
        }
        self.stream.set_read_timeout(Some(time_left)).map_err(|_| Refusal::BadRequest)?;
        match self.stream.read(into) {
            Ok(count) => Ok(count),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                Err(Refusal::TooSlow)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => self.read_more(into),
            Err(_) => Err(Refusal::BadRequest),
        }
    }

    /// Reads the head of a request; `None` if the client closed the connection without sending one.
    pub(super) fn read_head(&mut self) -> Result<Option<Head>, Refusal> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let count = self.read_more(&mut buffer)?;
            if count == 0 {
                return if bytes.is_empty() { Ok(None) } else { Err(Refusal::BadRequest) };
            }
            bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
            let mut lines = [httparse::EMPTY_HEADER; LINES];
            let mut request = httparse::Request::new(&mut lines);
            match request.parse(&bytes) {
                Ok(httparse::Status::Complete(length)) => {
                    let headers = request.headers.iter().map(|it| (it.name.to_owned(), it.value.to_vec())).collect();
                    return Ok(Some(Head {
                        method: request.method.unwrap_or_default().to_owned(),
                        target: request.path.unwrap_or_default().to_owned(),
                        headers,
                        rest: bytes.split_off(length),
                    }));
                }
                Ok(httparse::Status::Partial) if bytes.len() < HEAD => {}
                Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                    return Err(Refusal::HeadTooLarge);
                }
                Err(_) => return Err(Refusal::BadRequest),
            }
        }
    }

    /// Reads the body that belongs to a head.
    pub(super) fn read_body(&mut self, head: &mut Head) -> Result<Vec<u8>, Refusal> {
        if head.has_header("transfer-encoding") {
            return Err(Refusal::NoLength);
        }
        let length = head.header("content-length").ok_or(Refusal::NoLength)?;
        if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::BadRequest);
        }
        // A number that does not fit is also too large.
        let length = length.parse().ok().filter(|length: &usize| *length <= BODY).ok_or(Refusal::TooLarge)?;
        if head.has_header("expect") {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").map_err(|_| Refusal::BadRequest)?;
        }
        let mut body = std::mem::take(&mut head.rest);
        let mut buffer = [0; 16 << 10];
        while body.len() < length {
            match self.read_more(&mut buffer)? {
                0 => return Err(Refusal::BadRequest),
                count => body.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            }
        }
        body.truncate(length);
        Ok(body)
    }

    /// Writes an answer and ends the connection.
    pub(super) fn send_answer(mut self, answer: &Answer) {
        // If it cannot be written, the client has gone away, which does no harm.
        if self.stream.write_all(&answer.to_bytes()).and_then(|()| self.stream.flush()).is_ok() {
            let _ = self.stream.shutdown(Shutdown::Write);
            let _ = self.stream.set_read_timeout(Some(DROPPING));
            let _ = io::copy(&mut (&self.stream).take(DROPPED), &mut io::sink());
        }
    }

    /// Writes the head of an endless answer, and returns the connection to write to.
    pub(super) fn into_event_stream(mut self) -> io::Result<TcpStream> {
        self.stream.write_all(head_text(200, "OK", "text/event-stream", None, POLICY).as_bytes())?;
        Ok(self.stream)
    }
}

/// The permissions of a page: to run scripts, show pictures and send requests of this server only;
/// nothing inline, nothing external, and not in a frame.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// The permissions of an author's file: none, even if it is opened as a page of its own.
const SEALED: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// An answer with a body.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    reason: &'static str,
    kind: &'static str,
    policy: &'static str,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, reason: "OK", kind, policy: POLICY, body: body.into() }
    }

    /// Creates the answer for an author's file.
    pub(super) fn for_author_file(kind: &'static str, body: Vec<u8>) -> Self {
        Self { policy: SEALED, ..Self::new(kind, body) }
    }

    pub(super) fn from_refusal(refusal: Refusal) -> Self {
        let (status, reason) = refusal.status_line();
        let kind = "text/plain; charset=utf-8";
        Self { status, reason, kind, policy: POLICY, body: format!("{status} {reason}\n").into_bytes() }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = head_text(self.status, self.reason, self.kind, Some(self.body.len()), self.policy).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

fn head_text(status: u16, reason: &str, kind: &str, length: Option<usize>, policy: &str) -> String {
    let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n{length}Connection: close\r\nCache-Control: no-store\r\n\
         Content-Security-Policy: {policy}\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n\r\n"
    )
}
