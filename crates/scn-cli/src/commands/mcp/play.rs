//! The tool `play`: a front end over the events of `scn play --events`.
//!
//! The choices of a run are the whole state, so a call repeats the run and shows its last page.
//! Nothing can be out of step after the pack was edited or the session was interrupted.

use std::fmt::Write;

use scn_text::counted;
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::calls::{Called, Place};

/// The seed of a run that names none: the same for each call of a run.
const SEED: u64 = 1;

/// The most hints that are shown at once.
const MOST_HINTS: u64 = 20;

/// Plays a run and returns its last page.
pub(super) async fn play(place: &Place<'_>, mut arguments: Arguments) -> Called {
    let mut words = vec!["play".to_owned(), "--events".to_owned()];
    let path = place.path(&mut arguments)?;
    let choices = arguments.texts("choices")?;
    if let Some(odd) = choices.iter().find(|choice| choice.contains(',') || choice.trim().is_empty()) {
        return Err(format!("`{odd}` is not the id of a choice; give each id as a text of its own"));
    }
    if !choices.is_empty() {
        words.push(format!("--choices={}", choices.join(",")));
    }
    words.extend(arguments.text("from")?.map(|id| format!("--from={id}")));
    words.extend(arguments.text("language")?.map(|language| format!("--language={language}")));
    let seed = arguments.number("seed")?.unwrap_or(SEED);
    words.push(format!("--seed={seed}"));
    words.extend(["--".to_owned(), path.clone()]);
    words.extend(arguments.text("scenario")?);
    let hints = arguments.number("hints")?.unwrap_or_default().min(MOST_HINTS);
    let acts = (0..hints).map(|_| "{\"do\":\"hint\"}\n").collect::<String>();
    let output = place.run(&path, &words, &acts).await?;
    let lines: Vec<Value> = output.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if output.status != Some(0) {
        let page = Run::of(&lines).page().map(|page| format!("\n\n{page}")).unwrap_or_default();
        return Err(format!("{}{page}", output.stderr));
    }
    let run = Run::of(&lines);
    let page = run.page().ok_or("the run showed nothing")?;
    let notes = if output.stderr.is_empty() { String::new() } else { format!("\n{}\n", output.stderr) };
    let text = scn_text::sanitize_lines(&format!("{page}{notes}")).into_owned();
    Ok((text, Some(run.to_data(seed))))
}

/// The messages of a run that are shown.
#[derive(Debug, Default)]
struct Run<'m> {
    scene: Option<&'m Value>,
    hints: Vec<&'m Value>,
    problems: Vec<&'m str>,
    debrief: Option<&'m Value>,
    finished: Option<&'m Value>,
}

impl<'m> Run<'m> {
    fn of(lines: &'m [Value]) -> Self {
        let mut run = Self::default();
        for line in lines {
            match line["message"].as_str() {
                Some("scene") => run.scene = Some(line),
                Some("debrief") => run.debrief = Some(line),
                Some("finished") => run.finished = Some(line),
                Some("done") => run.hints.extend(line.get("hint")),
                Some(_) | None => run.problems.extend(line["error"].as_str()),
            }
        }
        run
    }

    /// Returns the last page as text; `None` if there is none.
    fn page(&self) -> Option<String> {
        let scene = self.scene?;
        let mut page = String::new();
        for passage in list(&scene["passages"]) {
            add_passage(&mut page, passage);
        }
        for hint in &self.hints {
            add_paragraph(&mut page, &format!("Hint: {}", pieces(&hint["text"])));
        }
        for problem in &self.problems {
            add_paragraph(&mut page, problem);
        }
        if let Some(question) = scene.get("ask") {
            add_paragraph(&mut page, &format!("Question to answer in writing: {}", texts(question).join(" ")));
        }
        for status in list(&scene["status"]) {
            let value = |key: &str| status[key].as_str().map_or_else(|| status[key].to_string(), str::to_owned);
            add_paragraph(&mut page, &format!("{}: {}", value("title"), value("value")));
        }
        add_choices(&mut page, list(&scene["choices"]));
        page.extend(scene["stopped"].as_str().map(|why| format!("\nThe run has stopped: {why}\n")));
        if let Some(debrief) = self.debrief {
            add_debrief(&mut page, debrief);
        }
        Some(page)
    }

