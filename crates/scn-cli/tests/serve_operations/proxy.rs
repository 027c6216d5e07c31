//! The worked example: two processes, nginx and PostgreSQL.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::documented::{administer, at_server, block, run, shell};
use crate::postgres::PostgresServer;
use crate::served::{Served, ask, between, digest, example, text};

const SITE: &str = "learn.example.org";

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The proxy, which is stopped when it is dropped.
struct Proxy(Child);

impl Proxy {
    /// Starts nginx with a site, in a folder.
    fn start(folder: &Path, site: &str, port: u16) -> Self {
        let settings = format!(
            "daemon off; pid nginx.pid; error_log nginx.log; events {{}}\nhttp {{ access_log off;\n\
             client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;\n\
             scgi_temp_path scgi;\n{site}}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), settings).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).stderr(Stdio::piped());
        let proxy = Self(command.spawn().unwrap());
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return proxy;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("{}", std::fs::read_to_string(folder.join("nginx.log")).unwrap_or_default());
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// A browser, which is curl.
struct Browser<'b> {
    folder: &'b Path,
    port: u16,
}

impl Browser<'_> {
    /// Returns the status and the body of an answer.
    fn ask(&self, path: &str, words: &[&str]) -> (String, String) {
        let mut command = Command::new("curl");
        command.args(["--silent", "--cacert", "site.pem", "--cookie", "jar", "--cookie-jar", "jar"]);
        command.arg("--resolve").arg(format!("{SITE}:{}:127.0.0.1", self.port)).args(["--write-out", "\n%{http_code}"]);
        let url = format!("https://{SITE}:{}{path}", self.port);
        let output = command.args(words).arg(url).current_dir(self.folder).output().unwrap();
        assert!(output.status.success(), "{:?}", text(&output));
        let (answer, _) = text(&output);
        let (body, status) = answer.rsplit_once('\n').unwrap();
        (status.to_owned(), body.to_owned())
    }

    /// Sends the form of a page with some fields, of which each is `name=value`.
    fn send_form(&self, path: &str, words: &[&str], fields: &[&str]) -> (String, String) {
        let (_, page) = self.ask(path, &[]);
        let token = format!("token={}", between(&page, "name=\"token\" value=\"", "\""));
        let mut words = words.to_vec();
        for field in fields.iter().copied().chain([token.as_str()]) {
            words.extend(["--data-urlencode", field]);
        }
        self.ask(path, &words)
    }
}

/// Returns how many requests a process has answered.
fn requests(host: &str) -> usize {
    let metrics = ask(host, "GET", "/metrics", ("", ""), "").unwrap();
    between(&metrics, "\nscn_requests_total ", "\n").parse().unwrap()
}

#[test]
fn two_processes_behind_nginx_serve_one_learner_as_documented() {
    let runs = |program: &str, word: &str| Command::new(program).arg(word).output().is_ok_and(|it| it.status.success());
    if !runs("nginx", "-v") || !runs("curl", "--version") {
        eprintln!("SKIPPED: no nginx or no curl; `.ci/extras` installs them on Debian");
        return;
    }
    let Some(server) = PostgresServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::os::unix::fs::symlink(example().canonicalize().unwrap(), folder.join("packs")).unwrap();
    let made = rcgen::generate_simple_self_signed([SITE.to_owned()]).unwrap();
    std::fs::write(folder.join("site.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("site.key"), made.signing_key.serialize_pem()).unwrap();
    administer(&block("sh", "createuser"), folder, &server);

    // The commands of the document, at ports that are free here.
    let ports = [free_port(), free_port()];
    let at_ports = |text: &str| text.replace("8081", &ports[0].to_string()).replace("8082", &ports[1].to_string());
    let commands = at_server(&at_ports(&block("sh", "--listen 127.0.0.1:8081")), &server);
    let commands: Vec<&str> = commands.split("scn serve ").skip(1).collect();
    let start = |index: usize| {
        let mut served = Served::start_command(shell(&format!("exec scn serve {}", commands[index]), folder));
        assert_eq!(served.address, format!("https://{SITE}"));
        served.address = format!("http://127.0.0.1:{}", ports[index]);
        served
    };
    let mut processes = [start(0), start(1)];
    let port = free_port();
    let site = at_ports(&block("nginx", "upstream"))
        .replace("listen 443", &format!("listen 127.0.0.1:{port}"))
        .replace("/etc/ssl/learn.example.org.pem", &folder.join("site.pem").to_string_lossy())
        .replace("/etc/ssl/private/learn.example.org.key", &folder.join("site.key").to_string_lossy());
    let _proxy = Proxy::start(folder, &site, port);
    let browser = Browser { folder, port };

    // The first administrator, as documented, in this database.
    let database = at_server("postgres://learning@%2Fvar%2Frun%2Fpostgresql/training", &server);
    let command = block("sh", "serve user add").replace("serve user add", &format!("serve user add --db {database}"));
    let (added, _) = text(&run(&command, folder));
    let code = format!("code={}", added.trim().rsplit('\t').next().unwrap());
    assert_eq!(browser.ask("/sign-up", &[]).0, "404", "nobody signs up alone");
    let wrong = ["--header", "x-forwarded-for: 198.51.100.7"];
    let refused = browser.send_form("/sign-in", &wrong, &["name=Nobody", "passphrase=wrong+horse+battery"]);
    assert!(refused.0 == "200" && !refused.1.contains("/sign-out"), "{}", refused.1);
    let passphrase = "passphrase=correct horse battery";
    let recovered = browser.send_form("/recover", &[], &["name=Thandi Mokoena", &code, passphrase]);
    assert_eq!(recovered.0, "303");
    assert_eq!(browser.ask("/me", &[]).0, "200");
    for path in ["/metrics", "/healthz", "/readyz"] {
        assert_eq!(browser.ask(path, &[]).0, "404", "the proxy does not pass it on");
    }
    // Failures are counted by the address that the proxy adds, not by one that can be invented.
    let counted = scn_records_of(&server, "SELECT key FROM throttles WHERE key LIKE 'address%'", folder);
    assert_eq!(counted.trim(), "address 127.0.0.1");

    let (_, state) = browser.ask("/c/customer-privacy/state", &[]);
    let token = format!("x-scn-token: {}", between(&state, "\"token\":\"", "\""));
    let digest = digest();
    let step = |after: usize| {
        let event = format!(
            r#"{{"when":0,"what":{{"event":"opened","pack":"customer-privacy","digest":"{digest}","lesson":"keep-information-safe"}}}}"#
        );
        let body = format!(
            r#"{{"part":{{"kind":"lesson","id":"keep-information-safe"}},"after":{after},"events":[{event}]}}"#
        );
        let path = "/c/customer-privacy/attempts/0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c0001";
        let (status, answer) = browser.ask(path, &["--header", &token, "--data-binary", &body]);
        assert_eq!((status.as_str(), answer), ("200", format!("{{\"events\":{}}}", after + 1)));
    };
    let before: Vec<usize> = processes.iter().map(|it| requests(it.host())).collect();
    (0..10).for_each(step);
    for (process, before) in processes.iter().zip(before) {
        assert!(before + 4 <= requests(process.host()), "each has got some of ten steps");
    }

    // One is stopped and started while the learner goes on.
    processes[0].signal("-TERM");
    (10..15).for_each(step);
    assert!(processes[0].child.wait().unwrap().success());
    (15..20).for_each(step);
    processes[0] = start(0);
    (20..25).for_each(step);
}

/// Asks the database of the example something.
fn scn_records_of(server: &PostgresServer, sql: &str, folder: &Path) -> String {
    let command = format!("psql --tuples-only --no-align --command \"{sql}\" training > answer");
    administer(&command, folder, server);
    std::fs::read_to_string(folder.join("answer")).unwrap()
}
