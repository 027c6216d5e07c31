//! A guest becomes a learner, learns, and is found in the roster.

use crate::harness::{Answer, PASSPHRASE, Running, id, on_both_stores, run, serve, story};
use scn_server::Role;
use serde_json::json;

#[test]
fn what_a_guest_did_is_kept_if_asked() {
    on_both_stores(|running| {
        let events = run(&story(), &["guess"]);
        for (name, answer, kept) in [("Ana", "yes", 1), ("Ben", "no", 0)] {
            let mut visitor = running.visitor();
            let state = visitor.state();
            assert_eq!(state["learner"], json!(null));
            let attempt = id(kept + 1);
            assert_eq!(visitor.send(&attempt, 0, &events[..2]).json(), json!({ "events": 2 }));
            assert_eq!(visitor.send(&attempt, 2, &events[2..]).json(), json!({ "events": events.len() }));
            assert_eq!(visitor.state()["attempts"].as_array().unwrap().len(), 1, "a reload goes on");
            assert!(visitor.get("/").body.contains("You are currently studying as a guest."));

            visitor.get("/sign-up");
            let signed = visitor.post("/sign-up", &[("name", name), ("passphrase", PASSPHRASE)]);
            assert_eq!(signed.header("location"), Some("/keep"));
            assert!(visitor.get("/keep").body.contains("You began 1 part before you signed in."));
            assert_eq!(visitor.post("/keep", &[("answer", answer)]).status, 303);
            let state = visitor.state();
            assert_eq!(state["learner"], json!(name));
            let attempts = state["attempts"].as_array().unwrap();
            assert_eq!(attempts.len(), usize::from(kept), "{name}");
            if let Some(attempt) = attempts.first() {
                let stored: Vec<_> =
                    attempt["events"].as_array().unwrap().iter().map(|it| it["what"].clone()).collect();
                assert_eq!(stored, events);
            }
            assert_eq!(visitor.get("/keep").status, 303, "it is asked once");
        }
    });
}

#[test]
fn a_learner_learns_and_is_in_the_roster() {
    on_both_stores(|running| {
        let mut ana = running.learner("Ana Mokoena");
        let mut manager = running.person("Max", Role::Manager);
        let mut administrator = running.person("Ada", Role::Administrator);
        let group = [("group", "Sales"), ("member", "ana mokoena"), ("do", "join")];
        assert_eq!(administrator.post("/setup/groups", &group).status, 303);
        let page = administrator.get("/setup").body;
        let sales =
            page.split("<option value=\"").find(|it| it.contains(">Sales<")).unwrap().split('"').next().unwrap();
        let assignment = [("course", "till"), ("group", sales), ("due", "2020-01-31"), ("days", "365")];
        assert_eq!(administrator.post("/setup/assignments", &assignment).status, 303);

        let line = |page: &str| page.lines().find(|line| line.contains("Ana Mokoena")).unwrap_or_default().to_owned();
        let csv = manager.get("/roster/till/list.csv").body;
        assert_eq!(line(&csv), "Ana Mokoena,Sales,overdue,yes,2020-01-31,,");
        ana.state();
        let events = run(&story(), &["guess"]);
        assert_eq!(ana.send(&id(1), 0, &events).status, 200);
        let csv = manager.get("/roster/till/list.csv?group=Sales").body;
        assert!(line(&csv).starts_with("Ana Mokoena,Sales,completed,yes,2020-01-31,2"), "{csv}");
        assert_eq!(manager.get("/roster/till/list.csv?group=Other").body.lines().count(), 1);

        // A manager sees what was completed, and results only if they are shared. The learner sees that.
        let roster = manager.get("/roster/till").body;
        let place = roster.split("href=\"/people/").find(|it| it.contains("Ana Mokoena")).unwrap();
        let person = format!("/people/{}", place.split('"').next().unwrap());
        assert!(manager.get(&person).body.contains("This learner does not share results."));
        ana.get("/me");
        ana.post("/me/share", &[("share", "yes")]);
        assert!(manager.get(&person).body.contains("<h2>Results</h2>"));
        let me = ana.get("/me").body;
        assert_eq!(me.matches("<td>Max</td>").count(), 2, "{me}");

        // The certificate is of what was done, and only of that.
        let certificate = ana.get("/me/certificate/till");
        assert_eq!(certificate.status, 200, "{}", certificate.body);
        assert!(certificate.body.contains("Ana Mokoena") && certificate.body.contains("Example Training"));
        let verified = scn_certificate::verify_certificate(certificate.body.as_bytes()).unwrap();
        let key = scn_certificate::Key::from_secret(&[7; 32]).public_key();
        assert_eq!(verified.signed_by(&key).unwrap().completion.pack, story().pack.name);
        assert_eq!(manager.get("/me/certificate/till").status, 422, "she has not done it");

        // Export and deletion.
        let export = ana.get("/me/records.json").json();
        assert_eq!(export["name"], json!("Ana Mokoena"));
        assert_eq!(export["attempts"].as_array().unwrap().len(), 1);
        assert!(ana.post("/me/delete", &[("confirm", "Ana")]).body.contains("Nothing was deleted"));
        assert_eq!(ana.post("/me/delete", &[("confirm", "ana mokoena")]).status, 303);
        assert_eq!(ana.get("/me").status, 401);
        assert_eq!(line(&manager.get("/roster/till/list.csv").body), "");
        // In a file of SQLite, what is deleted is overwritten.
        let file = running.bytes_on_disk();
        assert!(!file.windows(11).any(|bytes| bytes == b"Ana Mokoena"), "the name is gone from the disk");
    });
}