    /// Returns the page as data.
    fn to_data(&self, seed: u64) -> Value {
        let empty = json!({});
        let scene = self.scene.unwrap_or(&empty);
        let is_over = scene.get("ended").is_some();
        let mut data = json!({ "at": scene["at"], "over": is_over });
        let made = self.finished.and_then(|it| it["choices"].as_str()).unwrap_or_default();
        let made: Vec<&str> = made.split(',').map(str::trim).filter(|choice| !choice.is_empty()).collect();
        data["run"] = json!({ "choices": made, "seed": seed });
        for key in ["passages", "choices", "ask", "hints_left", "progress", "values", "status", "ended", "stopped"] {
            if let Some(value) = scene.get(key) {
                data[key] = value.clone();
            }
        }
        if !self.hints.is_empty() {
            data["hints"] = json!(self.hints);
        }
        if let Some(debrief) = self.debrief {
            let mut debrief = debrief.clone();
            debrief.as_object_mut().map(|it| it.remove("message"));
            data["debrief"] = debrief;
        }
        data
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn add_paragraph(page: &mut String, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        let gap = if page.is_empty() { "" } else { "\n" };
        // Writing to a string does not fail.
        let _ = writeln!(page, "{gap}{text}");
    }
}

fn add_passage(page: &mut String, passage: &Value) {
    if let Some(title) = passage["title"].as_str().filter(|title| !title.is_empty()) {
        add_paragraph(page, &format!("## {title}"));
    }
    for block in list(&passage["body"]) {
        add_block(page, block);
    }
    for feedback in list(&passage["feedback"]) {
        add_paragraph(page, &texts(feedback).join(" "));
    }
    if let Some(result) = passage["result"].as_str() {
        add_paragraph(page, &format!("Result: {result}"));
    }
}

fn add_block(page: &mut String, block: &Value) {
    let said = texts(block);
    match (block["kind"].as_str(), block["speaker"].as_str()) {
        (Some("speech"), Some(speaker)) => {
            let direction = block["direction"].as_str().map(|it| format!(" ({it})")).unwrap_or_default();
            add_paragraph(page, &format!("{speaker}{direction}: {}", said.join("\n")));
        }
        (Some("list"), _) => add_paragraph(page, &format!("- {}", said.join("\n- "))),
        (Some("quote"), _) => add_paragraph(page, &format!("> {}", said.join("\n> "))),
        (Some("media"), _) => {
            let words = block["alternative"].as_str().map_or_else(|| pieces(&block["alternative"]), str::to_owned);
            let file = block["file"].as_str().unwrap_or_default();
            add_paragraph(page, &format!("[{file}: {words}]"));
        }
        (_, _) => add_paragraph(page, &said.join("\n")),
    }
}

fn add_choices(page: &mut String, choices: &[Value]) {
    if choices.is_empty() {
        return;
    }
    add_paragraph(page, "Choices:");
    for choice in choices {
        let id = choice["id"].as_str().unwrap_or_default();
        let label = pieces(&choice["label"]);
        let locked = match (choice["locked"].as_bool(), pieces(&choice["why"])) {
            (Some(true), why) if why.is_empty() => " [locked]".to_owned(),
            (Some(true), why) => format!(" [locked: {why}]"),
            (_, _) => String::new(),
        };
        let timed = choice["after"].as_u64().map(|seconds| format!(" [made by the clock after {seconds} seconds]"));
        let _ = writeln!(page, "- `{id}`: {label}{locked}{}", timed.unwrap_or_default());
    }
}

fn add_debrief(page: &mut String, debrief: &Value) {
    add_paragraph(page, "## Debrief");
    for (at, decision) in list(&debrief["decisions"]).iter().enumerate() {
        let title = decision["title"].as_str().unwrap_or_default();
        add_paragraph(page, &format!("{}. {title}: {}", at + 1, pieces(&decision["label"])));
        for judgement in list(&decision["judgements"]) {
            let words = |key: &str| judgement[key].as_str().unwrap_or_default();
            let _ = writeln!(page, "   - {} “{}”: {}", words("given"), words("title"), pieces(&judgement["because"]));
        }
    }
    // As in a terminal, without points: a profile is no mark.
    for principle in list(&debrief["profile"]) {
        let title = principle["title"].as_str().unwrap_or_default();
        let band = principle["band"].as_str().unwrap_or_default().replace('-', " ");
        let decisions = principle["decisions"].as_u64().and_then(|count| usize::try_from(count).ok());
        let decisions = counted(decisions.unwrap_or_default(), "decision");
        add_paragraph(page, &format!("{title}: {band}, {decisions}"));
    }
    add_paragraph(page, debrief["closing"].as_str().unwrap_or_default());
}

/// Returns the words of a text, which is a list of pieces.
fn pieces(text: &Value) -> String {
    list(text).iter().filter_map(|piece| piece["text"].as_str()).collect()
}

/// Returns the words of every text in a block, each in a line.
fn texts(block: &Value) -> Vec<String> {
    let is_pieces = list(block).first().is_some_and(|piece| piece["text"].is_string());
    if is_pieces {
        return vec![pieces(block)];
    }
    if let Some(items) = block.as_array() {
        return items.iter().flat_map(texts).collect();
    }
    block.as_object().into_iter().flat_map(|fields| fields.values()).flat_map(texts).collect()
}
