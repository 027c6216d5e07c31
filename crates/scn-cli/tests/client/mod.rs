//! An editor, as far as the protocol is concerned.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// The longest time to wait for an answer, generous for a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client and its server.
pub(crate) struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i64,
    version: i64,
    answers: BTreeMap<i64, Value>,
    /// The diagnostics that the server last published for each file, by its URI.
    pub(crate) diagnostics: BTreeMap<String, Value>,
}

/// Returns the URI of a path.
pub(crate) fn uri(path: &Path) -> String {
    let path = path.to_str().expect("it is text").replace('\\', "/");
    if path.starts_with('/') { format!("file://{path}") } else { format!("file:///{path}") }
}

/// Returns a position.
pub(crate) fn position(line: usize, character: usize) -> Value {
    json!({"line": line, "character": character})
}

/// Returns the next message of a stream. Anything else on the stream fails the test.
fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().expect("it is a number"),
            Some(_) => panic!("an unknown header: {line}"),
            None if line == "\r\n" => break,
            None => panic!("no header: {line}"),
        }
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).expect("it is JSON"))
}

impl Client {
    /// Starts a server without sending anything.
    pub(crate) fn spawn() -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_scn"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut output = BufReader::new(server.stdout.take().expect("it has an output"));
        let (send, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let input = server.stdin.take();
        Self { server, input, messages, next: 1, version: 1, answers: BTreeMap::new(), diagnostics: BTreeMap::new() }
    }

    /// Starts a server in a folder. `encoding` is the unit in which columns are counted.
    pub(crate) fn start(folder: &Path, encoding: &str) -> Self {
        let mut client = Self::spawn();
        let answer = client.initialize(folder, encoding);
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], encoding);
        client
    }

    pub(crate) fn initialize(&mut self, folder: &Path, encoding: &str) -> Value {
        let params = json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": [{"uri": uri(folder), "name": "test"}],
            "capabilities": {
                "general": {"positionEncodings": [encoding]},
                "textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}},
            },
        });
        let answer = self.request("initialize", &params);
        self.notify("initialized", &json!({}));
        answer
    }

    /// Sends raw bytes.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the client has not gone");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server listens");
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.write(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id.
    pub(crate) fn send(&mut self, method: &str, params: &Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.write(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for the response to a request, which may be an error.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            self.receive();
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        self.answer(id)
    }

    /// Sends a request that must succeed, and returns its result.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, &params);
        assert!(answer.get("result").is_some(), "{method} {params}: {answer}");
        answer["result"].clone()
    }

    pub(crate) fn open(&mut self, path: &Path, text: &str) {
        self.open_as(&uri(path), text);
    }

    pub(crate) fn open_as(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "scn", "version": 1, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, path: &Path, changes: &Value) {
        self.version += 1;
        let document = json!({"uri": uri(path), "version": self.version});
        self.notify("textDocument/didChange", &json!({"textDocument": document, "contentChanges": changes}));
    }

    fn receive(&mut self) {
        let message = self.messages.recv_timeout(PATIENCE).expect("the server answers");
        self.take(message);
    }

    fn take(&mut self, message: Value) {
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        match (message["id"].as_i64(), message["method"].as_str()) {
            (Some(id), None) => {
                self.answers.insert(id, message);
            }
            (None, Some("textDocument/publishDiagnostics")) => {
                let uri = message["params"]["uri"].as_str().expect("it is of a file").to_owned();
                self.diagnostics.insert(uri, message["params"].clone());
            }
            // Requests of the server to an editor, and responses without a request.
            (Some(_), Some(_)) | (None, _) => {}
        }
    }

    /// Waits until a condition holds.
    pub(crate) fn until(&mut self, is_so: impl Fn(&Self) -> bool) {
        while !is_so(self) {
            match self.messages.recv_timeout(PATIENCE) {
                Ok(message) => self.take(message),
                Err(_) => panic!("it never comes to that: {:#?}", self.diagnostics),
            }
        }
    }

    /// Ends the session properly and returns the exit status.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.notify("exit", &Value::Null);
        self.wait()
    }

    /// Closes the connection without ending the session.
    pub(crate) fn close(&mut self) {
        self.input = None;
    }

    /// Returns the exit status.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.server.wait().expect("it ends").code()
    }
}
