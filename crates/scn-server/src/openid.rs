//! Signing in by the provider of an organisation, as OpenID Connect Core 1.0 describes it: by an
//! authorization code, with a proof key (RFC 7636) and a nonce.
//!
//! Nothing is stored while somebody is at the provider. What the answer is held against is computed
//! from the secret of the visit, so an answer is of use only in the browser in which it was asked
//! for.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::url::Url;
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};

use crate::http::{Client, safe_url};
use crate::secrets;
use crate::tables::identities::Identity;

/// How long what the provider says of itself is believed. Its keys may change.
const FRESH: Duration = Duration::from_secs(300);

/// How long somebody may be at the provider, in milliseconds: 15 minutes.
const PATIENCE: i64 = 15 * 60 * 1000;

/// The path to which the provider sends people back.
pub(crate) const RETURN: &str = "/openid/return";

/// The provider by which people of an organisation sign in.
pub struct OpenId {
    /// The issuer: an address with `https`, or on this machine.
    pub issuer: String,
    /// The id under which the provider knows the server.
    pub client: String,
    /// The secret that the provider has given the server.
    pub secret: Option<String>,
    /// The name of the organisation, for the sign-in page.
    pub name: Option<String>,
    /// By what people are recognised.
    pub claim: Claim,
}

/// By what people are recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Claim {
    /// `sub`: the id that the provider never gives to somebody else.
    #[default]
    Subject,
    /// `preferred_username`: the name with which they sign in at the provider.
    Username,
    /// `email`: their address for mail, if the provider says that it has verified it.
    Email,
}

impl std::fmt::Debug for OpenId {
    // Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenId").field("issuer", &self.issuer).field("client", &self.client).finish_non_exhaustive()
    }
}

/// A provider whose address is known to be usable.
pub(crate) struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: Option<ClientSecret>,
    back: RedirectUrl,
    claim: Claim,
    http: Client,
    metadata: Mutex<Option<(Instant, CoreProviderMetadata)>>,
    /// The name for the sign-in page.
    pub(crate) name: String,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What is computed of a visit for one way to the provider and back.
struct Trip {
    state: String,
    nonce: Nonce,
    verifier: String,
}

impl Trip {
    /// Returns the trip of a visit that began at a time.
    fn new(secret: &str, began: i64) -> Self {
        let of = |what: &str| secrets::trip(what, secret, began);
        Self { state: format!("{began}.{}", of("state")), nonce: Nonce::new(of("nonce")), verifier: of("verifier") }
    }

    /// Returns the trip that a state belongs to, if it is one of this visit and not too old.
    fn of_state(secret: &str, state: &str, now: i64) -> Option<Self> {
        let began: i64 = state.split_once('.')?.0.parse().ok()?;
        let trip = Self::new(secret, began);
        let is_timely = (0..=PATIENCE).contains(&now.checked_sub(began)?);
        (is_timely && secrets::is_same(&trip.state, state)).then_some(trip)
    }
}

/// Why somebody cannot be signed in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum OpenIdError {
    /// The answer was not asked for in this browser, or too long ago.
    Foreign,
    /// The provider did not sign anybody in.
    NotSignedIn,
    /// The provider cannot be reached, or does not keep to the protocol; for the operator.
    Provider(String),
}

