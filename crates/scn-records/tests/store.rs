//! Tests the store on a real disk: confirmed data is there, forgotten data is gone, and damage is
//! reported.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::disallowed_methods, reason = "what is tested is a file")]

mod attempts;

use std::fs;
use std::path::Path;

use attempts::{at, attempt, shown, started};
use scn_records::{Filter, Forgotten, Sqlite, Store, StoreError};
use scn_run::{Attempt, Ended, Event, LessonEvent, Log, Part, QuizEvent};
use tempfile::TempDir;

fn all(store: &Sqlite) -> Vec<Attempt> {
    store.attempts(&Filter::default()).unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn what_is_given_comes_back() {
    let folder = folder();
    let file = folder.path().join("a/b/records.db");
    let mut store = Sqlite::open(&file).unwrap();
    let run = attempt("1", "Ana", vec![at(1, started()), at(2, shown("call"))]);
    let quiz = Attempt {
        part: Part::Quiz("basics".into()),
        log: Log::Quiz(vec![at(-5, QuizEvent::Left)]),
        ..attempt("2", "Ana", Vec::new())
    };
    let lesson = Attempt {
        part: Part::Lesson("why".into()),
        log: Log::Lesson(vec![at(7, LessonEvent::Read)]),
        ..attempt("3", "Björn", Vec::new())
    };
    store.store_story("sha256:1", "{}").unwrap();
    store.store_story("sha256:1", "another").unwrap();
    for attempt in [&run, &quiz, &lesson] {
        store.begin_attempt(attempt).unwrap();
    }
    let more =
        vec![at(3, Event::Resumed { digest: "sha256:2".into(), kept: 0, scenario: None }), at(4, shown("again"))];
    store.append_events("1", 2, &Log::Scenario(more.clone())).unwrap();
    drop(store);

    let store = Sqlite::open(&file).unwrap();
    let Log::Scenario(first) = &run.log else { unreachable!() };
    let run =
        Attempt { digest: "sha256:2".into(), log: Log::Scenario(first.iter().cloned().chain(more).collect()), ..run };
    assert_eq!(all(&store), [run.clone(), quiz, lesson.clone()]);
    assert_eq!(
        store.attempts(&Filter { part: Some(&run.part), ..Filter::default() }).unwrap(),
        std::slice::from_ref(&run)
    );
    assert_eq!(store.attempts(&Filter { learner: Some("Björn"), ..Filter::default() }).unwrap(), [lesson]);
    assert_eq!(store.load_story("sha256:1").unwrap().as_deref(), Some("{}"));
    assert_eq!(store.load_story("sha256:3").unwrap(), None);
    let names: Vec<String> = store.learners().unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Ana", "Björn"]);
}

#[test]
fn what_is_over_is_said() {
    assert!(!Log::Scenario(vec![at(1, Event::Ended(Ended::Left { at: "call".into() }))]).is_over());
    assert!(Log::Scenario(vec![at(1, Event::Ended(Ended::Ending { at: "end".into() }))]).is_over());
    assert!(Log::Lesson(vec![at(1, LessonEvent::Read)]).is_over());
    assert!(!Log::Quiz(vec![at(1, QuizEvent::Left)]).is_over());
}

#[test]
fn which_pack_a_record_is_of_can_be_written_anew() {
    let folder = folder();
    let mut store = Sqlite::open(&folder.path().join("records.db")).unwrap();
    let one = Attempt { places: vec!["/a".into()], ..attempt("1", "Ana", vec![at(1, started())]) };
    let other = attempt("2", "Ana", vec![at(1, started())]);
    store.begin_attempt(&one).unwrap();
    store.begin_attempt(&other).unwrap();
    let moved = Attempt { pack: "public".into(), places: vec!["/a".into(), "/b".into()], ..one };
    let gone = attempt("3", "Ana", Vec::new());
    store.update_packs(&[moved.clone(), gone]).unwrap();
    assert_eq!(all(&store), [moved, other]);
    store.forget_learner("Ana").unwrap();
    assert!(!holds(folder.path(), "/b"));
}

#[test]
fn one_learner_has_one_name_however_it_is_typed() {
    let folder = folder();
    let file = folder.path().join("records.db");
    let mut store = Sqlite::open(&file).unwrap();
    store.begin_attempt(&attempt("1", "Thandi", vec![at(1, started())])).unwrap();
    store.begin_attempt(&attempt("2", " thandi", vec![at(1, started())])).unwrap();
    store.begin_attempt(&attempt("3", "Thando", vec![at(1, started())])).unwrap();
    drop(store);
    // Earlier versions stored these as two learners, without keys.
    let raw = rusqlite::Connection::open(&file).unwrap();
    raw.execute_batch(
        "DROP INDEX learners_by_key; ALTER TABLE learners DROP COLUMN key; PRAGMA user_version = 2;
         INSERT INTO learners (name, account) VALUES ('THANDI', '99ff');
         INSERT INTO attempts (id, learner, pack, digest, kind, part)
         VALUES ('4', (SELECT number FROM learners WHERE name = 'THANDI'), 'privacy', 'sha256:1', 'scenario', 'neighbour');",
    )
    .unwrap();
    drop(raw);
    let mut store = Sqlite::open(&file).unwrap();
    let names: Vec<String> = store.learners().unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Thandi", "Thando"]);
    for name in ["thandi", "THANDI ", "Ｔhandi"] {
        let found = store.attempts(&Filter { learner: Some(name), ..Filter::default() }).unwrap();
        let found: Vec<_> = found.iter().map(|it| (it.id.as_str(), it.learner.as_str())).collect();
        assert_eq!(found, [("1", "Thandi"), ("2", "Thandi"), ("4", "Thandi")]);
    }
    assert_eq!(store.forget_learner("thandi").unwrap(), Forgotten { learners: 1, attempts: 3, events: 2 });
    assert!(!holds(folder.path(), "THANDI") && !holds(folder.path(), "Thandi") && holds(folder.path(), "Thando"));
}

/// Two processes continue the same attempt: the second one gets an error, and only the events of
/// the first are stored.
#[test]
fn two_writers_of_one_attempt_are_not_mixed_up() {
    let folder = folder();
    let file = folder.path().join("records.db");
    let (mut one, mut other) = (Sqlite::open(&file).unwrap(), Sqlite::open(&file).unwrap());
    one.begin_attempt(&attempt("1", "Ana", vec![at(1, started())])).unwrap();
    one.append_events("1", 1, &Log::Scenario(vec![at(2, shown("call"))])).unwrap();
    let refused = other.append_events("1", 1, &Log::Scenario(vec![at(2, shown("other"))]));
    assert_eq!(refused, Err(StoreError::Elsewhere));
    assert_eq!(other.append_events("1", 5, &Log::Scenario(Vec::new())), Err(StoreError::Elsewhere), "some were lost");
    assert_eq!(other.append_events("2", 0, &Log::Scenario(Vec::new())), Err(StoreError::Gone));
    assert!(matches!(other.append_events("1", 2, &Log::Lesson(Vec::new())), Err(StoreError::Other(_))));
    assert_eq!(all(&one), [attempt("1", "Ana", vec![at(1, started()), at(2, shown("call"))])]);
}

/// An error may occur after the events were stored: appending the same events again stores them
/// once.
#[test]
fn the_same_events_again_are_there_once() {
    let folder = folder();
    let mut store = Sqlite::open(&folder.path().join("records.db")).unwrap();
    store.begin_attempt(&attempt("1", "Ana", vec![at(1, started())])).unwrap();
    store.append_events("1", 1, &Log::Scenario(vec![at(2, shown("call"))])).unwrap();
    store.append_events("1", 1, &Log::Scenario(vec![at(2, shown("call")), at(3, Event::Saved)])).unwrap();
    assert_eq!(all(&store), [attempt("1", "Ana", vec![at(1, started()), at(2, shown("call")), at(3, Event::Saved)])]);
}

fn holds(folder: &Path, what: &str) -> bool {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    files.any(|bytes| bytes.windows(what.len()).any(|window| window == what.as_bytes()))
}

#[test]
fn of_a_forgotten_learner_no_byte_is_left() {
    let folder = folder();
    let mut store = Sqlite::open(&folder.path().join("records.db")).unwrap();
    for number in 0..60 {
        // Long enough to fill pages of their own.
        let wrote = |it| Event::Wrote {
            at: "call".into(),
            ask: "note".into(),
            words: format!("words of Xenia {it}"),
            question: None,
        };
        let events =
            (0..30).map(|it| at(it, if it % 2 == 0 { shown(&format!("node-of-Xenia-{it}")) } else { wrote(it) }));
        let events = events.collect();
        store.begin_attempt(&attempt(&format!("id-of-Xenia-{number}"), "Xenia", events)).unwrap();
        store.begin_attempt(&attempt(&format!("id-of-Ana-{number}"), "Ana", vec![at(1, started())])).unwrap();
    }
    let account = store.learners().unwrap()[0].account.clone();
    let before: Vec<Attempt> = all(&store).into_iter().filter(|it| it.learner == "Ana").collect();
    assert!(holds(folder.path(), "Xenia") && holds(folder.path(), &account));
    assert_eq!(store.forget_learner("Xenia").unwrap(), Forgotten { learners: 1, attempts: 60, events: 1800 });
    assert!(!holds(folder.path(), "Xenia") && !holds(folder.path(), &account));
    assert_eq!(all(&store), before, "nothing else is gone");
    assert_eq!(store.forget_learner("Xenia").unwrap(), Forgotten::default());
    drop(store);
    assert!(!holds(folder.path(), "Xenia"));
    store = Sqlite::open(&folder.path().join("records.db")).unwrap();
    store.begin_attempt(&attempt("again", "Xenia", Vec::new())).unwrap();
    assert_ne!(store.learners().unwrap()[1].account, account, "who comes back is somebody new");
}

/// A file of version 1 can be read by every later version.
#[test]
fn a_file_of_version_1_is_read() {
    let folder = folder();
    let file = folder.path().join("records.db");
    let made = rusqlite::Connection::open(&file).unwrap();
    made.execute_batch(include_str!("version-1.sql")).unwrap();
    drop(made);
    let store = Sqlite::open(&file).unwrap();
    assert_eq!(
        all(&store),
        [attempt("5f0c", "Ana", vec![at(1_700_000_000_000, started()), at(1_700_000_000_001, shown("call"))])]
    );
    assert_eq!(store.learners().unwrap()[0].account, "00ff");
    assert_eq!(store.load_story("sha256:1").unwrap().as_deref(), Some("{}"));
}

/// However much of the end is missing, it is reported, and the file is not changed.
#[test]
fn a_file_cut_short_is_said_and_left_alone() {
    let folder = folder();
    let file = folder.path().join("records.db");
    let mut store = Sqlite::open(&file).unwrap();
    for number in 0..3 {
        store
            .begin_attempt(&attempt(&number.to_string(), "Ana", (0..40).map(|it| at(it, shown("call"))).collect()))
            .unwrap();
    }
    drop(store);
    let whole = fs::read(&file).unwrap();
    assert!(20_000 < whole.len());
    // An empty file is not a file that was cut short, but one for new records.
    for length in (0..whole.len()).step_by(512).skip(1) {
        fs::write(&file, &whole[..length]).unwrap();
        let found = Sqlite::open(&file).and_then(|store| store.attempts(&Filter::default()));
        assert!(
            matches!(found, Err(StoreError::Damaged(_) | StoreError::NotRecords)),
            "cut to {length} bytes: {found:?}"
        );
        assert_eq!(fs::read(&file).unwrap(), &whole[..length]);
    }
}

/// An empty file, as `mktemp` and `touch` make it, is filled; by the first of two processes.
#[test]
fn an_empty_file_becomes_records() {
    let folder = folder();
    let file = folder.path().join("records.db");
    fs::write(&file, "").unwrap();
    let open = || {
        std::thread::scope(|scope| {
            let opened: Vec<_> = (0..4).map(|_| scope.spawn(|| Sqlite::open(&file).map(drop))).collect();
            opened.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
        })
    };
    assert_eq!(open(), vec![Ok(()); 4]);
    let mut store = Sqlite::open(&file).unwrap();
    store.begin_attempt(&attempt("1", "Ana", vec![at(0, shown("call"))])).unwrap();
    drop(store);
    assert_eq!(open(), vec![Ok(()); 4]);
    assert_eq!(all(&Sqlite::open(&file).unwrap()).len(), 1);
}

/// Wherever half a page has been overwritten, the result is either the stored data or an error that
/// the file is damaged.
#[test]
fn a_file_overwritten_in_places_never_lies() {
    let folder = folder();
    let file = folder.path().join("records.db");
    let mut store = Sqlite::open(&file).unwrap();
    store.begin_attempt(&attempt("1", "Ana", (0..200).map(|it| at(it, shown("call"))).collect())).unwrap();
    let there = all(&store);
    drop(store);
    let whole = fs::read(&file).unwrap();
    let mut said = 0;
    for from in (0..whole.len()).step_by(512) {
        let mut bytes = whole.clone();
        for byte in &mut bytes[from..from + 512] {
            *byte = 0xa5;
        }
        fs::write(&file, &bytes).unwrap();
        match Sqlite::open(&file).and_then(|store| store.attempts(&Filter::default())) {
            Ok(found) => assert_eq!(found.len(), there.len(), "at {from}"),
            Err(error) => {
                said += 1;
                assert!(!error.to_string().contains("Ana"));
            }
        }
    }
    assert!(5 < said);
}

/// Changes a store that has records of every kind by these statements. Returns what it then reads,
/// and whether the file is unchanged by that.
fn changed(statements: &str) -> (Result<Vec<Attempt>, StoreError>, bool) {
    let folder = folder();
    let file = folder.path().join("records.db");
    let mut store = Sqlite::open(&file).unwrap();
    store.store_story("sha256:1", "{}").unwrap();
    store.begin_attempt(&attempt("1", "Ana", vec![at(1, started()), at(2, shown("call"))])).unwrap();
    drop(store);
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {statements}")).unwrap();
    drop(connection);
    let before = fs::read(&file).unwrap();
    let found = Sqlite::open(&file).and_then(|store| store.attempts(&Filter::default()));
    (found, fs::read(&file).unwrap() == before)
}

#[test]
fn a_missing_table_or_column_is_named() {
    let tables: [(&str, &[&str]); 4] = [
        ("stories", &["digest", "json"]),
        ("learners", &["number", "name", "account"]),
        ("attempts", &["number", "id", "learner", "pack", "digest", "kind", "part"]),
        ("events", &["attempt", "number", "at", "event"]),
    ];
    for (table, columns) in tables {
        let said = |statements: &str| match changed(statements) {
            (Err(StoreError::Damaged(why)), true) => why,
            other => unreachable!("{statements}: {other:?}"),
        };
        assert_eq!(said(&format!("DROP TABLE {table}")), format!("the table `{table}` is missing"));
        for column in columns {
            let others: Vec<&str> = columns.iter().copied().filter(|other| other != column).collect();
            let others = others.join(", ");
            let statements = format!(
                "CREATE TABLE other AS SELECT {others} FROM {table}; DROP TABLE {table}; ALTER TABLE other RENAME TO {table}"
            );
            assert_eq!(said(&statements), format!("the column `{column}` of the table `{table}` is missing"));
        }
    }
}

#[test]
fn a_missing_version_is_damage_and_another_is_a_later_one() {
    for version in ["0", "-1"] {
        let (found, same) = changed(&format!("PRAGMA user_version = {version}"));
        assert!(same && found == Err(StoreError::Damaged("the number of its version is missing".into())), "{found:?}");
    }
    let (found, same) = changed("PRAGMA user_version = 4711");
    assert!(same && matches!(found, Err(StoreError::Later { found: 4711, .. })), "{found:?}");
    let (found, same) = changed("PRAGMA application_id = 7");
    assert!(same && found == Err(StoreError::NotRecords), "{found:?}");
}

#[test]
fn values_of_another_kind_are_damage() {
    for statements in [
        "UPDATE attempts SET kind = 'song'",
        "UPDATE attempts SET id = x'ff'",
        "UPDATE events SET event = '{'",
        "UPDATE events SET at = 'noon'",
        "UPDATE learners SET name = x'ff'",
    ] {
        let (found, same) = changed(statements);
        assert!(same && matches!(found, Err(StoreError::Damaged(_))), "{statements}: {found:?}");
    }
}

#[test]
fn a_file_that_is_not_a_store_is_reported_and_left_alone() {
    let folder = folder();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "Scenario neighbour: The helpful neighbour\n".repeat(40)).unwrap();
    assert_eq!(Sqlite::open(&text).unwrap_err(), StoreError::NotRecords);
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE learners (name TEXT)").unwrap();
    assert_eq!(Sqlite::open(&other).unwrap_err(), StoreError::NotRecords);
    assert!(matches!(Sqlite::open(folder.path()), Err(StoreError::Place(_))));
    assert!(matches!(Sqlite::open(&text.join("records.db")), Err(StoreError::Place(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let file = folder.path().join("scn/records.db");
    Sqlite::open(&file).unwrap().begin_attempt(&attempt("1", "Ana", Vec::new())).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
}

/// Several processes that find no file create only one.
#[test]
fn who_comes_first_makes_the_file_for_all() {
    let folder = folder();
    let file = folder.path().join("records.db");
    std::thread::scope(|scope| {
        for number in 0..4 {
            let file = &file;
            scope.spawn(move || {
                Sqlite::open(file).unwrap().begin_attempt(&attempt(&number.to_string(), "Ana", Vec::new())).unwrap();
            });
        }
    });
    assert_eq!(all(&Sqlite::open(&file).unwrap()).len(), 4);
}
