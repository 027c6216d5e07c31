//! Bad input in place of a certificate or a key.

use super::*;

fn verify(folder: &Path, path: &str) -> Said {
    run(folder, &["certificate", "verify", path])
}

#[test]
fn bytes_that_are_no_certificate() {
    let noise: Vec<u8> = (0..20_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let here = folder([
        ("empty", Vec::new()),
        ("noise", noise),
        ("page.html", b"<html><meta name=\"openbadges:credential\" content=\"\"></html>".to_vec()),
        ("cut.html", b"<meta name=\"openbadges:credential\" content=\"eyJ".to_vec()),
        ("escape", b"eyJhbGciOiJcdTAwMWJbMkoifQ.e30.e30".to_vec()),
    ]);
    for name in ["empty", "noise"] {
        verify(here.path(), name).is(1, &["refused: it is not a certificate"]);
    }
    for name in ["page.html", "cut.html"] {
        verify(here.path(), name).is(1, &["refused: its signature does not match"]);
    }
    let said = verify(here.path(), "escape");
    said.is(1, &["but only EdDSA is accepted"]);
    assert!(!said.text.contains('\u{1b}'), "{}", said.text);
}

#[test]
fn a_hundred_megabytes() {
    let here = folder([("large", "e30.".repeat(25_000_000))]);
    verify(here.path(), "large").is(1, &["refused: "]);
}

#[test]
fn paths_that_hold_none() {
    let here = folder([("a/b", ""), ("no.pem", "no key")]);
    verify(here.path(), "gone").is(2, &["there is no file or folder `gone`"]);
    verify(here.path(), "a").is(2, &["error: `a` cannot be read: it is a folder"]);
    let asked = |key: &str| run(here.path(), &["certificate", "verify", "--issuer-key", key, "a/b"]);
    asked("gone").is(2, &["there is no file or folder `gone`"]);
    asked("no.pem").is(2, &["`no.pem` does not contain a public key", "give a file with a `did:key`"]);
    asked("did:web:example.org").is(2, &["is not the `did:key` of an Ed25519 key"]);
}

#[test]
fn keys_that_cannot_be_made_or_read() {
    let here = folder([("a/b", ""), ("no.pem", "no key")]);
    let key = |words: &[&str]| run(here.path(), &[&["key"], words].concat());
    key(&["new", "gone/key.pem"]).is(2, &["`gone/key.pem` cannot be written: its folder does not exist"]);
    key(&["new", "a"]).is(2, &["`a` already exists, and was not changed"]);
    key(&["show", "a"]).is(2, &["error: `a` cannot be read: it is a folder"]);
    key(&["show", "gone"]).is(2, &["there is no file or folder `gone`"]);
    key(&["show", "no.pem"]).is(2, &["can be read or written by other users", "`chmod 600 'no.pem'` makes it private"]);
    key(&["new", "key.pem"]).is(0, &["created key.pem", "did:key:z6Mk"]);
    let mode = fs::metadata(here.path().join("key.pem")).expect("it was made").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let made = fs::read(here.path().join("key.pem")).expect("it is there");
    key(&["new", "key.pem"]).is(2, &["`key.pem` already exists"]);
    assert_eq!(fs::read(here.path().join("key.pem")).expect("it is there"), made);
}
