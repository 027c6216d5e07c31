//! The command line of `scn serve`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use scn_server::Role;

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ServeCommands {
    #[command(flatten)]
    pub(crate) serve: ServeArgs,
    #[command(subcommand)]
    pub(crate) command: Option<ServeCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ServeCommand {
    /// Add and change accounts
    User(UserArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ServeArgs {
    /// Files or folders of packs. Default: the pack that contains the current folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The language to show the packs in, such as `af`: a translation in their folder
    /// `translations`. Default: each pack's own
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    #[command(flatten)]
    pub(crate) database: ServerDatabase,
    /// Where to listen: an address of this machine, and a port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// The address under which learners know the server, such as `https://learn.example.org`.
    /// Default: this machine only
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub(crate) base_url: Option<String>,
    /// The key that signs certificates, created by `scn key new`. Default: `key.pem` in your data
    /// folder, if it exists; without a key there are no certificates
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The name of your organisation, which issues certificates. Default: `issuer` under
    /// `[certificate]` in the `scn.toml` of each course
    #[arg(long, value_name = "NAME")]
    pub(crate) issuer: Option<String>,
    /// Let nobody create an account: they are added with `scn serve user`, or by an administrator
    #[arg(long)]
    pub(crate) no_sign_up: bool,
    /// Take the last address in `X-Forwarded-For` for the visitor's; only behind a proxy that adds it
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Let people sign in by a provider of OpenID Connect: the address of its issuer. Needs
    /// `--base-url` and `--openid-client`; the secret is in the variable SCN_OPENID_SECRET
    #[arg(long, value_name = "ISSUER", requires_all = ["base_url", "openid_client"])]
    pub(crate) openid: Option<String>,
    /// The id under which the provider knows this server
    #[arg(long, value_name = "ID", requires = "openid")]
    pub(crate) openid_client: Option<String>,
    /// The name of the organisation whose provider it is. Default: the host of the issuer
    #[arg(long, value_name = "NAME", requires = "openid")]
    pub(crate) openid_name: Option<String>,
    /// By what the provider's people are recognised, here and in the column `openid` of a staff list
    #[arg(long, value_enum, value_name = "CLAIM", default_value_t = OpenIdClaim::Sub, requires = "openid")]
    pub(crate) openid_claim: OpenIdClaim,
    /// Send xAPI statements to a learning record store, such as `https://lrs.example.org/xapi`. Needs
    /// `--base-url`; the name and the secret are in the variable SCN_LRS_CREDENTIALS, as `name:secret`
    #[arg(long, value_name = "URL", requires = "base_url")]
    pub(crate) lrs: Option<String>,
    /// Write a line about each request to standard error, without names. Warnings are always written
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) log: Option<LogFormat>,
}

/// By what the people of a provider are recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum OpenIdClaim {
    /// The id that the provider never gives to somebody else
    Sub,
    /// The name with which they sign in there
    PreferredUsername,
    /// The address for mail, if the provider has verified it
    Email,
}

/// The form of the lines about requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    Text,
    /// For programs: one object of JSON a line
    Json,
}

/// The database of a server.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct ServerDatabase {
    /// The database: a file of SQLite, or a URL such as `postgres://scn@localhost/training`. Default:
    /// the variable SCN_SERVER_DB, or a file in your data folder
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) db: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) command: UserCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add an account, and print the recovery code with which its owner sets a passphrase
    Add {
        /// The name of the account
        #[arg(value_name = "NAME")]
        name: String,
        /// What the account may do
        #[arg(long, value_enum, value_name = "ROLE", default_value_t = RoleName::Learner)]
        role: RoleName,
        #[command(flatten)]
        database: ServerDatabase,
    },
    /// Add the accounts and groups of a staff list: CSV with the columns `name`, `role`, `groups` and
    /// `openid`
    Import {
        /// The list
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        database: ServerDatabase,
    },
    /// Give an account a role
    Role {
        /// The name of the account
        #[arg(value_name = "NAME")]
        name: String,
        /// What the account may do
        #[arg(value_enum, value_name = "ROLE")]
        role: RoleName,
        #[command(flatten)]
        database: ServerDatabase,
    },
    /// Print a new recovery code of an account
    Reset {
        /// The name of the account
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        database: ServerDatabase,
    },
}

/// What an account may do. Each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Learns
    Learner,
    /// Reads counts without names
    Author,
    /// Reads the roster
    Manager,
    /// Sets up accounts, groups and assignments
    Administrator,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Learner => Self::Learner,
            RoleName::Author => Self::Author,
            RoleName::Manager => Self::Manager,
            RoleName::Administrator => Self::Administrator,
        }
    }
}

/// Reads the address of a server: http or https, a host, and perhaps a port.
fn base_url(text: &str) -> Result<String, String> {
    let address = text.strip_suffix('/').unwrap_or(text);
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => Ok(address.to_owned()),
        _ => Err("write it as `https://learn.example.org`, without a path".to_owned()),
    }
}
