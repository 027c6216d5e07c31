//! A copy that is made under load has what was confirmed before, and can be served.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use crate::documented::{administer, at_server, block, run};
use crate::postgres::PostgresServer;
use crate::served::{Learner, Served};

/// Copies a database while learners go on. Returns the learners, each with what was confirmed
/// before the copy was begun.
fn copy_under_load(database: &str, copy: impl FnOnce()) -> Vec<(Learner, usize)> {
    let served = Served::start(database);
    let mut going: Vec<Learner> =
        (0..3).map(|number| Learner::sign_up(served.host(), &format!("Learner{number}"), number)).collect();
    let before: Vec<usize> = going
        .iter_mut()
        .map(|learner| {
            (0..10).for_each(|_| assert!(learner.step(served.host())));
            learner.confirmed
        })
        .collect();
    let (is_enough, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for learner in &mut going {
            let (host, is_enough, refused) = (served.host(), &is_enough, &refused);
            scope.spawn(move || learner.go_on(host, is_enough, refused));
        }
        sleep(Duration::from_millis(200));
        copy();
        sleep(Duration::from_millis(200));
        is_enough.store(true, Ordering::SeqCst);
    });
    assert_eq!(refused.into_inner(), 0, "nobody noticed");
    going.into_iter().zip(before).collect()
}

/// Serves a copy, and compares what is in it with what was confirmed.
fn check_copy(database: &str, learners: Vec<(Learner, usize)>) {
    let served = Served::start(database);
    for (mut learner, before) in learners {
        let (stored, after) = (learner.stored(served.host()), learner.confirmed);
        assert!(before <= stored && stored <= after, "{before} to {after} were confirmed, {stored} are stored");
        learner.confirmed = stored;
        assert!(learner.step(served.host()), "the learner goes on");
    }
}

#[test]
fn a_sqlite_file_is_copied_and_restored_as_documented() {
    if !Command::new("sqlite3").arg("--version").output().is_ok_and(|it| it.status.success()) {
        eprintln!("SKIPPED: no sqlite3; `.ci/extras` installs it on Debian");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let command = block("sh", "VACUUM INTO");
    let learners = copy_under_load(&at("server.db"), || drop(run(&command, folder.path())));
    check_copy(&at("copy.db"), learners);
}

#[test]
fn a_database_of_postgresql_is_copied_and_restored_as_documented() {
    let Some(server) = PostgresServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    administer(&block("sh", "createuser"), folder.path(), &server);
    let place = |name: &str| at_server(&format!("postgres://learning@%2Fvar%2Frun%2Fpostgresql/{name}"), &server);
    let dump = at_server(&block("sh", "pg_dump"), &server);
    assert!(dump.contains(&place("training")));
    let administer = |commands: &str, folder: &Path| administer(commands, folder, &server);
    let learners = copy_under_load(&place("training"), || administer(&dump, folder.path()));
    administer(&block("sh", "pg_restore"), folder.path());
    check_copy(&place("restored"), learners);
}
