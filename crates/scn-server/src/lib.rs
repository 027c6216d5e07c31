//! Courses for an organisation, over HTTP: guests, accounts, progress and a roster.
//!
//! Input: courses as built stories, and a database. Output: pages and messages over HTTP, and
//! records in the database. The page of a course is the player in a browser; it sends what a
//! learner does, and every event is replayed here before it is stored, so a browser cannot claim
//! what the story does not allow. This crate does not know source text or the compiler, and reads
//! no file.

mod admin;
mod app;
mod batch;
mod course;
mod guard;
mod http;
mod known;
mod layout;
mod openid;
mod outbox;
mod pages;
mod pool;
mod record;
mod refusal;
mod routes;
mod secrets;
mod sending;
mod serve;
mod staff;
mod start_error;
mod steps;
mod tables;
mod visitor;

use std::net::TcpListener;

use scn_certificate::Key;

pub use admin::{AccountError, RecoveryCode, add_account, import_accounts, reset_account, set_account_role};
pub use course::Course;
pub use guard::{Access, Form, Route};
pub use openid::{Claim, OpenId};
pub use outbox::Lrs;
pub use serve::Server;
pub use start_error::StartError;
pub use tables::accounts::Role;

/// What certificates of completion are made with.
pub struct Certificates {
    /// The key that signs them.
    pub key: Key,
    /// The issuer, for courses that name none.
    pub issuer: Option<String>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What a server is started with.
#[derive(Debug)]
pub struct Settings {
    /// The courses, in the order of the list.
    pub courses: Vec<Course>,
    /// The database: the path of a SQLite file, or the URL of a database of PostgreSQL.
    pub database: String,
    /// Where connections are accepted.
    pub listener: TcpListener,
    /// The address under which visitors know the server, such as `https://learn.example.org`.
    /// Without one, only requests to this machine are answered.
    pub base_url: Option<String>,
    /// Whether anybody may create an account.
    pub sign_up: bool,
    /// Who issues certificates, and the key that signs them. Without these there are none.
    pub certificates: Option<Certificates>,
    /// Whether the last address in `X-Forwarded-For` is the visitor's, because a proxy adds it.
    pub behind_proxy: bool,
    /// The provider by which people of the organisation sign in. It needs a `base_url`.
    pub openid: Option<OpenId>,
    /// The learning record store to which statements are sent. It needs a `base_url`.
    pub lrs: Option<Lrs>,
}
