//! Tests the layout of certificates, their verification, and what is refused.

mod common;

use common::{completion, key};
use proptest::prelude::*;
use scn_certificate::{
    Certificate, CertificateForm, Completion, Key, Logo, VerifyError, issue_certificate, verify_certificate,
};

/// Returns a completion in which every text is long, in another script, or contains markup.
fn awkward() -> Completion {
    let mut it = completion();
    it.learner = format!(
        "{} <script>alert(1)</script> {}",
        "Wilhelmina Maria-Magdalena van der Westhuizen-Mokoena ".repeat(2),
        "W".repeat(60)
    );
    it.course =
        "顧客のプライバシーとデータを守るための基本的な考え方と日々の実践について学ぶ研修コース、そのすべてを一日で"
            .repeat(2);
    it.language = Some("ja".to_owned());
    it.issuer = "مركز التدريب على حماية خصوصية العملاء وبياناتهم في مراكز الاتصال".to_owned();
    it.parts[0].title = "كيف تحمي خصوصية العملاء وبياناتهم أثناء المكالمات الهاتفية وفي الأماكن العامة".to_owned();
    it.parts[1].title = "Rechtsschutzversicherungsgesellschaften&Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".to_owned();
    it.profile[0].title = "<b onmouseover=\"x\">bold</b> & \u{202e}backwards".to_owned();
    it.pass_mark = Some("2 of 3 scenarios".to_owned());
    it.learner_id = Some("mailto:wilhelmina@example.org".to_owned());
    it.signatory =
        Some("Nomsa <b>Dube</b>, Head of Compliance & of everything else that nobody likes to do".to_owned());
    it.duration = Some("1.5 hours".to_owned());
    it.valid_until = Some("2028-11-24T21:43:13Z".parse().expect("a time"));
    it
}

fn certified(completion: &Completion) -> Certificate {
    issue_certificate(completion, None, &key()).expect("it can be written")
}

#[test]
fn all_three_are_read_back() {
    for completion in [completion(), awkward()] {
        let made = certified(&completion);
        for (text, form) in [
            (&made.credential, CertificateForm::Credential),
            (&made.page, CertificateForm::Page),
            (&made.picture, CertificateForm::Picture),
        ] {
            let read = verify_certificate(text.as_bytes()).expect("it is as it was made");
            assert_eq!((&read.completion, read.form, read.key), (&completion, form, key().public_key()));
        }
        assert_eq!(certified(&completion), made, "the same again");
    }
}

#[test]
fn what_they_look_like() {
    let made = certified(&completion());
    insta::assert_binary_snapshot!("page.html", made.page.into_bytes());
    insta::assert_binary_snapshot!("picture.svg", made.picture.into_bytes());
    insta::assert_binary_snapshot!("credential.jwt", (made.credential + "\n").into_bytes());
    let made = certified(&awkward());
    insta::assert_binary_snapshot!("awkward_page.html", made.page.into_bytes());
    insta::assert_binary_snapshot!("awkward_picture.svg", made.picture.into_bytes());
}

#[test]
fn no_mark_is_shown_unless_the_pack_declares_one() {
    let marks = |completion: &Completion| {
        let made = certified(completion);
        [made.page.contains("To pass:"), made.picture.contains("To pass:")]
    };
    assert_eq!(marks(&completion()), [false, false]);
    assert_eq!(marks(&awkward()), [true, true]);
}

#[test]
fn the_picture_is_xml() {
    for completion in [completion(), awkward()] {
        let picture = certified(&completion).picture;
        let mut reader = quick_xml::Reader::from_str(&picture);
        let mut texts = 0;
        loop {
            let event = reader.read_event().expect("it is well formed");
            if matches!(event, quick_xml::events::Event::Eof) {
                break;
            }
            texts +=
                usize::from(matches!(&event, quick_xml::events::Event::Start(tag) if tag.name().as_ref() == b"text"));
        }
        assert!(20 < texts, "{texts}");
        assert!(!picture.contains("<script") && !certified(&completion).page.contains("<script"));
    }
}

/// Returns other bytes that could replace a byte unnoticed: a neighbour, and the other case.
fn others(byte: u8) -> [u8; 2] {
    [byte ^ 1, if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte.wrapping_add(16) }]
}

