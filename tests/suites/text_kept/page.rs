//! The page of the preview: its story is requested over HTTP like a browser does, and played in
//! Node by the modules that the page plays with.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use scn_preview::{Preview, Settings, Update};
use scn_source::Sources;
use scn_story::Story;
use scn_tests::markdown::project_root;
use serde_json::{Value, json};

const TOKEN: &str = "0123456789abcdef";

pub(crate) struct Page {
    preview: Preview,
    port: u16,
    node: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Page {
    /// Returns the page; `None` without Node.js.
    pub(crate) fn new() -> Option<Self> {
        let settings = Settings { port: 0, token: TOKEN.to_owned(), media: Box::new(|_| None) };
        let preview = Preview::start(settings).expect("there is a free port");
        let address = preview.address();
        let port = address.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("it has a port");
        let port = port.parse().expect("it is a number");
        let mut node = Command::new("node")
            .arg(project_root().join("tests/suites/text_kept/player.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let asks = node.stdin.take().expect("it is piped");
        let answers = BufReader::new(node.stdout.take().expect("it is piped"));
        Some(Self { preview, port, node, asks, answers })
    }

    /// Returns the lines that the page shows of a run to a spot.
    pub(crate) fn lines_shown(&mut self, story: &Story, spot: &str) -> String {
        self.preview.update(Update {
            story: Some(story.clone()),
            source: None,
            findings: &[],
            sources: &Sources::new(),
            scenarios: &[],
            base: "",
            first: None,
            changed: Vec::new(),
        });
        let acts = match spot {
            "brief" | "situation" | "ask" => json!([]),
            "hint" => json!([{"do": "hint"}]),
            _ => json!([{"do": "choose", "choice": "go"}]),
        };
        let content = self.send_request(&json!({"edition": null, "digests": []}));
        let story = content.pointer("/story/story").expect("there is a story");
        writeln!(self.asks, "{}", json!({"story": story, "scenario": "s", "acts": acts})).expect("Node reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Node answers");
        let lines: Vec<Value> = serde_json::from_str(&answer).expect("it is JSON");
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn send_request(&self, ask: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let (body, port) = (ask.to_string(), self.port);
        write!(
            stream,
            "POST /{TOKEN}/content HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let body = answer.split_once("\r\n\r\n").expect("there is a body").1;
        serde_json::from_str(body).expect("it is JSON")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}
