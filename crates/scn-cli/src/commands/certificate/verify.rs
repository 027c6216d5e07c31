//! `scn certificate verify`.

use std::io;
use std::path::Path;

use scn_certificate::{Completion, Form, Key, PublicKey, Refused, Verified, verify};

use crate::args::VerifyArgs;
use crate::failure::{Failure, reason};
use crate::load::{bounded, read};
use crate::screen::print;
use scn_text::counted;

/// Verifies a certificate and shows its contents. Returns 1 if the certificate is refused.
pub(crate) fn run(args: &VerifyArgs) -> Result<u8, Failure> {
    let wanted = args.issuer_key.as_deref().map(issuer).transpose()?;
    let bytes = if args.file == Path::new("-") {
        bounded(io::stdin().lock())
            .map_err(|error| Failure::new(format!("standard input cannot be read: {}", reason(&error))))?
    } else {
        read(&args.file)?
    };
    let read = verify(&bytes).and_then(|read| match &wanted {
        Some(key) => read.by(key),
        None => Ok(read),
    });
    let (text, status) = match &read {
        Ok(read) => (accepted(read, wanted.is_some()), 0),
        Err(refused) => (not_accepted(refused), 1),
    };
    print(&text)?;
    Ok(status)
}

/// Parses the required key: a `did:key`, or a file with a `did:key`, a public key or a private key.
fn issuer(word: &str) -> Result<PublicKey, Failure> {
    if word.starts_with("did:") {
        return PublicKey::from_did(word).map_err(|_| {
            Failure::new(format!("`{}` is no `did:key` of an Ed25519 key", scn_text::named(word)))
                .help("`scn key show` prints the one of a key: `did:key:z6Mk…`")
        });
    }
    let bytes = read(Path::new(word))?;
    let text = str::from_utf8(&bytes).unwrap_or_default();
    let key = PublicKey::from_did(text.trim())
        .or_else(|_| PublicKey::from_pem(text))
        .or_else(|_| Key::from_pem(text).map(|key| key.public()));
    key.map_err(|_| {
        Failure::new(format!("`{}` holds no public key", scn_text::named(word)))
            .help("give a file with a `did:key`, as `scn key show` prints it, or with an Ed25519 key as PEM")
    })
}

fn accepted(read: &Verified, wanted: bool) -> String {
    let what = match read.form {
        Form::Credential => "credential",
        Form::Page => "page",
        Form::Picture => "picture",
    };
    let who = if wanted {
        "The key that you asked for signed it."
    } else {
        "The signature shows that it is unchanged, and which key signed it. It does not show whose key\nthat is: compare the key with the one that the issuer publishes, or give it with --issuer-key."
    };
    format!("verified: this {what} is as it was signed\n\n{}\n{who}\n", facts(read))
}

fn not_accepted(refused: &Refused) -> String {
    let signed = match refused {
        Refused::Shown(signed) => format!("\nWhat was signed:\n\n{}", facts(signed)),
        Refused::NotACertificate
        | Refused::Algorithm(_)
        | Refused::Extensions
        | Refused::Issuer
        | Refused::Changed
        | Refused::Foreign
        | Refused::Later(_)
        | Refused::OtherKey(_) => String::new(),
    };
    format!("refused: {}\n{signed}", scn_text::shown(&refused.to_string()))
}

/// Returns the contents of the certificate, one fact per line.
fn facts(read: &Verified) -> String {
    let it: &Completion = &read.completion;
    let mut out = String::new();
    let mut fact =
        |name: &str, value: &str| out.push_str(&format!("{:<11} {}\n", format!("{name}:"), scn_text::shown(value)));
    fact("learner", &it.learner);
    if let Some(id) = &it.learner_id {
        fact("learner id", id);
    }
    fact("course", &it.course);
    fact("completed", &it.completed.strftime("%-d %B %Y, %H:%M UTC").to_string());
    fact("issuer", &it.issuer);
    fact("pack", &it.pack);
    if let Some(version) = &it.version {
        fact("version", version);
    }
    fact("digest", &it.digest);
    for part in &it.parts {
        fact(part.kind.word(), &format!("{}: {}, {}", part.title, part.result, part.on.strftime("%-d %B %Y")));
    }
    if let Some(mark) = &it.pass_mark {
        fact("to pass", mark);
    }
    for principle in &it.profile {
        let decisions = counted(principle.decisions, "decision");
        fact("principle", &format!("{}: {} ({decisions})", principle.title, principle.band));
    }
    fact("id", &read.id);
    fact("key", &read.key.to_string());
    out
}
