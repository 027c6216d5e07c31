//! Lessons, quizzes and the course.

use serde_json::{Value, json};

use super::{STORY, Service, choose, start, status};

const LESSON: &str = "\
Lesson rules: The rules
  Before <b>all</b>.

  ## Why

  Because *so*.

  ## How

  ![A desk](pictures/desk.png)

";

const QUIZ: &str = "\
Quiz check: The check
  Pass: 1
  Tries: 2
  Show answers: after passing

  Think first.

Question one: What is right?
  Hint: Not that.

  Right this: This.
    Because: It is.

  Wrong that: That.
    Because: It never was.

Question two: How many?
  Accept: two, 2

";

fn pack() -> String {
    format!("{LESSON}{QUIZ}{STORY}")
}

/// What a page keeps of a part, and asks with.
#[derive(Clone)]
struct Page {
    attempts: Vec<Value>,
    place: Value,
}

impl Page {
    fn new() -> Self {
        Self { attempts: Vec::new(), place: Value::Null }
    }

    fn lesson(&self, service: &Service, id: &str, place: &Value) -> Value {
        let part = json!({"kind": "lesson", "id": id});
        service.ask("part", &json!({"part": part, "attempts": self.attempts, "lesson": place}))
    }

    /// Asks for a quiz at the place of the page, with changes of the place, and keeps the place.
    fn quiz(&mut self, service: &Service, changes: &Value) -> Value {
        if self.place.is_null() {
            self.place = json!({"seed": 7, "record": [], "hints": 0, "answer": null, "done": false});
        }
        for (name, value) in changes.as_object().unwrap() {
            self.place[name] = value.clone();
        }
        let part = json!({"kind": "quiz", "id": "check"});
        let view = service.ask("part", &json!({"part": part, "attempts": self.attempts, "quiz": self.place}));
        let quiz = &view["quiz"];
        if quiz["begins"] == true {
            self.place["record"] = quiz["events"].clone();
        }
        view
    }

    fn answer(&mut self, service: &Service, answer: &str) -> Value {
        self.quiz(service, &json!({"answer": [answer]}))
    }

    /// Goes on from the feedback on an answer.
    fn next(&mut self, service: &Service, feedback: &Value) -> Value {
        let record = feedback["quiz"]["events"].clone();
        self.quiz(service, &json!({"record": record, "answer": null, "hints": 0}))
    }

    /// Keeps an attempt at a part.
    fn keep(&mut self, kind: &str, id: &str, events: &Value) {
        let attempt = format!("attempt {}", self.attempts.len());
        self.attempts.push(json!({"id": attempt, "part": {"kind": kind, "id": id}, "events": events}));
    }

    fn course(&self, service: &Service) -> Value {
        service.ask("part", &json!({"part": null, "attempts": self.attempts}))["course"].clone()
    }
}

/// Returns a text without its styles.
fn plain(text: &Value) -> String {
    text.as_array().unwrap().iter().map(|words| words["text"].as_str().unwrap()).collect()
}

fn sentences(lines: &Value) -> Vec<String> {
    lines.as_array().unwrap().iter().map(plain).collect()
}

fn events_of_run(run: &Value) -> Value {
    run["lines"].as_array().unwrap().iter().filter(|line| line.get("event").is_some()).cloned().collect()
}