/// A page of SugarCube with the text of the example course has 181,000 bytes, compressed. The first
/// page of a course takes at most a fifth of that with all that it loads.
const MOST_BYTES: usize = 36_000;

#[test]
fn the_first_page_of_a_course_is_small_and_needs_no_script() {
    let running = Running::start();
    let mut guest = running.visitor();
    let page = guest.get("/c/till/");
    assert!(page.body.contains("You are currently studying as a guest."));
    assert!(page.body.contains("<a href=\"play#scenario/till\""), "{}", page.body);
    assert!(page.body.contains("not begun") && page.body.contains("Next: 1. At the till."), "{}", page.body);
    assert!(!page.body.contains("<script") && !page.body.contains("src="));
    let links = page.body.split("<link ").skip(1).map(|it| it.split("href=\"").nth(1).unwrap());
    let loaded: Vec<&str> = links.map(|it| it.split('"').next().unwrap()).collect();
    assert_eq!(loaded, ["/pages.css", "data:,"]);
    let style = guest.request("GET", "/pages.css", "accept-encoding: gzip\r\n", "");
    let size = |answer: &Answer| answer.head.len() + answer.header("content-length").unwrap().parse::<usize>().unwrap();
    let bytes = size(&page) + size(&style);
    assert!(bytes < MOST_BYTES / 4, "{bytes}");
    // The player comes with the first part that is opened, and says that it may be kept.
    let player = guest.request("GET", "/c/till/play", "accept-encoding: gzip\r\n", "");
    assert_eq!(player.header("content-encoding"), Some("gzip"));
    assert!(player.header("etag").is_some());
    // What the visitor has done is on the page without a script, too.
    guest.state();
    let events = run(&story(), &["guess"]);
    assert_eq!(guest.send(&id(1), 0, &events).status, 200);
    let page = guest.get("/c/till/").body;
    assert!(page.contains("You have completed this course.") && page.contains("class=\"passed\""), "{page}");
}