#[test]
fn no_byte_can_be_changed() {
    let made = certified(&completion());
    let line = made.credential + "\n";
    for text in [line.as_bytes(), made.page.as_bytes(), made.picture.as_bytes()] {
        assert!(verify_certificate(text).is_ok());
        for at in 0..text.len() {
            // In the credential, both are tried; around it, one is enough, since a digest protects
            // the text.
            for byte in others(text[at]).into_iter().take(if text == line.as_bytes() { 2 } else { 1 }) {
                let mut changed = text.to_vec();
                changed[at] = byte;
                let around = String::from_utf8_lossy(&text[at.saturating_sub(20)..at + 1]).into_owned();
                assert!(verify_certificate(&changed).is_err(), "byte {at}, after `{around}`, became {byte}");
            }
        }
        assert!(verify_certificate(&text[..text.len() - 2]).is_err(), "cut off");
        assert!(verify_certificate(&[text, b"\n"].concat()).is_err(), "with more behind it");
    }
}

#[test]
fn the_last_digit_of_the_signature_has_one_spelling() {
    let credential = certified(&completion()).credential;
    let (start, last) = credential.split_at(credential.len() - 1);
    let digits = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*b"-_=");
    let right: Vec<u8> =
        digits.filter(|digit| verify_certificate(&[start.as_bytes(), &[*digit]].concat()).is_ok()).collect();
    assert_eq!(right, last.as_bytes());
    assert!(verify_certificate(format!("{credential}=").as_bytes()).is_err());
}

/// Returns a credential with another header and payload, and a correct signature if the header
/// allows one.
fn signed(header: &str, payload: &str) -> Vec<u8> {
    use base64::Engine;
    use ed25519_dalek::Signer;
    let code = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", code(header.as_bytes()), code(payload.as_bytes()));
    let signature = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).sign(message.as_bytes());
    format!("{message}.{}", code(&signature.to_bytes())).into_bytes()
}

