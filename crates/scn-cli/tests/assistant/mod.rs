//! An assistant, as far as the protocol is concerned.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The longest time to wait for an answer, generous for a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// An assistant and its server.
pub(crate) struct Assistant {
    pub(crate) server: Child,
    pub(crate) input: Option<ChildStdin>,
    lines: Receiver<String>,
    next: u64,
}

impl Assistant {
    /// Starts a server without a word.
    pub(crate) fn silent(folder: &Path, words: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scn"));
        command.arg("mcp").args(words).current_dir(folder);
        let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let output = BufReader::new(server.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { input: server.stdin.take(), server, lines, next: 0 }
    }

    /// Starts a server and a session with it.
    pub(crate) fn start(folder: &Path, words: &[&str]) -> Self {
        let mut assistant = Self::silent(folder, words);
        let about = json!({
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" }
        });
        let answer = assistant.request("initialize", &about);
        assert_eq!(answer["result"]["serverInfo"]["name"], "scn", "{answer}");
        assert_eq!(answer["result"]["protocolVersion"], "2025-06-18");
        assistant.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
        assistant
    }

    pub(crate) fn send(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
    }

    /// Returns the next message; every line must be one.
    pub(crate) fn receive(&mut self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("the server answers");
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        message
    }

    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        let answer = self.receive();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    pub(crate) fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let answer = self.request("tools/call", &json!({ "name": tool, "arguments": arguments }));
        answer.get("result").unwrap_or_else(|| panic!("{answer}")).clone()
    }

    /// Calls a tool, which must succeed, and returns its text.
    pub(crate) fn text(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.call(tool, &arguments);
        assert_ne!(result["isError"], true, "{tool} {arguments}: {result}");
        text_of(&result)
    }

    /// Calls a tool, which must refuse, and returns why.
    pub(crate) fn refusal(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.call(tool, &arguments);
        assert_eq!(result["isError"], true, "{tool} {arguments}: {result}");
        text_of(&result)
    }

    /// Ends the session.
    pub(crate) fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        self.server_ends()
    }

    /// Waits until the server has ended.
    pub(crate) fn server_ends(mut self) -> ExitStatus {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.server.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the server does not end");
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Returns the text of a result.
pub(crate) fn text_of(result: &Value) -> String {
    result["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{result}")).to_owned()
}
