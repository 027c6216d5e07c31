//! Tests what `scn serve` has kept after faults under load: a kill, a database that is restarted, a
//! disk that is full, and an orderly stop. Learners know what was confirmed to them; of that
//! nothing may be lost, and nothing may be there twice. `SCN_ROUNDS` is how often each fault is
//! made.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a test that is skipped says so")]

#[expect(dead_code, reason = "each test that shares it needs a part of it")]
#[path = "../../scn-records/tests/postgres/mod.rs"]
mod postgres;

#[expect(dead_code, reason = "each test that shares it needs a part of it")]
mod served;

use std::fs::File;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use postgres::PostgresServer;
use served::{Learner, Served, ask, between, rounds};
use tempfile::TempDir;

/// The learners of a round.
const LEARNERS: usize = 3;

fn learners(host: &str, round: usize) -> Vec<Learner> {
    let numbers = round * LEARNERS..(round + 1) * LEARNERS;
    numbers.map(|number| Learner::sign_up(host, &format!("Learner{number}"), number)).collect()
}

/// Ends a server by a signal while learners go on, and asks another process what is stored.
fn end_under_load(database: &str, round: usize, signal: &str) {
    let mut served = Served::start(database);
    let mut going = learners(served.host(), round);
    std::thread::scope(|scope| {
        for learner in &mut going {
            let host = served.host();
            scope.spawn(move || learner.go_on_until_refused(host));
        }
        sleep(Duration::from_millis(300 + 40 * (round % 10) as u64));
        served.signal(signal);
    });
    let status = served.child.wait().unwrap();
    assert!(signal == "-9" || status.success(), "{status}");
    let again = Served::start(database);
    for learner in &going {
        let (confirmed, stored) = (learner.confirmed, learner.stored(again.host()));
        assert!(0 < confirmed, "the learner had begun");
        // One more may have been stored without having been confirmed, but not by an orderly end.
        let most = confirmed + usize::from(signal == "-9");
        assert!((confirmed..=most).contains(&stored), "{confirmed} were confirmed, {stored} are stored");
    }
}

#[test]
fn what_was_confirmed_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("server.db").to_string_lossy().into_owned();
    (0..rounds()).for_each(|round| end_under_load(&database, round, "-9"));
    if let Some(server) = PostgresServer::start() {
        (0..rounds()).for_each(|round| end_under_load(&server.url(), round, "-9"));
    }
}

/// Returns how many requests have come to a server, this one included.
fn requests(served: &Served) -> usize {
    let page = served.ask("GET", "/metrics", ("", ""), "");
    between(&page, "\nscn_requests_total ", "\n").trim().parse().unwrap()
}

#[test]
fn an_orderly_end_finishes_what_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("server.db").to_string_lossy().into_owned();
    (0..rounds()).for_each(|round| end_under_load(&database, round, "-TERM"));
    // The digest of a passphrase takes long enough to be in the middle.
    let mut served = Served::start(&database);
    let page = served.ask("GET", "/sign-up", ("", ""), "");
    let cookie = between(&page, "set-cookie: ", ";").to_owned();
    let token = between(&page, "name=\"token\" value=\"", "\"").to_owned();
    let body = format!("token={token}&name=Late&passphrase=correct+horse+battery");
    let host = served.host().to_owned();
    // A visitor who sends nothing, and one who never ends the request, hold up nothing for long.
    let idle = TcpStream::connect(&host).unwrap();
    let mut slow = TcpStream::connect(&host).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nhost: ").unwrap();
    let answer = std::thread::scope(|scope| {
        let (host, body, cookie) = (&host, &body, &cookie);
        let form = "content-type: application/x-www-form-urlencoded\r\n";
        let before = requests(&served);
        let late = scope.spawn(move || ask(host, "POST", "/sign-up", (cookie, form), body).unwrap());
        // Until the server has begun it: each question is a request, and so is what is sent.
        let begun = (1..1000).find(|asked| before + asked < requests(&served));
        assert!(begun.is_some(), "the server has not begun it");
        served.signal("-TERM");
        late.join().unwrap()
    });
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let begun = Instant::now();
    assert!(served.child.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(30), "it has ended in {:?}", begun.elapsed());
    assert!(TcpStream::connect(&host).is_err());
    drop((idle, slow));
}

/// Lets learners go on while something happens to the database, until all is confirmed. Returns how
/// many requests were refused.
fn go_on_during(served: &Served, round: usize, fault: impl FnOnce(&AtomicUsize)) -> usize {
    let mut going = learners(served.host(), round);
    let (is_enough, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for learner in &mut going {
            let (is_enough, refused) = (&is_enough, &refused);
            scope.spawn(move || learner.go_on(served.host(), is_enough, refused));
        }
        sleep(Duration::from_millis(100 + 20 * (round % 10) as u64));
        fault(&refused);
        is_enough.store(true, Ordering::SeqCst);
    });
    for learner in &going {
        assert_eq!(learner.stored(served.host()), learner.confirmed);
    }
    refused.into_inner()
}

#[test]
fn what_was_confirmed_survives_a_restart_of_postgresql() {
    let Some(server) = PostgresServer::start() else { return };
    let served = Served::start(&server.url());
    for round in 0..rounds() {
        // By a crash: nothing is written that was not written before.
        go_on_during(&served, round, |_| server.restart());
    }
}

/// A small disk, which is removed when it is dropped.
struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts a disk; `None`, loudly, if that is not allowed.
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={size},mode=755"), "tmpfs"]).arg(folder.path());
        if !command.stderr(Stdio::null()).status().is_ok_and(|it| it.success()) {
            eprintln!("SKIPPED: no small disk can be mounted; run this as root");
            return None;
        }
        Some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills the disk, until requests were refused, and makes room again.
    fn be_full(&self, refused: &AtomicUsize) {
        let before = refused.load(Ordering::SeqCst);
        let path = self.path().join("ballast");
        let mut ballast = File::create(&path).unwrap();
        let begun = Instant::now();
        while refused.load(Ordering::SeqCst) < before + 2 * LEARNERS && begun.elapsed() < Duration::from_secs(20) {
            // What others have freed is taken too.
            while ballast.write(&[0; 4096]).is_ok_and(|written| 0 < written) {}
            sleep(Duration::from_millis(10));
        }
        drop(ballast);
        std::fs::remove_file(path).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

#[test]
fn what_was_confirmed_survives_a_full_disk() {
    let Some(disk) = SmallDisk::mount("8m") else { return };
    let served = Served::start(&disk.path().join("server.db").to_string_lossy());
    let refused: usize = (0..rounds()).map(|round| go_on_during(&served, round, |refused| disk.be_full(refused))).sum();
    println!("SQLite: {refused} requests were refused");
    assert!(rounds() <= refused);
}

#[test]
fn what_was_confirmed_survives_a_full_disk_of_postgresql() {
    let Some(disk) = SmallDisk::mount("96m") else { return };
    let folder = tempfile::tempdir_in(disk.path()).unwrap();
    let Some(server) = PostgresServer::create_in(folder) else { return };
    server.control("start");
    let served = Served::start(&server.url());
    let fault = |refused: &AtomicUsize| {
        disk.be_full(refused);
        // It ends by itself if it cannot write its log; then whoever runs it makes room and starts
        // it.
        sleep(Duration::from_millis(500));
        server.start_if_ended();
    };
    let refused: usize = (0..rounds()).map(|round| go_on_during(&served, round, fault)).sum();
    println!("PostgreSQL: {refused} requests were refused");
    assert!(rounds() <= refused);
}