/// Returns the payload of the credential as text.
fn payload() -> String {
    use base64::Engine;
    let credential = certified(&completion()).credential;
    let part = credential.split('.').nth(1).expect("there are three parts").to_owned();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).expect("it is base64url");
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn only_eddsa_is_accepted() {
    let payload = payload();
    assert!(
        verify_certificate(&signed(r#"{"alg":"EdDSA"}"#, &payload)).is_ok(),
        "so the others are refused for their header"
    );
    for name in ["none", "HS256", "RS256", "eddsa", ""] {
        let refused = verify_certificate(&signed(&format!(r#"{{"alg":"{name}"}}"#), &payload));
        assert_eq!(refused, Err(VerifyError::Algorithm(name.to_owned())));
    }
    assert_eq!(verify_certificate(&signed("{}", &payload)), Err(VerifyError::NotACertificate));
    assert_eq!(verify_certificate(&signed(r#"{"alg":"EdDSA","crit":["x"]}"#, &payload)), Err(VerifyError::Extensions));
    let unsigned = signed(r#"{"alg":"none"}"#, &payload);
    let dot = unsigned.iter().rposition(|byte| *byte == b'.').expect("there are dots");
    assert_eq!(verify_certificate(&unsigned[..=dot]), Err(VerifyError::Algorithm("none".to_owned())));
}

#[test]
fn what_is_of_others_or_of_a_later_version_is_said_to_be() {
    let eddsa = r#"{"alg":"EdDSA"}"#;
    let payload = payload();
    let changed = |from: &str, to: &str| {
        assert!(payload.contains(from), "{from}");
        verify_certificate(&signed(eddsa, &payload.replace(from, to)))
    };
    assert_eq!(changed("\"scn\":{\"version\":1,", "\"scn\":{\"version\":2,"), Err(VerifyError::Later(2)));
    assert_eq!(changed("\"scn\":{\"version\":1,", "\"scm\":{\"version\":1,"), Err(VerifyError::Foreign));
    assert_eq!(changed("\"jti\":\"urn:", "\"jti\":\"urm:"), Err(VerifyError::Foreign));
    assert_eq!(changed("\"iss\":\"did:key:", "\"iss\":\"did:web:"), Err(VerifyError::Issuer));
    let other = Key::from_secret(&[8; 32]).public_key().to_string();
    assert_eq!(
        changed(&key().public_key().to_string(), &other),
        Err(VerifyError::Changed),
        "signed by another than it says"
    );
    assert_eq!(verify_certificate(&signed(eddsa, "no JSON")), Err(VerifyError::Changed));
}

#[test]
fn whom_it_is_about_is_said_twice_alike() {
    use base64::Engine;
    let it = Completion { learner_id: Some("mailto:thandi@example.org".to_owned()), ..completion() };
    let credential = certified(&it).credential;
    let part = credential.split('.').nth(1).expect("there are three parts");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).expect("it is base64url");
    let payload = String::from_utf8(bytes).expect("it is text");
    let json: serde_json::Value = serde_json::from_str(&payload).expect("it is JSON");
    assert_eq!(json["sub"], "mailto:thandi@example.org");
    assert_eq!(json["credentialSubject"]["id"], json["sub"]);
    let other = payload.replacen("\"sub\":\"mailto:thandi", "\"sub\":\"mailto:thando", 1);
    assert_eq!(verify_certificate(&signed(r#"{"alg":"EdDSA"}"#, &other)), Err(VerifyError::Foreign));
    let plain = certified(&completion());
    assert_ne!(
        verify_certificate(plain.page.as_bytes()).map(|it| it.id),
        verify_certificate(credential.as_bytes()).map(|it| it.id)
    );
}

#[test]
fn until_when_it_is_valid_is_said_twice_alike() {
    use base64::Engine;
    let part = certified(&awkward()).credential.split('.').nth(1).expect("there are three parts").to_owned();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).expect("it is base64url");
    let payload = String::from_utf8(bytes).expect("it is text");
    let json: serde_json::Value = serde_json::from_str(&payload).expect("it is JSON");
    assert_eq!((&json["validUntil"], &json["exp"]), (&"2028-11-24T21:43:13Z".into(), &1_858_714_993_i64.into()));
    let other = payload.replacen("\"validUntil\":\"2028", "\"validUntil\":\"2029", 1);
    assert_eq!(verify_certificate(&signed(r#"{"alg":"EdDSA"}"#, &other)), Err(VerifyError::Foreign));
}

#[test]
fn a_logo_is_in_the_page_and_in_the_picture_and_protected() {
    let logo = Logo::from_bytes(b"\x89PNG\r\n\x1a\n....".to_vec()).expect("it begins like a PNG");
    let made = issue_certificate(&completion(), Some(&logo), &key()).expect("it can be written");
    let uri = "data:image/png;base64,iVBORw0KGgouLi4u";
    for text in [&made.page, &made.picture] {
        assert_eq!(text.matches(uri).count(), 1);
        assert_eq!(verify_certificate(text.as_bytes()).map(|it| it.completion), Ok(completion()));
        let other = text.replace("iVBORw0KGgouLi4u", "iVBORw0KGgouLi4v");
        assert!(matches!(verify_certificate(other.as_bytes()), Err(VerifyError::Shown(_))));
    }
    assert!(!certified(&completion()).page.contains("class=\"logo\""));
}

#[test]
fn who_signed_can_be_demanded() {
    let read = verify_certificate(certified(&completion()).page.as_bytes()).expect("it is as it was made");
    assert_eq!(read.clone().signed_by(&key().public_key()), Ok(read.clone()));
    assert_eq!(
        read.clone().signed_by(&Key::from_secret(&[8; 32]).public_key()),
        Err(VerifyError::OtherKey(Box::new(read)))
    );
}

#[test]
fn a_changed_page_is_refused_with_what_was_signed() {
    let made = certified(&completion());
    for text in [made.page, made.picture] {
        let changed = text.replace("Thandi Mokoena", "Thando Mokoena");
        let Err(VerifyError::Shown(signed)) = verify_certificate(changed.as_bytes()) else {
            unreachable!("it was changed")
        };
        assert_eq!(signed.completion.learner, "Thandi Mokoena");
    }
}

#[test]
fn a_second_credential_does_not_hide_the_first() {
    let made = certified(&completion());
    let other = certified(&awkward());
    let second = format!("<meta name=\"openbadges:credential\" content=\"{}\">", other.credential);
    for at in ["<title>", "</head>"] {
        let both = made.page.replace(at, &format!("{second}{at}"));
        assert!(matches!(verify_certificate(both.as_bytes()), Err(VerifyError::Shown(_))));
    }
    let swapped = made.page.replace(&made.credential, &other.credential);
    assert!(matches!(verify_certificate(swapped.as_bytes()), Err(VerifyError::Shown(_))));
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400), words in "\\PC*") {
        prop_assert!(verify_certificate(&bytes).is_err());
        prop_assert!(verify_certificate(words.as_bytes()).is_err());
    }

    #[test]
    fn any_names_are_read_back(learner in "\\PC{0,60}", course in any::<String>(), result in any::<String>(), secret in any::<[u8; 32]>()) {
        let mut it = completion();
        (it.learner, it.course, it.parts[0].result) = (learner, course, result);
        let made = issue_certificate(&it, None, &Key::from_secret(&secret)).expect("it can be written");
        for text in [made.credential, made.page, made.picture] {
            prop_assert_eq!(verify_certificate(text.as_bytes()).map(|read| read.completion), Ok(it.clone()));
        }
    }
}