/// Several learners send each step to one of two processes, some steps twice, and all at once.
#[test]
fn several_processes_store_each_step_once() {
    on_both_stores(|running| {
        let other = serve(&running.place, story(), None);
        let looking = run(&story(), &["look", "guess"]);
        let starts: Vec<usize> = (0..looking.len())
            .filter(|at| ["started", "chosen"].contains(&looking[*at]["event"].as_str().unwrap()))
            .collect();
        std::thread::scope(|scope| {
            for learner in 0..8_u8 {
                let (running, other, looking, starts) = (&running, &other, &looking, &starts);
                scope.spawn(move || {
                    let mut visitor = running.learner(&format!("Learner {learner}"));
                    visitor.state();
                    for number in 0..6 {
                        let attempt = id(learner * 16 + number);
                        for (step, from) in starts.iter().enumerate() {
                            let to = starts.get(step + 1).copied().unwrap_or(looking.len());
                            let is_other = (usize::from(learner) + usize::from(number) * step) % 3 == 1;
                            visitor.address = if is_other { other.address() } else { running.server.address() };
                            for _ in 0..=usize::from(number == 3) {
                                let answer = visitor.send(&attempt, *from, &looking[*from..to]);
                                assert_eq!((answer.status, answer.json()), (200, json!({ "events": to })));
                            }
                        }
                    }
                    let state = visitor.state();
                    let attempts = state["attempts"].as_array().unwrap();
                    assert_eq!(attempts.len(), 6);
                    for attempt in attempts {
                        let events = attempt["events"].as_array().unwrap().iter().map(|it| it["what"].clone());
                        assert_eq!(&events.collect::<Vec<_>>(), looking);
                    }
                });
            }
        });
    });
}

#[test]
fn a_staff_list_gives_accounts_and_recovery_codes() {
    on_both_stores(|running| {
        let mut administrator = running.person("Ada", Role::Administrator);
        administrator.get("/setup");
        let page =
            administrator.post("/setup/import", &[("list", "name,role,groups\nAna,,Sales\nBen,manager,\n")]).body;
        assert!(page.contains("2 accounts added"), "{page}");
        let code = page.split("<bdi>Ana</bdi>: <strong>").nth(1).unwrap().split('<').next().unwrap();
        let mut ana = running.visitor();
        ana.get("/recover");
        let wrong = ana.post("/recover", &[("name", "Ana"), ("code", "aaaaa-aaaaa"), ("passphrase", PASSPHRASE)]);
        assert!(wrong.body.contains("is not right"));
        let right = ana.post("/recover", &[("name", "Ana"), ("code", code), ("passphrase", PASSPHRASE)]);
        assert_eq!(right.status, 303);
        assert_eq!(ana.get("/me").status, 200);
        // The code can be used once.
        ana.get("/recover");
        let again = ana.post("/recover", &[("name", "Ana"), ("code", code), ("passphrase", "another long passphrase")]);
        assert!(again.body.contains("is not right"));
        let fault = administrator.post("/setup/import", &[("list", "name,role\nEve,boss\n")]).body;
        assert!(fault.contains("Line 2: `boss` is not a role."), "{fault}");
    });
}

#[test]
fn the_last_administrator_stays_one() {
    on_both_stores(|running| {
        let mut administrator = running.person("Ada", Role::Administrator);
        let page = administrator.get("/setup").body;
        let own = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let refused = administrator.post("/setup/role", &[("id", &own), ("role", "learner")]);
        assert!(refused.body.contains("There must be an administrator."));
        assert_eq!(administrator.get("/setup").status, 200);
    });
}

#[test]
fn a_new_version_of_the_course_goes_on_with_what_was_begun() {
    on_both_stores(|running| {
        let mut ana = running.learner("Ana");
        ana.state();
        let events = run(&story(), &["guess"]);
        assert_eq!(ana.send(&id(1), 0, &events[..2]).status, 200);
        let mut edited = story();
        edited.pack.title = "At the new till".to_owned();
        edited.seal();
        assert_ne!(edited.pack.digest, story().pack.digest);
        let second = serve(&running.place, edited, None);
        ana.address = second.address();
        let state = ana.state();
        assert_eq!(state["attempts"].as_array().unwrap().len(), 1);
        let earlier = state["stories"].as_object().unwrap();
        assert_eq!(
            earlier.keys().collect::<Vec<_>>(),
            [&story().pack.digest],
            "the page gets the story it was begun in"
        );
        // The run goes on in the version in which it was begun, which is still stored.
        assert_eq!(ana.send(&id(1), 2, &events[2..]).status, 200);
    });
}
