//! What every store promises, asked of each: SQLite and PostgreSQL.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by a panic")]

mod attempts;
#[expect(dead_code, reason = "each test that shares it needs a part of it")]
mod postgres;

use attempts::{at, attempt, shown, started};
use postgres::PostgresServer;
use scn_records::{
    Database, Filter, Forgotten, Step, StepAfter, Store, StoreError, Value, add_learner, learner_number,
};
use scn_run::{Attempt, Event, LessonEvent, Log, Part, QuizEvent};

/// Asks an empty store of each kind.
fn of_each(ask: impl Fn(&mut Database, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.db").to_string_lossy().into_owned();
    ask(&mut Database::open(&file).unwrap(), &file);
    if let Some(server) = PostgresServer::start() {
        ask(&mut Database::open(&server.url()).unwrap(), &server.url());
    }
}

fn all(store: &Database) -> Vec<Attempt> {
    store.attempts(&Filter::default()).unwrap()
}

#[test]
fn what_is_given_comes_back() {
    of_each(|store, place| {
        let run = attempt("1", "Ana", vec![at(1, started()), at(2, shown("call"))]);
        let quiz = Attempt {
            part: Part::Quiz("basics".into()),
            places: vec!["/a".into(), String::new()],
            log: Log::Quiz(vec![at(-5, QuizEvent::Left)]),
            ..attempt("2", "Ana", Vec::new())
        };
        let lesson = Attempt {
            part: Part::Lesson("why".into()),
            log: Log::Lesson(vec![at(7, LessonEvent::Read)]),
            ..attempt("3", "Björn \u{1f600}", Vec::new())
        };
        for attempt in [&run, &quiz, &lesson] {
            store.begin_attempt(attempt).unwrap();
        }
        assert!(store.begin_attempt(&run).is_err(), "there is one with this id");
        assert_eq!(all(store), [run.clone(), quiz.clone(), lesson.clone()]);
        let filtered = |filter: &Filter<'_>| store.attempts(filter).unwrap();
        assert_eq!(filtered(&Filter { learner: Some("ANA"), ..Filter::default() }), [run.clone(), quiz.clone()]);
        assert_eq!(filtered(&Filter { part: Some(&lesson.part), ..Filter::default() }), std::slice::from_ref(&lesson));
        assert_eq!(filtered(&Filter { id: Some("2"), ..Filter::default() }), std::slice::from_ref(&quiz));
        let other = Filter { learner: Some("Björn \u{1f600}"), id: Some("2"), ..Filter::default() };
        assert!(filtered(&other).is_empty());
        assert_eq!(all(&Database::open(place).unwrap()), [run, quiz, lesson], "another process reads the same");
    });
}

#[test]
fn stories_are_stored_once() {
    of_each(|store, _| {
        assert_eq!(store.load_story("sha256:1").unwrap(), None);
        store.store_story("sha256:1", "{\"a\":\"\\u0000\u{1f600}\"}").unwrap();
        store.store_story("sha256:1", "{}").unwrap();
        assert_eq!(store.load_story("sha256:1").unwrap().as_deref(), Some("{\"a\":\"\\u0000\u{1f600}\"}"));
    });
}

#[test]
fn events_are_appended_once_and_in_order() {
    of_each(|store, place| {
        store.begin_attempt(&attempt("1", "Ana", vec![at(1, started())])).unwrap();
        let further = Log::Scenario(vec![at(2, shown("call")), at(3, Event::Saved)]);
        for _ in 0..3 {
            store.append_events("1", 1, &further).unwrap();
        }
        let mut other = Database::open(place).unwrap();
        let differently = Log::Scenario(vec![at(2, shown("door"))]);
        assert_eq!(other.append_events("1", 1, &differently), Err(StoreError::Elsewhere));
        assert_eq!(other.append_events("1", 9, &differently), Err(StoreError::Elsewhere));
        assert_eq!(other.append_events("2", 0, &differently), Err(StoreError::Gone));
        let of_a_lesson = Log::Lesson(vec![at(2, LessonEvent::Read)]);
        assert!(matches!(other.append_events("1", 3, &of_a_lesson), Err(StoreError::Other(_))));
        assert_eq!(all(store)[0].log, Log::Scenario(vec![at(1, started()), at(2, shown("call")), at(3, Event::Saved)]));
    });
}

#[test]
fn writers_at_once_lose_nothing_and_double_nothing() {
    of_each(|store, place| {
        store.begin_attempt(&attempt("shared", "Ana", vec![at(0, started())])).unwrap();
        let winners: usize = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..4_i64)
                .map(|writer| {
                    scope.spawn(move || {
                        let mut own = Database::open(place).unwrap();
                        own.begin_attempt(&attempt(&format!("own {writer}"), "ana", vec![at(0, started())])).unwrap();
                        let event = Log::Scenario(vec![at(10 + writer, shown("call"))]);
                        usize::from(own.append_events("shared", 1, &event).is_ok())
                    })
                })
                .collect();
            writers.into_iter().map(|it| it.join().unwrap()).sum()
        });
        assert_eq!(winners, 1, "one continues the attempt, and the others are told");
        assert_eq!(all(store).len(), 5);
        assert_eq!(store.learners().unwrap().len(), 1);
    });
}

