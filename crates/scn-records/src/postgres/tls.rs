//! Encrypted connections to a server of PostgreSQL, as its own programs understand the parameters
//! `sslmode` and `sslrootcert` of a URL.

use std::sync::Arc;

use postgres::config::{Config, SslMode};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// What is verified of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verification {
    /// Nothing, so a connection is safe from those who read along only.
    Nothing,
    /// That an authority that is trusted has signed the certificate.
    Issuer,
    /// That, and that the certificate is for the host in the URL.
    IssuerAndName,
}

/// Returns the settings of a URL, and what encrypts its connections; `None` if it does not ask for
/// that.
///
/// # Errors
///
/// If it cannot be read, or the trusted authorities cannot. No error contains the URL.
pub(super) fn parse_url(url: &str) -> Result<(Config, Option<MakeRustlsConnect>), StoreError> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let mut rest = Vec::new();
    let (mut mode, mut root) = (None, None);
    for parameter in query.split('&').filter(|it| !it.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value),
            Some(("sslrootcert", value)) => root = Some(decode(value)),
            _ => rest.push(parameter),
        }
    }
    let mut config: Config =
        format!("{place}?{}", rest.join("&")).parse().map_err(|error| super::error::of_url(&error))?;
    let (mode, verification) = match mode {
        None | Some("disable") => (SslMode::Disable, None),
        Some("prefer") => (SslMode::Prefer, Some(Verification::Nothing)),
        // As PostgreSQL's own programs do it: a file of authorities is not given for nothing.
        Some("require") if root.is_some() => (SslMode::Require, Some(Verification::Issuer)),
        Some("require") => (SslMode::Require, Some(Verification::Nothing)),
        Some("verify-ca") => (SslMode::Require, Some(Verification::Issuer)),
        Some("verify-full") => (SslMode::Require, Some(Verification::IssuerAndName)),
        Some(_) => {
            let known = "disable, prefer, require, verify-ca or verify-full";
            return Err(StoreError::Place(format!("the URL cannot be read: `sslmode` is one of {known}")));
        }
    };
    config.ssl_mode(mode);
    let connector = verification.map(|verification| connector(verification, root.as_deref())).transpose()?;
    Ok((config, connector))
}

/// Returns a value of a URL with `%2F` and the like decoded.
fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn connector(verification: Verification, root: Option<&str>) -> Result<MakeRustlsConnect, StoreError> {
    let provider = Arc::new(ring::default_provider());
    let broken = |error: &dyn std::fmt::Display| StoreError::Place(format!("no encrypted connection: {error}"));
    let chain = match verification {
        Verification::Nothing => None,
        Verification::Issuer | Verification::IssuerAndName => {
            let authorities = Arc::new(authorities(root)?);
            let builder = WebPkiServerVerifier::builder_with_provider(authorities, Arc::clone(&provider));
            Some(builder.build().map_err(|error| broken(&error))?)
        }
    };
    let verifier = Verifier { chain, verification, provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| broken(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Returns the authorities in a file, or those that the system trusts.
fn authorities(root: Option<&str>) -> Result<RootCertStore, StoreError> {
    let mut store = RootCertStore::empty();
    match root {
        Some(path) if path != "system" => {
            let unreadable = |_| StoreError::Place("the file in `sslrootcert` has no certificates in PEM".to_owned());
            for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
                store.add(certificate.map_err(unreadable)?).map_err(|error| {
                    StoreError::Place(format!("a certificate in the file in `sslrootcert` cannot be used: {error}"))
                })?;
            }
        }
        _ => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if store.is_empty() {
        let missing = "there is no authority to trust; name the file with its certificate in `sslrootcert`";
        return Err(StoreError::Place(missing.to_owned()));
    }
    Ok(store)
}

/// Verifies as much of a server as the URL asks for.
#[derive(Debug)]
struct Verifier {
    chain: Option<Arc<WebPkiServerVerifier>>,
    verification: Verification,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(certificate, others, name, ocsp, now) {
            // The name is compared last.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.verification == Verification::Issuer => Ok(ServerCertVerified::assertion()),
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Returns what is wrong with the certificate of a server, or with its encryption, if that is the
/// reason of an error.
pub(super) fn fault_of(error: &postgres::Error) -> Option<StoreError> {
    let source = std::error::Error::source(error)?;
    let fault = source.downcast_ref::<std::io::Error>().and_then(|it| it.get_ref()?.downcast_ref::<Error>());
    let Some(Error::InvalidCertificate(certificate)) = fault else {
        let is_encryption = fault.is_some() || error.to_string().starts_with("error performing TLS handshake");
        return is_encryption.then(|| StoreError::Unreachable(format!("no encrypted connection: {source}")));
    };
    let words = if matches!(certificate, CertificateError::UnknownIssuer | CertificateError::BadSignature) {
        "was not signed by an authority that is trusted; `sslrootcert` in the URL can name another"
    } else if matches!(certificate, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
    {
        "is for another host than the one in the URL"
    } else if matches!(certificate, CertificateError::Expired | CertificateError::ExpiredContext { .. }) {
        "has expired"
    } else if matches!(certificate, CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) {
        "is not valid yet"
    } else {
        return Some(StoreError::Place(format!("the certificate of the server is refused: {certificate}")));
    };
    Some(StoreError::Place(format!("the certificate of the server {words}")))
}
