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

    /// Returns the text that the page shows of a run to a spot.
    pub(crate) fn text_shown(&self, story: &Story, spot: &str) -> String {
        self.preview.update(Update {
            story: Some(story.clone()),
            findings: &[],
            sources: &Sources::new(),
            scenarios: &[],
            base: "",
            first: None,
            changed: Vec::new(),
        });
        let acts: &[Value] = match spot {
            "brief" => &[json!({"do": "show"})],
            "situation" => &[json!({"do": "start"})],
            "hint" => &[json!({"do": "start"}), json!({"do": "hint"})],
            _ => &[json!({"do": "start"}), json!({"do": "choose", "choice": "go"})],
        };
        let (mut run, mut shown) = (Value::Null, String::new());
        for act in acts {
            let (journey, hints) = (run.get("journey"), run.get("hints").cloned().unwrap_or(json!(0)));
            let ask = json!({"scenario": "s", "seed": 7, "journey": journey, "hints": hints, "act": act});
            run = self.send_request(&ask).get("run").cloned().unwrap_or_default();
            shown.push_str(&text_of(run.get("html").and_then(Value::as_str).expect("there is a page")));
        }
        shown
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

/// Returns a fragment of HTML as a reader of the page sees it: without tags, and with the numbers
/// of numbered items.
fn text_of(html: &str) -> String {
    let (mut out, mut lists): (String, Vec<Option<u64>>) = (String::new(), Vec::new());
    let mut remaining = html;
    while let Some((text, tag)) = remaining.split_once('<') {
        out.push_str(text);
        let (tag, after) = tag.split_once('>').expect("a tag is closed");
        remaining = after;
        match tag.split([' ', '>']).next().unwrap_or_default() {
            "ol" => {
                let start = tag.split_once("start=\"").and_then(|(_, rest)| rest.split('"').next()?.parse().ok());
                lists.push(Some(start.unwrap_or(1)));
            }
            "ul" => lists.push(None),
            "/ol" | "/ul" => drop(lists.pop()),
            "li" => {
                out.push('\n');
                if let Some(Some(number)) = lists.last_mut() {
                    out.push_str(&format!("{number} "));
                    *number += 1;
                }
            }
            "b" | "/b" | "em" | "/em" | "strong" | "/strong" | "code" | "/code" | "a" | "/a" => {}
            _ => out.push('\n'),
        }
    }
    out.push_str(remaining);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(out, |text, (entity, c)| text.replace(entity, c))
}
