//! The command line of keys and certificates.

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
    /// Make a new key that signs certificates, readable by you alone; one that is there is never
    /// overwritten
    New(KeyFile),
    /// Print the public key, by which others can tell your certificates: publish it where they
    /// trust to find it
    Show(KeyFile),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct KeyFile {
    /// The file of the key. Without it: `key.pem` in your own data folder
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// What `scn certificate` is given to certify a course.
#[derive(Debug, ClapArgs)]
pub(crate) struct CertificateArgs {
    /// A file or the folder of a pack. Without it: the pack that the current folder lies in
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
    /// The name under which the course was taken
    #[arg(long, value_name = "NAME", required = true)]
    pub(crate) learner: Option<String>,
    /// What identifies the learner for other programs, as `mailto:thandi@example.org`: it becomes
    /// the `id` of the credential's subject
    #[arg(long, value_name = "URI", value_parser = uri)]
    pub(crate) learner_id: Option<String>,
    #[command(flatten)]
    pub(crate) records: RecordsPlace,
    /// The file to write, or a folder. Without it: the current folder
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// The key to sign with, as `scn key new` makes it. Without it: `key.pem` in your own data
    /// folder
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Who certifies: the name of your organisation
    #[arg(long, value_name = "NAME", required = true)]
    pub(crate) issuer: Option<String>,
    /// What to write; without it, all
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Option<CertificateFormat>,
}

/// What a certificate can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CertificateFormat {
    /// A page to print
    Html,
    /// A picture
    Svg,
    /// The Open Badges 3.0 credential by itself
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
    /// Show what a certificate certifies, and refuse one that was changed
    Verify(VerifyArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyArgs {
    /// The certificate: its page, its picture, or the credential; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Accept it only where this key signed it: a `did:key`, as `scn key show` prints it, or a file
    /// with one or with a public key as PEM
    #[arg(long, value_name = "FILE|DID")]
    pub(crate) issuer_key: Option<String>,
}

/// A URI, as far as its form can be told (RFC 3986, section 3): a scheme, and something after it
/// without blanks.
fn uri(text: &str) -> Result<String, String> {
    let is_scheme = |scheme: &str| {
        let mut letters = scheme.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '\\');
    match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) && !rest.is_empty() && rest.chars().all(fits) => Ok(text.to_owned()),
        Some(_) | None if text.contains('@') && !text.contains(':') => {
            Err(format!("write `mailto:` before it: `mailto:{text}`"))
        }
        Some(_) | None => Err("give a URI, as `mailto:thandi@example.org` or `did:example:123`".to_owned()),
    }
}
