//! The event loop: messages of the client and reports of checks arrive through one channel and are
//! handled in order.

mod dispatch;
mod init;
mod sync;

use std::collections::VecDeque;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::Value;

use crate::disk::Disk;
use crate::transport::{self, Incoming};
use crate::worker::{Job, Report};
use crate::workspace::{Refusal, State, catch_panic};

/// An incoming event.
#[derive(Debug)]
enum Event {
    Client(Incoming),
    Worker(Report),
}

/// The phase of the server's life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not initialized yet.
    New,
    Running,
    /// After `shutdown`: only `exit` is accepted.
    Down,
}

/// Serves a client until it sends `exit` or closes the stream. Returns whether it sent `shutdown`
/// before.
///
/// # Examples
///
/// ```
/// use std::io::Cursor;
/// use std::path::{Path, PathBuf};
/// use std::sync::Arc;
///
/// use scn_compiler::MediaFile;
/// use scn_lsp::{Disk, LoadedPack, OpenTexts, serve};
///
/// /// A disk without files.
/// struct EmptyDisk;
///
/// impl Disk for EmptyDisk {
///     fn load(&self, _: &Path, _: &OpenTexts<'_>) -> Result<LoadedPack, String> {
///         Ok(LoadedPack::default())
///     }
///     fn packs_in(&self, _: &Path) -> Vec<PathBuf> {
///         Vec::new()
///     }
///     fn resolve_media(&self, _: &Path, _: &str) -> MediaFile {
///         MediaFile::Missing { near: None }
///     }
///     fn media_files(&self, _: &Path) -> Vec<String> {
///         Vec::new()
///     }
///     fn canonical_path(&self, path: &Path) -> PathBuf {
///         path.to_owned()
///     }
/// }
///
/// let messages = [
///     r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#,
///     r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#,
///     r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#,
///     r#"{"jsonrpc":"2.0","method":"exit"}"#,
/// ];
/// let frame = |message: &&str| format!("Content-Length: {}\r\n\r\n{message}", message.len());
/// let input: String = messages.iter().map(frame).collect();
///
/// let mut output = Vec::new();
/// assert!(serve(Cursor::new(input), &mut output, Arc::new(EmptyDisk)));
/// assert!(String::from_utf8(output)?.contains("\"capabilities\""));
/// # Ok::<(), std::string::FromUtf8Error>(())
/// ```
pub fn serve(input: impl BufRead + Send + 'static, output: impl Write, disk: Arc<dyn Disk>) -> bool {
    let (send, events) = channel();
    let to_loop = send.clone();
    thread::spawn(move || {
        let mut input = input;
        loop {
            let incoming = transport::read(&mut input);
            let is_over = matches!(incoming, Incoming::End);
            if to_loop.send(Event::Client(incoming)).is_err() || is_over {
                return;
            }
        }
    });
    let mut server =
        Server { output, send, queue: VecDeque::new(), phase: Phase::New, state: State::new(disk), next_id: 0 };
    server.run(&events)
}

struct Server<W> {
    output: W,
    /// Cloned for checks, which report through it.
    send: Sender<Event>,
    /// Received events that have not been handled.
    queue: VecDeque<Event>,
    phase: Phase,
    state: State,
    /// The number of the next request to the client.
    next_id: i32,
}

impl<W: Write> Server<W> {
    fn run(&mut self, events: &Receiver<Event>) -> bool {
        loop {
            self.queue.extend(events.try_iter());
            if self.queue.is_empty() {
                // The queue is empty, so the work left by edits is done now.
                self.publish_and_check();
                match events.recv() {
                    Ok(event) => self.queue.push_back(event),
                    Err(_) => return false,
                }
                self.queue.extend(events.try_iter());
            }
            let Some(event) = self.queue.pop_front() else { continue };
            match event {
                Event::Worker(report) => {
                    self.state.apply_report(report);
                }
                Event::Client(Incoming::End) => return false,
                Event::Client(Incoming::Malformed(answer)) => self.send_value(&answer),
                Event::Client(Incoming::Message(Message::Notification(it))) if it.method == "exit" => {
                    return self.phase == Phase::Down;
                }
                Event::Client(Incoming::Message(message)) => self.handle_message(message),
            }
            self.flush();
        }
    }

