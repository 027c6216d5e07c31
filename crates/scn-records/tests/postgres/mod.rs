//! A server of PostgreSQL of its own, on loopback, for a test.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A running server, which is stopped and deleted when it is dropped.
pub(crate) struct PostgresServer {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

/// Returns the folder of the server's programs, the newest if there are several.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions.filter_map(|it| Some(it.ok()?.path().join("bin"))).collect();
    folders.sort();
    folders.into_iter().rev().find(|it| it.join("initdb").is_file())
}

/// Returns a command that does not run as root, as which the server refuses to run.
fn as_somebody(program: &Path) -> Command {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|it| it.stdout == b"0\n");
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

impl PostgresServer {
    /// Starts a server; `None`, loudly, if the programs are not installed.
    pub(crate) fn start() -> Option<Self> {
        let server = Self::create()?;
        server.control("start");
        Some(server)
    }

    /// Creates a server that is not started yet.
    pub(crate) fn create() -> Option<Self> {
        Self::create_in(tempfile::tempdir().unwrap())
    }

    /// Creates a server, all of whose files are in a folder.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub(crate) fn create_in(folder: TempDir) -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("SKIPPED: no PostgreSQL; `.ci/extras` installs it on Debian");
            return None;
        };
        let path = folder.path().to_owned();
        drop(Command::new("chown").arg("postgres").arg(&path).stderr(Stdio::null()).status());
        let made = as_somebody(&programs.join("initdb"))
            .args(["--auth=trust", "--username=scn", "--encoding=UTF8", "--no-sync", "--pgdata"])
            .arg(path.join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Some(Self { folder, programs, port })
    }

    /// Writes a file into its data folder, readable only for the server. `postgresql.auto.conf` has
    /// settings.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join("data").join(name);
        std::fs::write(&path, text).unwrap();
        drop(Command::new("chown").arg("postgres").arg(&path).stderr(Stdio::null()).status());
        assert!(Command::new("chmod").arg("600").arg(&path).status().unwrap().success());
    }

    /// Returns its port on loopback.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn control(&self, what: &str) {
        let options = format!("-h 127.0.0.1 -p {} -k {}", self.port, self.folder.path().display());
        let mut command = as_somebody(&self.programs.join("pg_ctl"));
        command.args(["--wait", "--silent", "--mode=immediate", "--pgdata"]).arg(self.folder.path().join("data"));
        command.arg("--log").arg(self.folder.path().join("log")).args(["--options", &options, what]);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        assert!(status.success(), "{what}: {log}");
    }

    /// Starts the server again if it has ended by itself.
    pub(crate) fn start_if_ended(&self) {
        let mut command = as_somebody(&self.programs.join("pg_ctl"));
        let status = command.args(["status", "--pgdata"]).arg(self.folder.path().join("data"));
        if !status.stdout(Stdio::null()).status().unwrap().success() {
            self.control("start");
        }
    }

    /// Returns the folder of its programs, such as `pg_dump`.
    pub(crate) fn programs(&self) -> &Path {
        &self.programs
    }

    /// Returns the folder of its socket.
    pub(crate) fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// Ends the server at once, as a crash does, and starts it again.
    pub(crate) fn restart(&self) {
        self.control("restart");
    }

    /// Returns the URL of its database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://scn@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.start_if_ended();
        self.control("stop");
    }
}
