//! Tests encrypted connections with a real server, and certificates that the test makes.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by a panic")]

#[expect(dead_code, reason = "each test that shares it needs a part of it")]
mod postgres;

use std::path::Path;

use postgres::PostgresServer;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use scn_records::{Database, StoreError};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// Makes an authority with a name.
fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Makes a certificate for `localhost`, valid from one year to another, and gives it to a server.
fn install(server: &PostgresServer, authority: &Authority, years: (i32, i32)) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
    params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
    let certificate = params.signed_by(&key, authority).unwrap();
    server.write("server.crt", &certificate.pem());
    server.write("server.key", &key.serialize_pem());
}

fn write_root(folder: &Path, name: &str, authority: &Authority) -> String {
    let path = folder.join(name);
    std::fs::write(&path, authority.pem()).unwrap();
    // As in a URL.
    path.to_string_lossy().replace('/', "%2F")
}

/// Opens the database, and asks the server whether the connection is encrypted.
fn is_encrypted(url: &str) -> Result<bool, StoreError> {
    let database = Database::open(url)?;
    let rows = database.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[])?;
    Ok(rows[0].integer(0)? == 1)
}

fn refusal(url: &str) -> String {
    is_encrypted(url).unwrap_err().to_string()
}

#[test]
fn a_connection_is_as_safe_as_the_url_says() {
    let Some(server) = PostgresServer::create() else { return };
    let folder = tempfile::tempdir().unwrap();
    let [own, other, namesake] = ["One", "Other", "One"].map(authority);
    install(&server, &own, (2020, 2100));
    server.write("postgresql.auto.conf", "ssl = on\n");
    server.write("pg_hba.conf", "host all scn all trust\nhostssl all ana all scram-sha-256\n");
    server.control("start");
    let own_root = write_root(folder.path(), "own.pem", &own);
    let at = |host: &str, query: &str| format!("postgres://scn@{host}:{}/postgres{query}", server.port());

    assert_eq!(is_encrypted(&at("localhost", "")), Ok(false));
    assert_eq!(is_encrypted(&at("localhost", "?sslmode=disable")), Ok(false));
    for mode in ["prefer", "require"] {
        assert_eq!(is_encrypted(&at("127.0.0.1", &format!("?sslmode={mode}"))), Ok(true), "{mode}");
    }
    let full = format!("?connect_timeout=5&sslmode=verify-full&sslrootcert={own_root}");
    assert_eq!(is_encrypted(&at("localhost", &full)), Ok(true));
    assert_eq!(is_encrypted(&at("127.0.0.1", &full.replace("full", "ca"))), Ok(true), "the name is not compared");

    // With a passphrase, which is bound to the encryption.
    let mut database = Database::open(&at("localhost", &full)).unwrap();
    database
        .transact(|open| {
            open.execute("CREATE ROLE ana LOGIN SUPERUSER PASSWORD 'sesame'", &[])?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let ana = at("localhost", &full).replace("scn@", "ana:sesame@");
    assert_eq!(is_encrypted(&ana), Ok(true));
    let wrong = refusal(&ana.replace("sesame", "open"));
    assert!(wrong.contains("password authentication failed"), "{wrong}");
    assert!(refusal(&ana.replace("verify-full", "disable")).contains("no pg_hba.conf entry"));

    // What is refused.
    let name = refusal(&at("127.0.0.1", &full));
    let words =
        "the records cannot be opened: the certificate of the server is for another host than the one in the URL";
    assert_eq!(name, words);
    let unknown = "the records cannot be opened: the certificate of the server was not signed by an authority \
                   that is trusted; `sslrootcert` in the URL can name another";
    for mode in ["require", "verify-ca", "verify-full"] {
        for (name, authority) in [("other.pem", &other), ("namesake.pem", &namesake)] {
            let root = write_root(folder.path(), name, authority);
            let query = format!("?sslmode={mode}&sslrootcert={root}");
            assert_eq!(refusal(&at("localhost", &query)), unknown, "{mode} {name}");
        }
    }
    assert!(refusal(&at("localhost", "?sslmode=verify-full&sslrootcert=/nowhere")).contains("`sslrootcert` has no"));
    assert!(refusal(&at("localhost", "?sslmode=yes")).contains("`sslmode` is one of disable, prefer"));
    install(&server, &own, (2020, 2021));
    server.restart();
    let expired = refusal(&at("localhost", &full));
    assert_eq!(expired, "the records cannot be opened: the certificate of the server has expired");
    assert_eq!(is_encrypted(&at("localhost", "?sslmode=require")), Ok(true), "it is not verified");
}

#[test]
fn a_server_without_encryption_is_refused_if_it_is_required() {
    let Some(server) = PostgresServer::start() else { return };
    assert_eq!(is_encrypted(&format!("{}?sslmode=prefer", server.url())), Ok(false));
    let words = refusal(&format!("{}?sslmode=require", server.url()));
    assert_eq!(words, "the database cannot be reached: no encrypted connection: server does not support TLS");
}
