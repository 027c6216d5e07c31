//! The page of the preview, requested over HTTP like a browser does.

use std::io::{Read, Write};
use std::net::TcpStream;

use scn_preview::{Preview, Settings, Update};
use scn_source::Sources;
use scn_story::Story;
use serde_json::{Value, json};

const TOKEN: &str = "0123456789abcdef";

pub(crate) struct Page {
    preview: Preview,
    port: u16,
}

impl Page {
    pub(crate) fn new() -> Self {
        let settings = Settings { port: 0, token: TOKEN.to_owned(), media: Box::new(|_| None) };
        let preview = Preview::start(settings).expect("there is a free port");
        let address = preview.address();
        let port = address.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("it has a port");
        let port = port.parse().expect("it is a number");
        Self { preview, port }
    }

    /// Returns the lines that the page shows of a run to a spot.
    pub(crate) fn lines_shown(&self, story: &Story, spot: &str) -> String {
        self.preview.update(Update {
            story: Some(story.clone()),
            findings: &[],
            sources: &Sources::new(),
            scenarios: &[],
            base: "",
            first: None,
            changed: Vec::new(),
        });
        let lines = match spot {
            "brief" | "situation" | "ask" => json!([]),
            "hint" => json!([{"do": "hint"}]),
            _ => json!([{"do": "choose", "choice": "go"}]),
        };
        let ask = json!({"scenario": "s", "seed": 7, "journey": null, "hints": 0, "lines": lines});
        let answer = self.send_request(&ask);
        let lines = answer.pointer("/run/lines").and_then(Value::as_array).expect("there is a run");
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn send_request(&self, ask: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let (body, port) = (ask.to_string(), self.port);
        write!(
            stream,
            "POST /{TOKEN}/play HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
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
