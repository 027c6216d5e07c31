//! The command lines of `scn key` and `scn certificate`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::RecordsPlace;

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Create a new key that signs certificates, readable only by you; never overwrites an existing
    /// file
    New(KeyFile),
    /// Print the public key. Publish it where others trust it, so that they can verify your
    /// certificates
    Show(KeyFile),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyFile {
    /// The file of the key. Default: `key.pem` in your data folder
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// The options of `scn certificate` that certify a course.
#[derive(Debug, ClapArgs)]
pub(crate) struct CertificateArgs {
    /// A file or the folder of a pack. Default: the pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The name under which the learner took the course
    #[arg(long, value_name = "NAME", required = true)]
    pub(crate) learner: Option<String>,
    /// An identifier of the learner for other programs, such as `mailto:thandi@example.org`; it
    /// becomes the `id` of the credential's subject
    #[arg(long, value_name = "URI", value_parser = uri)]
    pub(crate) learner_id: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
    /// The file to write, or a folder. Default: the current folder
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// The key to sign with, created by `scn key new`. Default: `key.pem` in your data folder
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The name of your organisation, which issues the certificate. Default: `issuer` under
    /// `[certificate]` in `scn.toml`
    #[arg(long, value_name = "NAME")]
    pub(crate) issuer: Option<String>,
    /// The output format. Default: all
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<CertificateFormat>,
}

/// The formats that a certificate can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CertificateFormat {
    /// A page for printing
    Html,
    /// A picture
    Svg,
    /// The Open Badges 3.0 credential alone
    Badge,
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct CertificateCommands {
    #[command(flatten)]
    pub(crate) certify: CertificateArgs,
    #[command(subcommand)]
    pub(crate) command: Option<CertificateCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CertificateCommand {
    /// Verify a certificate and show its contents; fails if it was changed
    Verify(VerifyArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyArgs {
    /// The certificate: its page, picture or credential; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Accept only certificates signed by this key: a `did:key`, as printed by `scn key show`, or a
    /// file that holds one or a public key in PEM format
    #[arg(long, value_name = "FILE|DID")]
    pub(crate) issuer_key: Option<String>,
}

/// Parses a URI by its form alone (RFC 3986, section 3): a scheme, followed by at least one
/// character and no spaces.
fn uri(text: &str) -> Result<String, String> {
    let is_valid_scheme = |scheme: &str| {
        let mut letters = scheme.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    let is_allowed = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\\');
    match text.split_once(':') {
        Some((scheme, rest)) if is_valid_scheme(scheme) && !rest.is_empty() && rest.chars().all(is_allowed) => {
            Ok(text.to_owned())
        }
        Some(_) | None if text.contains('@') && !text.contains(':') => {
            Err(format!("write `mailto:` before it: `mailto:{text}`"))
        }
        Some(_) | None => Err("give a URI, such as `mailto:thandi@example.org` or `did:example:123`".to_owned()),
    }
}
