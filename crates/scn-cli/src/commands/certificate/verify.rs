//! `scn certificate verify`.

use std::io;
use std::path::Path;

use scn_certificate::{CertificateForm, Completion, Key, PublicKey, Verified, VerifyError, verify_certificate};

use crate::args::VerifyArgs;
use crate::failure::{Failure, plain_reason};
use crate::load::{read, read_bounded};
use crate::recording::now;
use crate::screen::print;
use scn_run::At;
use scn_text::counted;

/// Verifies a certificate and shows its contents. Returns 1 if the certificate is refused, or is
/// not valid any more.
pub(crate) fn run(args: &VerifyArgs) -> Result<u8, Failure> {
    let wanted = args.issuer_key.as_deref().map(issuer_key).transpose()?;
    let bytes = if args.file == Path::new("-") {
        read_bounded(io::stdin().lock())
            .map_err(|error| Failure::new(format!("standard input cannot be read: {}", plain_reason(&error))))?
    } else {
        read(&args.file)?
    };
    let read = verify_certificate(&bytes).and_then(|read| match &wanted {
        Some(key) => read.signed_by(key),
        None => Ok(read),
    });
    let (text, status) = match &read {
        Ok(read) => accepted(read, wanted.is_some(), now()),
        Err(refused) => (not_accepted(refused), 1),
    };
    print(&text)?;
    Ok(status)
}

/// Parses the required key: a `did:key`, or a file with a `did:key`, a public key or a private key.
fn issuer_key(word: &str) -> Result<PublicKey, Failure> {
    if word.starts_with("did:") {
        return PublicKey::from_did(word).map_err(|_| {
            Failure::new(format!("`{}` is not the `did:key` of an Ed25519 key", scn_text::escape_line(word)))
                .with_help("`scn key show` prints the `did:key` of a key: `did:key:z6Mk…`")
        });
    }
    let bytes = read(Path::new(word))?;
    let text = str::from_utf8(&bytes).unwrap_or_default();
    let key = PublicKey::from_did(text.trim())
        .or_else(|_| PublicKey::from_pem(text))
        .or_else(|_| Key::from_pem(text).map(|key| key.public_key()));
    key.map_err(|_| {
        Failure::new(format!("`{}` does not contain a public key", scn_text::escape_line(word)))
            .with_help("give a file with a `did:key`, as `scn key show` prints it, or with an Ed25519 key as PEM")
    })
}

/// Returns what is said of a certificate whose signature is right, and the exit status: 1 if it is
/// not valid any more.
fn accepted(read: &Verified, wanted: bool, now: At) -> (String, u8) {
    let form_name = match read.form {
        CertificateForm::Credential => "credential",
        CertificateForm::Page => "page",
        CertificateForm::Picture => "picture",
    };
    let trust_note = if wanted {
        "It was signed by the key that you gave."
    } else {
        "The signature shows that it is unchanged, and which key signed it. It does not show whose key\nthat is: compare it with the key that the issuer publishes, or give that key with --issuer-key."
    };
    let expired = read.completion.valid_until.filter(|until| until.as_millisecond() < now.0);
    let first = match expired {
        None => format!("verified: this {form_name} is unchanged since it was signed"),
        Some(until) => {
            let day = until.strftime("%-d %B %Y");
            format!("expired: this {form_name} is unchanged since it was signed, but was valid until {day} only")
        }
    };
    (format!("{first}\n\n{}\n{trust_note}\n", certified_facts(read)), u8::from(expired.is_some()))
}

fn not_accepted(refused: &VerifyError) -> String {
    let signed = match refused {
        VerifyError::Shown(signed) => format!("\nWhat was signed:\n\n{}", certified_facts(signed)),
        VerifyError::NotACertificate
        | VerifyError::Algorithm(_)
        | VerifyError::Extensions
        | VerifyError::Issuer
        | VerifyError::Changed
        | VerifyError::Foreign
        | VerifyError::Later(_)
        | VerifyError::OtherKey(_) => String::new(),
    };
    format!("refused: {}\n{signed}", scn_text::sanitize_line(&refused.to_string()))
}

/// Returns the contents of the certificate, one fact per line.
fn certified_facts(read: &Verified) -> String {
    let completion: &Completion = &read.completion;
    let mut out = String::new();
    let mut fact = |name: &str, value: &str| {
        out.push_str(&format!("{:<11} {}\n", format!("{name}:"), scn_text::sanitize_line(value)));
    };
    fact("learner", &completion.learner);
    if let Some(id) = &completion.learner_id {
        fact("learner id", id);
    }
    fact("course", &completion.course);
    fact("completed", &completion.completed.strftime("%-d %B %Y, %H:%M UTC").to_string());
    if let Some(duration) = &completion.duration {
        fact("duration", duration);
    }
    if let Some(until) = completion.valid_until {
        fact("expires", &until.strftime("%-d %B %Y, %H:%M UTC").to_string());
    }
    fact("issuer", &completion.issuer);
    if let Some(signatory) = &completion.signatory {
        fact("signatory", signatory);
    }
    fact("pack", &completion.pack);
    if let Some(version) = &completion.version {
        fact("version", version);
    }
    fact("digest", &completion.digest);
    for part in &completion.parts {
        fact(part.kind.word(), &format!("{}: {}, {}", part.title, part.result, part.on.strftime("%-d %B %Y")));
    }
    if let Some(mark) = &completion.pass_mark {
        fact("to pass", mark);
    }
    for principle in &completion.profile {
        let decisions = counted(principle.decisions, "decision");
        fact("principle", &format!("{}: {} ({decisions})", principle.title, principle.band));
    }
    fact("id", &read.id);
    fact("key", &read.key.to_string());
    out
}

#[cfg(test)]
mod tests {
    use scn_certificate::issue_certificate;

    use super::super::sample_completion;
    use super::*;

    #[test]
    fn a_certificate_expires_after_the_last_moment_of_its_validity() {
        let completion = Completion {
            completed: "2024-02-29T10:00:00Z".parse().expect("a time"),
            valid_until: Some("2025-02-28T10:00:00Z".parse().expect("a time")),
            ..sample_completion()
        };
        let made = issue_certificate(&completion, None, &Key::from_secret(&[7; 32])).expect("it can be written");
        let read = verify_certificate(made.credential.as_bytes()).expect("it is signed");
        let until = At(completion.valid_until.expect("it expires").as_millisecond());
        let (text, status) = accepted(&read, true, until);
        assert!(text.starts_with("verified: this credential is unchanged since it was signed\n"), "{text}");
        assert_eq!(status, 0);
        let (text, status) = accepted(&read, true, At(until.0 + 1));
        assert!(
            text.starts_with(
                "expired: this credential is unchanged since it was signed, but was valid until 28 February 2025 only\n"
            ),
            "{text}"
        );
        assert!(text.contains("\nexpires:    28 February 2025, 10:00 UTC\n"), "{text}");
        assert_eq!(status, 1);
    }
}
