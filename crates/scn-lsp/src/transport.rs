//! Messages on a stream of bytes: headers, an empty line, and the given number of bytes of JSON.
//!
//! The reader of `lsp-server` gives up at the first malformed message, which a server must not do.
//! So the stream is split into messages here, and a malformed message does not affect the next one.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;
use serde_json::{Value, json};

/// The maximum size of a message, in bytes.
const LARGEST: u64 = 1 << 30;

/// The result of reading from the stream.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is not a message, with the answer to send.
    Malformed(Value),
    /// The stream has ended.
    End,
}

/// Reads the next message, or malformed input in its place.
pub(crate) fn read(from: &mut impl BufRead) -> Incoming {
    match read_body(from) {
        Ok(Some(bytes)) => parse_message(&bytes),
        Ok(None) | Err(_) => Incoming::End,
    }
}

/// Reads the bytes of the next message. Invalid header lines are skipped, and reading continues
/// after them.
fn read_body(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A header is short. From a line that never ends, only this many bytes are read at a time.
        if from.by_ref().take(1 << 16).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if let Some((name, value)) = text.split_once(':') {
            if name.trim().eq_ignore_ascii_case("content-length") {
                length = value.trim().parse::<u64>().ok().filter(|length| *length <= LARGEST);
            }
        } else if let Some(length) = length.filter(|_| text.is_empty()) {
            let mut bytes = Vec::new();
            let read = from.by_ref().take(length).read_to_end(&mut bytes)?;
            return Ok((read as u64 == length).then_some(bytes));
        }
    }
}

fn parse_message(bytes: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return malformed_message(Value::Null, -32700, &format!("this is not JSON: {error}")),
    };
    let id = value.get("id").cloned();
    let valid_id = id.clone().filter(|id| id.is_number() || id.is_string()).unwrap_or_default();
    match serde_json::from_value::<Message>(value) {
        // A request with an invalid id parses as a notification, but the client waits for an
        // answer.
        Ok(Message::Notification(_)) if id.is_some() => {
            malformed_message(valid_id, -32600, "the id is neither a 32-bit integer nor a string")
        }
        Ok(message) => Incoming::Message(message),
        Err(_) => malformed_message(valid_id, -32600, "this is neither a request nor a response nor a notification"),
    }
}

fn malformed_message(id: Value, code: i32, message: &str) -> Incoming {
    Incoming::Malformed(json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}))
}

/// Writes JSON as a message.
pub(crate) fn write_value(to: &mut impl Write, value: &Value) -> io::Result<()> {
    let text = value.to_string();
    write!(to, "Content-Length: {}\r\n\r\n", text.len())?;
    to.write_all(text.as_bytes())?;
    to.flush()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::{Incoming, read};

    /// Summarizes the content of a stream.
    fn summarize(stream: &[u8]) -> Vec<String> {
        let mut stream = stream;
        let mut summary = Vec::new();
        loop {
            match read(&mut stream) {
                Incoming::Message(message) => summary.push(serde_json::to_string(&message).unwrap()),
                Incoming::Malformed(answer) => summary.push(format!("{} {}", answer["id"], answer["error"]["code"])),
                Incoming::End => return summary,
            }
        }
    }

    fn with_header(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_malformed_leaves_the_next_message_alone() {
        let exit = r#"{"method":"exit"}"#;
        for (garbage, answer) in [
            (with_header("{"), Some("null -32700")),
            (with_header("\u{1F600}"), Some("null -32700")),
            (with_header("[]"), Some("null -32600")),
            (with_header(r#"{"id":7,"method":3}"#), Some("7 -32600")),
            (with_header(r#"{"id":99999999999,"method":"x"}"#), Some("99999999999 -32600")),
            (with_header(r#"{"id":null,"method":"x"}"#), Some("null -32600")),
            ("nonsense\r\n\r\n".to_owned(), None),
            ("Content-Length: many\r\n\r\n".to_owned(), None),
            ("Content-Type: x\r\n".to_owned(), None),
        ] {
            let stream = format!("{garbage}{}", with_header(exit));
            let expected: Vec<String> = answer.into_iter().chain([exit]).map(str::to_owned).collect();
            assert_eq!(summarize(stream.as_bytes()), expected, "{garbage}");
        }
        let mut stream = b"Content-Length: 2\r\n\r\n\xff\xfe".to_vec();
        stream.extend(with_header(exit).bytes());
        assert_eq!(summarize(&stream), ["null -32700", exit]);
    }

    #[test]
    fn a_stream_that_breaks_off_ends() {
        assert!(summarize(b"").is_empty());
        assert!(summarize(b"Content-Length: 10\r\n\r\n{").is_empty());
        assert!(summarize(b"Content-Length: 10").is_empty());
    }
}
