//! Why a server cannot be started.

use std::io;

use scn_records::StoreError;
use thiserror::Error;

/// Why a server cannot be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The provider by which people sign in has an address that cannot be used.
    #[error("the provider of OpenID Connect: {0}")]
    Provider(String),
    /// The learning record store has an address that cannot be used.
    #[error("the learning record store: {0}")]
    Lrs(String),
    /// The system refuses a thread or the address.
    #[error(transparent)]
    System(#[from] io::Error),
}
