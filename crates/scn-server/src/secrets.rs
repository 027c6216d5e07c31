//! Secrets: of visits, forms, passphrases and recovery codes.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::refusal::Refusal;

/// The fewest characters of a passphrase.
pub(crate) const SHORTEST: usize = 10;
/// The most characters of a passphrase.
pub(crate) const LONGEST: usize = 200;

/// Returns 256 random bits as text.
pub(crate) fn random() -> Result<String, Refusal> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::Failed("the system cannot provide random numbers".to_owned()))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns whether a text has the form of [`random`].
pub(crate) fn is_random(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn digest(purpose: &str, secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(purpose).chain_update(secret).finalize())
}

/// Returns the key under which a visit is stored, from which its secret cannot be computed.
pub(crate) fn visit_key(secret: &str) -> String {
    digest("visit ", secret)
}

/// Returns the token of the forms of a visit, which no other page can know.
pub(crate) fn form_token(secret: &str) -> String {
    digest("form ", secret)
}

/// Returns whether a token is that of the forms of a visit.
pub(crate) fn is_form_token(token: &str, secret: &str) -> bool {
    form_token(secret).as_bytes().ct_eq(token.as_bytes()).into()
}

/// Returns a secret of a visit for one way to another server and back, by its purpose and the time
/// at which it began.
pub(crate) fn trip(purpose: &str, secret: &str, began: i64) -> String {
    digest(&format!("trip {purpose} {began} "), secret)
}

/// Returns whether two texts are the same, in a time that does not depend on where they differ.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Returns the digest of a passphrase: argon2id with the parameters that the crate recommends (19
/// MiB, two passes), with a random salt, as a PHC string.
pub(crate) fn hash_passphrase(passphrase: &str) -> Result<String, Refusal> {
    let hash = Argon2::default().hash_password(passphrase.as_bytes());
    hash.map(|it| it.to_string()).map_err(|error| Refusal::Failed(format!("a passphrase cannot be stored: {error}")))
}

/// A digest of no passphrase. Comparing with it takes as long as with any other, so that the time
/// of an answer does not say whether there is an account.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2NuLXNlcnZlci1ub2JvZHk$\
                      tJbVQk2UO0nq0wkKZ0zbrmG4lpRVBzGh3T+aCIIxuNo";

/// Returns whether a passphrase has a digest. Without a digest the answer is no, after the same
/// time.
pub(crate) fn is_passphrase(passphrase: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(passphrase.as_bytes(), &parsed).is_ok() && hash.is_some()
}

/// Returns a recovery code: 100 random bits in groups that can be read aloud, without letters that
/// look like digits.
pub(crate) fn recovery_code() -> Result<String, Refusal> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::Failed("the system cannot provide random numbers".to_owned()))?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    let groups = bytes.chunks(5).map(|group| group.iter().map(letter).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// Returns the digest of a recovery code, however it was typed.
pub(crate) fn recovery_digest(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    digest("recovery ", &plain)
}

/// Returns why a text cannot be a passphrase, if it cannot.
pub(crate) fn passphrase_fault(passphrase: &str, name: &str) -> Option<String> {
    let count = passphrase.chars().count();
    if count < SHORTEST {
        Some(format!("A passphrase has at least {SHORTEST} characters. A few words are easy to remember."))
    } else if LONGEST < count {
        Some(format!("A passphrase has at most {LONGEST} characters."))
    } else if scn_records::is_same_name(passphrase, name) {
        Some("A passphrase cannot be the name.".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use argon2::password_hash::phc::PasswordHash;

    use super::{
        NOBODY, hash_passphrase, is_form_token, is_passphrase, is_random, random, recovery_code, recovery_digest,
    };

    #[test]
    fn a_passphrase_has_its_own_digest_only() {
        let hash = hash_passphrase("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hash_passphrase("correct horse battery").unwrap());
        assert!(is_passphrase("correct horse battery", Some(&hash)));
        assert!(!is_passphrase("correct horse batterx", Some(&hash)));
        assert!(!is_passphrase("", None));
    }

    #[test]
    fn comparing_with_nobody_costs_as_much_as_with_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let somebody = hash_passphrase("correct horse battery").unwrap();
        let somebody = PasswordHash::new(&somebody).unwrap();
        assert_eq!(nobody.algorithm, somebody.algorithm);
        assert_eq!(nobody.params, somebody.params);
    }

    #[test]
    fn tokens_and_codes_are_recognised() {
        let secret = random().unwrap();
        assert!(is_random(&secret) && !is_random("x") && secret != random().unwrap());
        assert!(is_form_token(&super::form_token(&secret), &secret));
        assert!(!is_form_token("", &secret) && !is_form_token(&secret, &secret));
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 23);
        assert_eq!(recovery_digest(&code), recovery_digest(&code.to_uppercase().replace('-', " ")));
        assert_ne!(recovery_digest(&code), recovery_digest(&recovery_code().unwrap()));
    }
}