    fn handle_message(&mut self, message: Message) {
        match message {
            Message::Request(request) => self.handle_request(request),
            Message::Notification(notification) => {
                if self.phase == Phase::Running {
                    // A notification has no answer, so an invalid one has no effect.
                    let _ = catch_panic(|| self.handle_notification(&notification));
                }
            }
            // No request to the client needs its response.
            Message::Response(_) => {}
        }
    }

    fn handle_request(&mut self, request: Request) {
        if self.take_cancel(&request.id) {
            self.send_message(Response::new_err(request.id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned()));
            return;
        }
        let refuse_with =
            |code: ErrorCode, message: &str| Err(Refusal { code: code as i32, message: message.to_owned() });
        let answer = match (self.phase, request.method.as_str()) {
            (Phase::New, "initialize") => catch_panic(|| self.initialize(request.params)).and_then(|answer| answer),
            (Phase::New, _) => refuse_with(ErrorCode::ServerNotInitialized, "the server is not initialized"),
            (Phase::Running | Phase::Down, "initialize") => {
                refuse_with(ErrorCode::InvalidRequest, "the server is initialized already")
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Down;
                Ok(Value::Null)
            }
            (Phase::Running, method) => {
                // Requests use the current texts.
                self.state.refresh_packs();
                catch_panic(|| dispatch::answer_request(&mut self.state, method, request.params))
                    .and_then(|answer| answer)
            }
            (Phase::Down, _) => refuse_with(ErrorCode::InvalidRequest, "the server is shutting down"),
        };
        let id = request.id;
        self.send_message(Response { id, response_result: answer.map_err(Refusal::into_error) });
    }

    /// Returns whether the client has cancelled a request in the meantime.
    fn take_cancel(&mut self, id: &RequestId) -> bool {
        let is_cancellation = |event: &Event| match event {
            Event::Client(Incoming::Message(Message::Notification(it))) if it.method == "$/cancelRequest" => {
                it.params.get("id").is_some_and(|it| serde_json::to_value(id).is_ok_and(|id| id == *it))
            }
            Event::Client(_) | Event::Worker(_) => false,
        };
        match self.queue.iter().position(is_cancellation) {
            Some(at) => {
                self.queue.remove(at);
                true
            }
            None => false,
        }
    }

    /// Publishes findings about changed texts, and starts checks of them.
    fn publish_and_check(&mut self) {
        let Ok(jobs) = catch_panic(|| {
            self.state.refresh_packs();
            self.state.begin_checks()
        }) else {
            return;
        };
        self.flush();
        for job in jobs {
            self.start_check(job);
        }
    }

    fn start_check(&self, job: Job) {
        let send = self.send.clone();
        thread::spawn(move || {
            // If a check fails, there are no new results, and the server continues.
            let _ = catch_panic(|| {
                job.run(&|report| {
                    // Nobody receives reports while the server shuts down.
                    let _ = send.send(Event::Worker(report));
                });
            });
        });
    }

    /// Sends pending notifications.
    fn flush(&mut self) {
        for (method, params) in std::mem::take(&mut self.state.outbox) {
            self.send_message(Notification { method: method.to_owned(), params });
        }
    }

    /// Sends a request to the client; its response does not matter.
    fn send_request(&mut self, method: &str, params: Value) {
        let id = RequestId::from(self.next_id);
        self.next_id += 1;
        self.send_message(Request { id, method: method.to_owned(), params });
    }

    fn send_message(&mut self, message: impl Into<Message>) {
        let message = message.into();
        if let Ok(mut value) = serde_json::to_value(&message) {
            if let Some(object) = value.as_object_mut() {
                object.insert("jsonrpc".to_owned(), "2.0".into());
            }
            self.send_value(&value);
        }
    }

    fn send_value(&mut self, value: &Value) {
        // A client that no longer reads also closes its end, which ends the loop.
        let _ = transport::write_value(&mut self.output, value);
    }
}
