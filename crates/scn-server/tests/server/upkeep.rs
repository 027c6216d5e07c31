//! What an administrator looks after: how long things are kept, the log, packs and their versions.

use crate::harness::{Running, id, on_both_stores, run, story};
use scn_records::{Database, StoreError};
use scn_server::Role;

/// Makes what is stored older, by days.
fn age(running: &Running, statements: &[&str]) {
    let mut database = Database::open(&running.place).unwrap();
    let changed = database
        .transact(|open| statements.iter().map(|sql| open.execute(sql, &[])).collect::<Result<Vec<_>, StoreError>>());
    assert!(changed.unwrap().iter().all(|count| 0 < *count), "something was changed");
}

const DAYS_40: i64 = 40 * 24 * 60 * 60 * 1000;

#[test]
fn what_is_too_old_is_deleted_as_it_was_set() {
    on_both_stores(|mut running| {
        let mut ada = running.person("Ada", Role::Administrator);
        let (mut ana, mut ben) = (running.learner("Ana"), running.learner("Ben"));
        for (number, person) in [(1, &mut ana), (2, &mut ben)] {
            person.state();
            assert_eq!(person.send(&id(number), 0, &run(&story(), &["guess"])).status, 200);
        }
        for wrong in ["0", "-1", "x", "36501"] {
            assert_eq!(ada.post("/setup/retention", &[("attempts", wrong), ("accounts", "")]).status, 422, "{wrong}");
        }
        assert_eq!(ada.post("/setup/retention", &[("attempts", "30"), ("accounts", "35")]).status, 303);
        let page = ada.get("/setup").body;
        assert!(page.contains("value=\"30\"") && page.contains("value=\"35\""), "{page}");
        let own = format!("attempt = (SELECT number FROM attempts WHERE id = '{}')", id(1));
        age(
            &running,
            &[
                &format!("UPDATE events SET at = at - {DAYS_40} WHERE {own}"),
                &format!(
                    "UPDATE accounts SET used = used - {DAYS_40}, created = created - {DAYS_40} WHERE login IN ('ben', 'ada')"
                ),
            ],
        );
        // It is looked for at the start, and from time to time.
        running.restart(story());
        for visitor in [&mut ada, &mut ana, &mut ben] {
            visitor.address = running.server.address();
        }
        let csv = || ada.clone().get("/roster/till/list.csv").body;
        for _ in 0..100 {
            if !csv().contains("Ben") {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert!(!csv().contains("Ben"), "an account that nobody used is gone");
        assert!(csv().contains("Ada"), "that of an administrator is not");
        assert!(csv().contains("Ana,,completed"), "a completion stays: {}", csv());
        assert!(ana.state()["attempts"].as_array().unwrap().is_empty(), "the attempt is gone");
        assert_eq!(ben.get("/me").status, 401);
    });
}

#[test]
fn what_is_done_about_a_learner_is_in_the_log_and_on_the_page_of_the_learner() {
    on_both_stores(|running| {
        let mut ada = running.person("Ada", Role::Administrator);
        let (mut ana, mut ben) = (running.learner("Ana"), running.learner("Ben"));
        ada.post("/setup/groups", &[("group", "Sales"), ("member", "Ana"), ("do", "join")]);
        ada.get("/roster/till?group=Sales");
        let page = ada.get("/setup").body;
        let row = page.split("<tr>").find(|row| row.contains("<bdi>Ben</bdi>")).unwrap();
        let account = row.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        ada.post("/setup/role", &[("id", &account), ("role", "manager")]);
        ada.post("/setup/recovery", &[("id", &account)]);
        let own = |page: &str| page.split("concerns you").nth(1).unwrap_or_default().to_owned();
        let (of_ana, of_ben) = (own(&ana.get("/me").body), own(&ben.get("/me").body));
        assert!(of_ana.contains("Added to the group Sales") && of_ana.contains("Looked at the roster"), "{of_ana}");
        assert!(!of_ana.contains("Changed the role"), "{of_ana}");
        assert!(of_ben.contains("Changed the role to manager") && of_ben.contains("Gave a recovery code"), "{of_ben}");
        assert!(!of_ben.contains("Looked at the roster"), "it was that of a group without Ben: {of_ben}");
        ben.get("/roster/till/list.csv");
        assert!(own(&ana.get("/me").body).contains("<bdi>Ben</bdi>"), "the list as a file is a look too");
        let roster = ada.get("/roster/till").body;
        let place = roster.split("href=\"/people/").find(|it| it.contains("Ana")).unwrap();
        ada.get(&format!("/people/{}", place.split('"').next().unwrap()));
        let log = ada.get("/setup/log").body;
        let page = "Looked at the page of a learner";
        for what in [
            "Added to the group Sales",
            "Changed the role to manager",
            "Gave a recovery code",
            "Looked at the roster",
            page,
        ] {
            assert!(log.contains(what), "{what}: {log}");
        }
        // The entries about somebody go with the account.
        assert_eq!(ana.post("/me/delete", &[("confirm", "Ana")]).status, 303);
        assert!(!ada.get("/setup/log").body.contains("Ana"));
    });
}

#[test]
fn the_versions_of_a_pack_are_listed_with_what_was_done_in_them() {
    on_both_stores(|mut running| {
        let mut ada = running.person("Ada", Role::Administrator);
        ada.state();
        assert_eq!(ada.send(&id(1), 0, &run(&story(), &["guess"])).status, 200);
        let mut next = story();
        next.pack.title = "Another title".to_owned();
        next.seal();
        running.restart(next.clone());
        ada.address = running.server.address();
        let page = ada.get("/setup").body;
        let short = |digest: &str| digest["sha256:".len()..][..12].to_owned();
        let row = |digest: &str| page.split("<tr>").find(|row| row.contains(&short(digest))).unwrap().to_owned();
        let (now, earlier) = (row(&next.pack.digest), row(&story().pack.digest));
        assert!(now.contains("served now") && now.contains("<td>0</td><td>0</td>"), "{now}");
        assert!(earlier.contains("earlier") && earlier.contains("<td>1</td><td>1</td>"), "{earlier}");
        assert_eq!(ada.get("/c/till").header("location"), Some("/c/till/"));
        assert_eq!(ada.get("/c/other").status, 404);
    });
}