/// Returns a step of somebody with an account.
fn step((learner, account): (i64, &str), id: &str, after: StepAfter, events: Vec<Event>) -> Step {
    let events = Log::Scenario(events.into_iter().map(|event| at(5, event)).collect());
    Step { learner, account: account.to_owned(), attempt: id.to_owned(), after, events }
}

fn nothing(places: &[&str]) -> StepAfter {
    StepAfter::Nothing {
        pack: "privacy".to_owned(),
        places: places.iter().map(|it| (*it).to_owned()).collect(),
        digest: "sha256:1".to_owned(),
        part: Part::Scenario("neighbour".to_owned()),
    }
}

#[test]
fn steps_are_stored_as_if_each_were_stored_by_itself() {
    of_each(|store, _| {
        let ana = store.transact(|open| add_learner(open, "Ana", "a")).map(|it| (it, "a")).unwrap();
        let ben = store.transact(|open| add_learner(open, "Ben", "b")).map(|it| (it, "b")).unwrap();
        let first = [
            step(ana, "1", nothing(&[]), vec![started(), shown("call")]),
            step(ben, "2", nothing(&["/a", "/b"]), vec![started()]),
            step((ana.0 + 1000, "c"), "3", nothing(&[]), vec![started()]),
            step((ana.0, "b"), "4", nothing(&[]), vec![started()]),
            step(ana, "5", StepAfter::Events(1), vec![Event::Saved]),
        ];
        let all_of = |steps: &[Step], store: &mut Database| store.store_steps(&steps.iter().collect::<Vec<_>>());
        assert_eq!(all_of(&first, store).unwrap(), [true, true, false, false, false]);
        assert_eq!(all_of(&first, store).unwrap(), [false; 5], "they have begun");
        assert_eq!(all_of(&[], store).unwrap(), [false; 0]);
        let second = [
            step(ana, "1", StepAfter::Events(1), vec![shown("door")]),
            step(ben, "2", StepAfter::Events(1), vec![shown("call"), Event::Saved]),
            step(ana, "5", nothing(&["/c"]), vec![started()]),
        ];
        assert_eq!(all_of(&second, store).unwrap(), [false, true, true]);
        let others = [
            step(ben, "1", StepAfter::Events(2), vec![Event::Saved]),
            step((ana.0, "b"), "1", StepAfter::Events(2), vec![Event::Saved]),
            step(ana, "1", StepAfter::Events(3), vec![Event::Saved]),
            step(ana, "9", StepAfter::Events(2), vec![Event::Saved]),
            Step {
                events: Log::Lesson(vec![at(5, LessonEvent::Read)]),
                ..step(ana, "1", StepAfter::Events(2), vec![])
            },
        ];
        for other in others {
            assert_eq!(all_of(std::slice::from_ref(&other), store).unwrap(), [false], "{other:?}");
        }
        let stored = |id: &str, learner: &str, places: &[&str], events: Vec<Event>| Attempt {
            places: places.iter().map(|it| (*it).to_owned()).collect(),
            ..attempt(id, learner, events.into_iter().map(|event| at(5, event)).collect())
        };
        let mut all = all(store);
        all.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(
            all,
            [
                stored("1", "Ana", &[], vec![started(), shown("call")]),
                stored("2", "Ben", &["/a", "/b"], vec![started(), shown("call"), Event::Saved]),
                stored("5", "Ana", &["/c"], vec![started()]),
            ]
        );
    });
}

