//! Databases of earlier versions: each is upgraded by being served, with everything in it.

use rusqlite::Connection;
use scn_records::Database;
use serde_json::json;

use crate::harness::{PASSPHRASE, Visitor, id, run, serve, story};

/// A file as each earlier version wrote it, by the version. In all of them, Ana Mokoena has
/// completed the course, a guest has begun it, and Max is a manager.
const FILES: [(i64, &str); 1] = [(1, include_str!("../versions/server-1.sql"))];

/// The cookies of Ana and of the guest, whose visits do not end.
const ANA: &str = "scn=MsSOU5C6H07qkIePYcu7hyA2hcV825v43qE7rvefSSk";
const GUEST: &str = "scn=YeBOSl7QiQzCfjzYBNiYtw7eq9whT81FvOsW9_puW1Q";

#[test]
fn databases_of_all_earlier_versions_are_upgraded() {
    for (version, sql) in FILES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let place = path.to_string_lossy();
        // The second start finds nothing to do.
        for _ in 0..2 {
            let server = serve(&place, story(), None);
            let visit = |cookie: &str| Visitor {
                address: server.address(),
                host: None,
                cookie: cookie.to_owned(),
                token: String::new(),
            };
            let mut ana = visit(ANA);
            let state = ana.state();
            assert_eq!(state["learner"], json!("Ana Mokoena"), "version {version}: she is still signed in");
            let stored = state["attempts"][0]["events"].as_array().unwrap();
            let events: Vec<_> = stored.iter().map(|it| it["what"].clone()).collect();
            assert_eq!(events, run(&story(), &["guess"]), "version {version}");
            assert_eq!(visit(GUEST).state()["attempts"].as_array().unwrap().len(), 1, "version {version}");
            let mut max = visit("");
            max.get("/sign-in");
            let signed = max.post("/sign-in", &[("name", "max"), ("passphrase", PASSPHRASE)]);
            assert_eq!(signed.status, 303, "version {version}: {}", signed.body);
            let roster = max.get("/roster/till/list.csv").body;
            let line = roster.lines().find(|line| line.starts_with("Ana Mokoena")).unwrap();
            assert!(line.starts_with("Ana Mokoena,Sales,completed,yes,2020-01-31,2"), "version {version}: {line}");
            let again = ana.send(&id(3), 0, &run(&story(), &["guess"]));
            assert_eq!(again.status, 200, "version {version}: she goes on: {}", again.body);
        }
    }
}

#[test]
fn there_is_a_file_of_each_earlier_version() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("server.db").to_string_lossy().into_owned();
    serve(&place, story(), None).stop();
    let database = Database::open(&place).unwrap();
    let latest = database.query("SELECT version FROM server_version", &[]).unwrap()[0].integer(0).unwrap();
    let files: Vec<i64> = FILES.iter().map(|(version, _)| *version).collect();
    assert_eq!(files.iter().copied().take_while(|it| *it < latest).count() as i64, latest - 1);
    assert_eq!(files, (1..=FILES.len() as i64).collect::<Vec<_>>());
}