impl Provider {
    /// Prepares signing in by a provider.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the issuer.
    pub(crate) fn new(settings: OpenId, base: &str) -> Result<Self, String> {
        let url = safe_url(&settings.issuer)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Self {
            // As it was given: a slash at the end belongs to the name of an issuer.
            issuer: IssuerUrl::new(settings.issuer).map_err(|error| error.to_string())?,
            client: ClientId::new(settings.client),
            secret: settings.secret.map(ClientSecret::new),
            back: RedirectUrl::new(format!("{base}{RETURN}")).map_err(|error| error.to_string())?,
            claim: settings.claim,
            http: Client::new(),
            metadata: Mutex::default(),
            name: settings.name.unwrap_or(host),
        })
    }

    /// Returns what the provider says of itself. Waits for the provider.
    fn metadata(&self) -> Result<CoreProviderMetadata, OpenIdError> {
        let known = self.metadata.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, metadata)) = known.filter(|(at, _)| at.elapsed() < FRESH) {
            return Ok(metadata);
        }
        let http = |request| self.http.send(request);
        let found = CoreProviderMetadata::discover(&self.issuer, &http).map_err(|error| fault(&error))?;
        #[expect(clippy::disallowed_methods, reason = "how old something is depends on no clock of the calendar")]
        let at = Instant::now();
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, found.clone()));
        Ok(found)
    }

    /// Returns the address at the provider to which somebody is sent. Waits for the provider.
    pub(crate) fn way(&self, secret: &str, now: i64) -> Result<Url, OpenIdError> {
        let trip = Trip::new(secret, now);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(trip.verifier));
        let client = CoreClient::from_provider_metadata(self.metadata()?, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let (state, nonce) = (trip.state, trip.nonce);
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || CsrfToken::new(state), || nonce)
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge);
        if self.claim == Claim::Email {
            request = request.add_scope(Scope::new("email".to_owned()));
        }
        Ok(request.url().0)
    }

    /// Returns who has come back from the provider, with a code in the answer. Waits for the
    /// provider.
    pub(crate) fn identify(&self, secret: &str, answer: &Answer, now: i64) -> Result<Identity, OpenIdError> {
        let trip = Trip::of_state(secret, &answer.state, now).ok_or(OpenIdError::Foreign)?;
        // RFC 9207: an answer of another provider is not taken for one of this.
        if answer.issuer.as_ref().is_some_and(|issuer| issuer != self.issuer.as_str()) {
            return Err(OpenIdError::Foreign);
        }
        let code = answer.code.clone().ok_or(OpenIdError::NotSignedIn)?;
        let http = |request| self.http.send(request);
        let client = CoreClient::from_provider_metadata(self.metadata()?, self.client.clone(), self.secret.clone())
            .set_redirect_uri(self.back.clone());
        let token = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| fault(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(trip.verifier))
            .request(&http)
            .map_err(|error| fault(&error))?;
        let missing = || OpenIdError::Provider("there is no id token in its answer".to_owned());
        let claims = token.id_token().ok_or_else(missing)?.claims(&client.id_token_verifier(), &trip.nonce);
        let claims = claims.map_err(|error| fault(&error))?;
        let subject = claims.subject().clone();
        // OpenID Connect Core 1.0, section 5.4: a provider that gives an access token says the
        // rest at its own address. Some say it in the id token too.
        let more: Option<CoreUserInfoClaims> =
            match client.user_info(token.access_token().clone(), Some(subject.clone())) {
                Ok(request) => Some(request.request(&http).map_err(|error| fault(&error))?),
                Err(_) => None,
            };
        let more = more.as_ref();
        let name = claims.name().or_else(|| more?.name()).and_then(|it| it.get(None)).map(|it| it.as_str());
        let login = claims.preferred_username().or_else(|| more?.preferred_username()).map(|it| it.as_str());
        // Anybody can have an address that nobody has verified.
        let email = claims.email().filter(|_| claims.email_verified() == Some(true));
        let email = email.or_else(|| more.filter(|it| it.email_verified() == Some(true))?.email());
        let key = match self.claim {
            Claim::Subject => Some(subject.as_str()),
            Claim::Username => login,
            Claim::Email => email.map(|it| it.as_str()),
        };
        let lacks = || OpenIdError::Provider(format!("it does not say `{}` of somebody", self.claim.as_str()));
        Ok(Identity {
            issuer: self.issuer.to_string(),
            subject: key.filter(|it| !it.is_empty()).ok_or_else(lacks)?.to_owned(),
            name: name.or(login).unwrap_or_default().to_owned(),
        })
    }
}

impl Claim {
    fn as_str(self) -> &'static str {
        match self {
            Self::Subject => "sub",
            Self::Username => "preferred_username",
            Self::Email => "email",
        }
    }
}

/// What the provider sends back through the browser.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) state: String,
    pub(crate) code: Option<String>,
    pub(crate) issuer: Option<String>,
}

/// Returns a fault with its causes, for the operator.
fn fault(error: &dyn std::error::Error) -> OpenIdError {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        words = format!("{words}: {next}");
        cause = next.source();
    }
    OpenIdError::Provider(words)
}

#[cfg(test)]
mod tests {
    use super::{PATIENCE, Trip};

    #[test]
    fn an_answer_is_of_use_in_its_own_visit_and_for_a_while() {
        let trip = Trip::new("secret", 1_000);
        let found = |secret: &str, state: &str, now: i64| Trip::of_state(secret, state, now).map(|it| it.verifier);
        assert_eq!(found("secret", &trip.state, 2_000), Some(trip.verifier.clone()));
        assert_eq!(found("another", &trip.state, 2_000), None);
        assert_eq!(found("secret", &trip.state, 1_001 + PATIENCE), None);
        assert_eq!(found("secret", &trip.state, 999), None);
        for state in ["", ".", "1000.", "1000.x", "x.x", "-9223372036854775808.x"] {
            assert_eq!(found("secret", state, 2_000), None, "{state}");
        }
        assert_ne!(trip.verifier, Trip::new("secret", 1_001).verifier);
        assert_ne!(trip.nonce.secret(), &trip.verifier);
    }
}
