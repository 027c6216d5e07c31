//! Tests the printed page: one page of A4 and of Letter, with each date on one line. Chromium
//! prints it; without Chromium, which `.ci/extras` installs, the test prints that it was skipped.
#![expect(clippy::print_stderr, reason = "what was skipped is said")]
#![expect(clippy::disallowed_methods, reason = "what is printed is a file")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{completion, key};
use scn_certificate::{Completion, Logo, PartDone, PrincipleProfile, issue_certificate};

/// Returns the number of pages that Chromium prints; `None` if Chromium is not installed.
fn pages(folder: &Path, html: &str) -> Option<usize> {
    let (page, pdf) = (folder.join("page.html"), folder.join("page.pdf"));
    fs::write(&page, html).expect("a file can be written");
    let _ = fs::remove_file(&pdf);
    let status = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(&page)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    assert!(status.success(), "Chromium prints");
    let bytes = fs::read(&pdf).expect("it was printed");
    let text = String::from_utf8_lossy(&bytes);
    Some(text.matches("/Type /Page").count() - text.matches("/Type /Pages").count())
}

/// Returns a completion of a course with many parts and long titles.
fn long(parts: usize, profile: usize) -> Completion {
    let it = completion();
    let part = |at: usize| PartDone {
        title: format!("{at}. What to say, and what never to say, when somebody asks for another customer's account"),
        result: "reached “A call in her own voice, and an apology”, passed".to_owned(),
        on: "2026-09-28T12:00:00Z".parse().expect("a time"),
        ..it.parts[at % 3].clone()
    };
    let principle = |at: usize| PrincipleProfile {
        title: format!("{at}. Share nothing about a customer before you know who is asking, and why"),
        ..it.profile[at % 3].clone()
    };
    Completion {
        learner: "Wilhelmina Maria-Magdalena van der Westhuizen-Mokoena".to_owned(),
        course: "Protecting the privacy and the data of our customers, on the telephone and in person".to_owned(),
        parts: (1..=parts).map(part).collect(),
        profile: (1..=profile).map(principle).collect(),
        pass_mark: Some("8 of 12 scenarios passed".to_owned()),
        ..it
    }
}

/// Returns a completion of a course with many parts and short titles.
fn short(parts: usize) -> Completion {
    let it = completion();
    let part = |at: usize| PartDone { title: format!("{at}. A call about an account"), ..it.parts[at % 3].clone() };
    Completion { parts: (1..=parts).map(part).collect(), profile: Vec::new(), ..completion() }
}

/// A tall picture, as the largest logo.
const LOGO: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 90\"><rect width=\"10\" height=\"90\"/></svg>";

/// Returns a completion with everything that an issuer can add.
fn with_terms(it: Completion) -> Completion {
    Completion {
        signatory: Some("Nomsa Dube, Head of Compliance and Data Protection".to_owned()),
        duration: Some("1.5 hours".to_owned()),
        valid_until: Some("2028-11-24T21:43:13Z".parse().expect("a time")),
        ..it
    }
}

#[test]
fn it_is_one_page_of_a4_and_of_letter() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let without = Completion { profile: Vec::new(), ..completion() };
    let cases = [
        without,
        completion(),
        long(1, 0),
        long(12, 0),
        long(12, 8),
        long(24, 0),
        long(40, 0),
        short(24),
        short(40),
        short(60),
        Completion { profile: completion().profile, ..short(40) },
        with_terms(completion()),
        with_terms(long(12, 8)),
        with_terms(short(40)),
    ];
    for (case, it) in cases.iter().enumerate() {
        // Those with a signatory have a logo, too.
        let logo = Logo::from_bytes(LOGO.into()).expect("it is a picture");
        let logo = it.signatory.as_ref().map(|_| &logo);
        let page = issue_certificate(it, logo, &key()).expect("it can be written").page;
        for paper in ["A4", "Letter"] {
            let html = page.replace("<style>", &format!("<style>@page {{ size: {paper}; }}\n"));
            assert_ne!(html, page);
            let Some(pages) = pages(folder.path(), &html) else {
                eprintln!("SKIPPED: no `chromium`; `bash .ci/extras` installs it");
                return;
            };
            assert_eq!(pages, 1, "case {case} on {paper}");
        }
    }
}

#[test]
fn what_is_short_is_printed_large() {
    let size = |it: &Completion| {
        let page = issue_certificate(it, None, &key()).expect("it can be written").page;
        let (_, rest) = page.split_once("--print: ").expect("the page says its size");
        let (size, _) = rest.split_once("pt;").expect("in points");
        size.parse::<f64>().expect("it is a number")
    };
    let without = Completion { profile: Vec::new(), ..completion() };
    assert_eq!(size(&without), 10.0);
    assert!(7.0 <= size(&long(12, 0)), "{}", size(&long(12, 0)));
    assert!(size(&long(12, 8)) < size(&long(12, 0)));
    assert!(7.0 <= size(&short(40)), "{}", size(&short(40)));
    assert!(6.0 <= size(&long(24, 0)), "{}", size(&long(24, 0)));
    assert!(5.0 < size(&long(40, 0)), "{}", size(&long(40, 0)));
}

/// Each date is a single text in the picture, and is kept together in the page.
#[test]
fn a_date_is_on_one_line() {
    for month in 1..=12 {
        let mut it = long(3, 0);
        for part in &mut it.parts {
            part.on = format!("2026-{month:02}-28T12:00:00Z").parse().expect("a time");
        }
        let made = issue_certificate(&it, None, &key()).expect("it can be written");
        let day = it.parts[0].on.strftime("%-d %B %Y").to_string();
        assert_eq!(made.picture.matches(&format!(">{day}</text>")).count(), 3, "{day}");
        assert!(made.page.contains("time { white-space: nowrap; }"));
    }
}