#[test]
fn all_parts_are_listed_in_the_order_of_the_course() {
    let service = Service::of(&pack());
    let view = service.play(&Value::Null, &[]);
    let titles = ["Lesson: The rules", "Quiz: The check", "Scenario: A <b>call</b>"];
    let listed: Vec<&str> = view["parts"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(listed, titles);
    assert_eq!(view["parts"][1]["kind"], "quiz");
    let without_scenario = Service::of(&format!("{LESSON}{QUIZ}"));
    let view =
        without_scenario.ask("play", &json!({"scenario": null, "seed": 1, "journey": null, "hints": 0, "lines": []}));
    assert_eq!((&view["run"], &view["trouble"]), (&Value::Null, &Value::Null));
    assert_eq!(view["parts"].as_array().unwrap().len(), 2);
}

#[test]
fn a_lesson_is_read_page_by_page_and_a_place_in_it_survives_an_edit() {
    let service = Service::of(&pack());
    let page = Page::new();
    let first = page.lesson(&service, "rules", &json!({"page": 0, "heading": "", "digest": null}))["lesson"].clone();
    assert_eq!((&first["title"], &first["pages"]), (&json!("The rules"), &json!(3)));
    assert_eq!(
        first["blocks"],
        json!([{"kind": "paragraph", "text": [
            {"text": "Before "}, {"text": "<b>"}, {"text": "all"}, {"text": "</b>"}, {"text": "."},
        ]}])
    );
    assert_eq!(first["headings"], json!(["", "Why", "How"]));
    assert_eq!(first["events"].as_array().unwrap().len(), 1, "it is not read yet");

    let how = json!({"page": 2, "heading": "How", "digest": first["digest"]});
    let last = page.lesson(&service, "rules", &how)["lesson"].clone();
    assert_eq!(
        (&last["blocks"][1]["file"], &last["events"][1]),
        (&json!("pictures/desk.png"), &json!({"event": "read"}))
    );

    service.update(&pack().replace("## Why", "## New\n\n  Words.\n\n  ## Why"), &["call.scn"]);
    let moved = page.lesson(&service, "rules", &how)["lesson"].clone();
    assert_eq!((&moved["page"], &moved["notice"]), (&json!(3), &Value::Null), "a page was added before it");

    service.update(&pack().replace("## How", "## Ways"), &["call.scn"]);
    let gone = page.lesson(&service, "rules", &how)["lesson"].clone();
    let notice = json!("The page “How” is no longer there, so here is page 3.");
    assert_eq!((&gone["page"], &gone["notice"]), (&json!(2), &notice));

    service.update(&pack().replace("Lesson rules:", "Lesson house-rules:"), &["call.scn"]);
    let renamed = page.lesson(&service, "rules", &how);
    assert_eq!((&renamed["lesson"]["id"], &renamed["lesson"]["page"]), (&json!("house-rules"), &json!(2)));
    assert!(renamed["notice"].as_str().unwrap().contains("`rules`"), "{}", renamed["notice"]);

    service.update(&pack().replace(LESSON, ""), &["call.scn"]);
    let removed = page.lesson(&service, "rules", &how);
    assert_eq!(removed["notice"], "The lesson “rules” is no longer there, so here is the course.");
    assert_eq!((&removed["lesson"], &removed["course"]["title"]), (&Value::Null, &json!("A <b>call</b>")));
}

#[test]
fn a_quiz_is_answered_with_feedback_result_and_rules() {
    let service = Service::of(&pack());
    let mut page = Page::new();
    let first = page.quiz(&service, &json!({}))["quiz"].clone();
    assert_eq!(first["text"][0]["text"], json!([{"text": "Think first."}]));
    assert_eq!((&first["rules"], &first["notice"]), (&json!("2 questions. 1 must be right."), &Value::Null));
    let question = &first["question"];
    assert_eq!((&question["heading"], &question["form"]), (&json!("Question 1 of 2"), &json!("one")));
    assert_eq!((&question["answers"][1]["id"], &question["hints_left"]), (&json!("that"), &json!(1)));
    let states: Vec<&Value> = first["pool"]["questions"].as_array().unwrap().iter().map(|it| &it["state"]).collect();
    assert_eq!(states, ["asked", "waiting"]);
    let rules = [
        "Asks all of its 2 questions, in the order written.",
        "1 must be right to pass.",
        "Can be tried 2 times until it is passed.",
        "Shows which answers are right once it is passed.",
    ];
    assert_eq!(first["pool"]["rules"], json!(rules));

    let hinted = page.quiz(&service, &json!({"hints": 1}))["quiz"].clone();
    assert_eq!(
        (plain(&hinted["question"]["hints"][0]), &hinted["question"]["hints_left"]),
        ("Not that.".to_owned(), &json!(0))
    );
    let refused = page.answer(&service, "neither");
    assert_eq!((&refused["quiz"]["feedback"], &refused["quiz"]["question"]["id"]), (&Value::Null, &json!("one")));

    let wrong = page.answer(&service, "that");
    assert_eq!(sentences(&wrong["quiz"]["feedback"]["lines"]), ["Not right."], "it shows more only after passing");
    let again = page.quiz(&service, &json!({}));
    assert_eq!(again["quiz"]["feedback"], wrong["quiz"]["feedback"], "a page that is loaded anew shows the same");
    assert_eq!(again["quiz"]["question"]["id"], "one");

    let second = page.next(&service, &wrong);
    assert_eq!((&second["quiz"]["question"]["form"], &second["quiz"]["text"]), (&json!("typed"), &json!([])));
    let right = page.answer(&service, " TWO ");
    assert_eq!((&right["quiz"]["feedback"]["right"], &right["quiz"]["last"]), (&json!(true), &json!(true)));
    let result = page.quiz(&service, &json!({"done": true}))["quiz"].clone();
    assert_eq!(sentences(&result["result"]["lines"]), ["Passed: 1 of 2 right (1 needed)."]);
    let review = &result["result"]["review"];
    assert_eq!(plain(&review[0]["stem"]), "What is right?");
    assert_eq!(
        sentences(&review[0]["lines"])[1..],
        ["You did not choose “This.”, which is right: It is.", "You chose “That.”, which is wrong: It never was.",]
    );
    let states: Vec<&Value> = result["pool"]["questions"].as_array().unwrap().iter().map(|it| &it["state"]).collect();
    assert_eq!(states, ["wrong", "right"]);
}

#[test]
fn an_edit_in_the_middle_of_a_quiz_keeps_the_place_or_says_what_it_changed() {
    let service = Service::of(&pack());
    let mut page = Page::new();
    page.quiz(&service, &json!({}));
    let wrong = page.answer(&service, "that");

    // The answer is judged anew, so that an author sees what her edit does to the feedback.
    service.update(
        &pack().replace("Show answers: after passing", "Show answers: always").replace("It never was", "It is not"),
        &["call.scn"],
    );
    let edited = page.quiz(&service, &json!({}))["quiz"].clone();
    let lines = sentences(&edited["feedback"]["lines"]);
    assert_eq!(lines[2], "You chose “That.”, which is wrong: It is not.");
    assert_eq!(edited["notice"], Value::Null);

    service.update(&pack().replace("Wrong that: That.", "Wrong these: These."), &["call.scn"]);
    let gone = page.quiz(&service, &json!({}))["quiz"].clone();
    assert_eq!((&gone["feedback"], &gone["question"]["id"]), (&Value::Null, &json!("one")));
    assert_eq!(gone["notice"], "The answer that you gave is no longer there, so the question is asked again.");

    // A question that was answered is removed.
    service.update(&pack(), &["call.scn"]);
    page.next(&service, &wrong);
    let (before, two) = QUIZ.split_once("Question one").unwrap();
    let only_two = format!("{before}Question two{}", two.split_once("Question two").unwrap().1);
    service.update(&pack().replace(QUIZ, &only_two), &["call.scn"]);
    let second = page.quiz(&service, &json!({}))["quiz"].clone();
    assert_eq!((&second["question"]["id"], &second["question"]["heading"]), (&json!("two"), &json!("Question 1 of 1")));
    let notice = "1 of its questions no longer exists: it is not asked, and its answer does not count.";
    assert_eq!(second["notice"], notice);

    // An attempt that can no longer be passed begins anew, and says so.
    let three = format!("{only_two}Question three: Why?\n  Accept: so\n\n");
    service.update(&pack().replace(QUIZ, &three.replace("Pass: 1", "Pass: 2")), &["call.scn"]);
    let more = page.quiz(&service, &json!({}))["quiz"].clone();
    assert_eq!(more["question"]["heading"], "Question 1 of 2");
    assert!(more["notice"].as_str().is_some_and(|it| it.contains("Added since then")), "{}", more["notice"]);
}

#[test]
fn the_course_says_what_is_required_and_what_was_done_in_this_preview() {
    let service = Service::of(&pack());
    let mut page = Page::new();
    let course = page.course(&service);
    let states = |course: &Value| -> Vec<String> {
        course["parts"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states(&course), ["not-begun"; 3]);
    let standing: Vec<&str> = course["standing"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(standing[0], "Done: 0 of 3. Next: 1. The rules.");
    assert!(
        standing[1].starts_with("To complete the course: read “The rules”; pass the quiz “The check”;"),
        "{standing:?}"
    );
    assert_eq!(course["parts"][0]["next"], true);

    let read = page.lesson(&service, "rules", &json!({"page": 2, "heading": "How", "digest": null}));
    page.keep("lesson", "rules", &read["lesson"]["events"]);
    let later = service.play(&start(&service), &[choose("help")])["run"].clone();
    let done = service.play(&later, &[choose("leave")])["run"].clone();
    page.keep("scenario", "call", &events_of_run(&done));
    assert_eq!(states(&page.course(&service)), ["passed", "not-begun", "passed"]);

    // Both tries of the quiz are used up, and a third one is refused.
    for _ in 0..2 {
        page.place = Value::Null;
        page.quiz(&service, &json!({}));
        let wrong = page.answer(&service, "that");
        page.next(&service, &wrong);
        let over = page.answer(&service, "three");
        let result = page.quiz(&service, &json!({"done": true}))["quiz"].clone();
        assert_eq!(result["result"]["passed"], false);
        page.keep("quiz", "check", &over["quiz"]["events"]);
    }
    page.place = Value::Null;
    let refused = page.quiz(&service, &json!({}))["quiz"].clone();
    assert!(refused["refusal"].as_str().is_some_and(|it| it.contains("The check")), "{}", refused["refusal"]);
    assert_eq!((&refused["question"], &refused["events"]), (&Value::Null, &json!([])));

    page.attempts.truncate(3);
    page.quiz(&service, &json!({}));
    let right = page.answer(&service, "this");
    page.next(&service, &right);
    let last = page.answer(&service, "2");
    page.keep("quiz", "check", &last["quiz"]["events"]);
    let course = page.course(&service);
    assert_eq!(course["standing"], json!(["You have completed this course."]));

    // What was done counts for the part that was edited, and what no part has any more does not.
    service.update(&pack().replace("Because *so*.", "Because *so it is*."), &["call.scn"]);
    assert_eq!(states(&page.course(&service)), ["passed"; 3]);
    page.attempts.push(json!({"id": "x", "part": {"kind": "quiz", "id": "gone"}, "events": [{"event": "dance"}, 7]}));
    assert_eq!(states(&page.course(&service)), ["passed"; 3], "what is no event does no harm");
}

#[test]
fn pictures_of_lessons_are_served() {
    let service = Service::of(LESSON);
    let picture = service.get(&format!("/{}/media/pictures%2Fdesk.png", super::TOKEN));
    assert_eq!(status(&picture), 200, "{picture}");
    assert_eq!(status(&service.get(&format!("/{}/media/other.png", super::TOKEN))), 404);
}