#[test]
fn steps_of_several_processes_lose_nothing_and_double_nothing() {
    of_each(|store, place| {
        let ana = store.transact(|open| add_learner(open, "Ana", "a")).map(|it| (it, "a")).unwrap();
        let rounds = 20;
        let stored: Vec<usize> = std::thread::scope(|scope| {
            let writer = |writer: usize| {
                let mut own = Database::open(place).unwrap();
                let mut count = 0;
                for round in 0..rounds {
                    let shared = match round {
                        0 => step(ana, "shared", nothing(&[]), vec![started()]),
                        _ => step(ana, "shared", StepAfter::Events(round), vec![shown(&format!("{writer}"))]),
                    };
                    let alone = step(ana, &format!("{writer} {round}"), nothing(&[]), vec![started()]);
                    // Those that are stored at the same time as others may be refused together.
                    let both = own.store_steps(&[&shared, &alone]).unwrap_or(vec![false, false]);
                    let alone_again = both[1] || own.store_steps(&[&alone]).unwrap() == [true];
                    assert!(alone_again);
                    count += usize::from(both[0]);
                }
                count
            };
            let writers: Vec<_> = (0..4).map(|number| scope.spawn(move || writer(number))).collect();
            writers.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let all = all(store);
        assert_eq!(all.len(), 1 + 4 * rounds);
        let shared = all.iter().find(|it| it.id == "shared").unwrap();
        assert_eq!(shared.log.len(), stored.iter().sum::<usize>(), "each that was confirmed is there once");
    });
}

#[test]
fn a_forgotten_learner_is_gone_under_every_spelling() {
    of_each(|store, _| {
        store.begin_attempt(&attempt("1", "Ana", vec![at(1, started())])).unwrap();
        store.begin_attempt(&attempt("2", " ANA ", vec![at(1, started()), at(2, Event::Saved)])).unwrap();
        store.begin_attempt(&attempt("3", "Ben", vec![at(1, started())])).unwrap();
        assert_eq!(store.forget_learner("ana").unwrap(), Forgotten { learners: 1, attempts: 2, events: 3 });
        assert_eq!(store.forget_learner("ana").unwrap(), Forgotten::default());
        assert_eq!(all(store).len(), 1);
        assert_eq!(store.learners().unwrap()[0].name, "Ben");
    });
}

#[test]
fn packs_are_updated() {
    of_each(|store, _| {
        let mut moved = attempt("1", "Ana", vec![at(1, started())]);
        store.begin_attempt(&moved).unwrap();
        moved.pack = "privacy-2".into();
        moved.places = vec!["/b".into()];
        store.update_packs(&[moved.clone(), attempt("gone", "Ana", Vec::new())]).unwrap();
        assert_eq!(all(store), [moved]);
    });
}

#[test]
fn a_transaction_that_fails_changes_nothing() {
    of_each(|store, _| {
        let failed = store.transact(|open| {
            add_learner(open, "Ana", "1")?;
            Err::<(), StoreError>(StoreError::Gone)
        });
        assert_eq!(failed, Err(StoreError::Gone));
        assert!(store.learners().unwrap().is_empty());
        let number = store.transact(|open| add_learner(open, "Ana", "1")).unwrap();
        assert_eq!(store.transact(|open| learner_number(open, "ANA")).unwrap(), Some(number));
        let rows = store.transact(|open| {
            let values = [Value::from(7_i64), Value::from("x"), Value::from(None::<i64>)];
            open.execute("CREATE TABLE odd (a BIGINT, b TEXT, c BIGINT)", &[])?;
            open.execute("INSERT INTO odd (a, b, c) VALUES ($1, $2, $3)", &values)?;
            open.query("SELECT a, b, c, count(*) FROM odd GROUP BY a, b, c", &[])
        });
        let rows = rows.unwrap();
        let row = &rows[0];
        assert_eq!((row.integer(0).unwrap(), row.text(1).unwrap()), (7, "x"));
        assert_eq!((row.optional_integer(2).unwrap(), row.integer(3).unwrap()), (None, 1));
        assert!(row.text(0).is_err() && row.integer(1).is_err() && row.text(2).is_err() && row.text(9).is_err());
    });
}

#[test]
fn a_server_that_was_restarted_is_connected_to_again() {
    let Some(server) = PostgresServer::start() else { return };
    let mut store = Database::open(&server.url()).unwrap();
    store.begin_attempt(&attempt("1", "Ana", vec![at(1, started())])).unwrap();
    server.restart();
    let further = Log::Scenario(vec![at(2, shown("call"))]);
    store.append_events("1", 1, &further).unwrap();
    assert_eq!(all(&store)[0].log.len(), 2);
}

#[test]
fn a_server_that_cannot_be_used_is_named_without_its_passphrase() {
    let refused = Database::open("postgres://scn:sesame@127.0.0.1:1/training").unwrap_err();
    assert!(matches!(refused, StoreError::Unreachable(_)), "{refused:?}");
    let unreadable = Database::open("postgres://scn:sesame@127.0.0.1:x/training").unwrap_err();
    assert!(matches!(unreadable, StoreError::Place(_)), "{unreadable:?}");
    let mut errors = vec![refused, unreadable];
    if let Some(server) = PostgresServer::start() {
        let unknown = Database::open(&server.url().replace("/postgres", "/nothing")).unwrap_err();
        assert!(matches!(unknown, StoreError::Place(_)), "{unknown:?}");
        errors.push(unknown);
        let mut store = Database::open(&server.url()).unwrap();
        store.transact(|open| open.execute("UPDATE scn_version SET version = 99", &[])).unwrap();
        assert_eq!(Database::open(&server.url()).unwrap_err(), StoreError::Later { found: 99, known: 1 });
    }
    for error in errors {
        assert!(!error.to_string().contains("sesame"), "{error}");
    }
}
