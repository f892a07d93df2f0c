//! An account as data: stored with the version of its form, and read back.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::account::Account;

/// The version of the form in which an account is stored.
///
/// It changes with whatever an account keeps; an account of another version is not read.
pub const ACCOUNT_VERSION: u32 = 1;

/// Why a stored account cannot be read.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// It was stored by another version of Firedrill.
    #[error(
        "the account was stored in the form of version {found}, and only version {} is read",
        ACCOUNT_VERSION
    )]
    Version {
        /// Its version.
        found: u32,
    },
    /// It is no stored account.
    #[error("not a stored account: {0}")]
    Malformed(#[from] serde_json::Error),
}

#[derive(Serialize)]
struct Stored<'a> {
    version: u32,
    account: &'a Account,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
struct Restored {
    account: Account,
}

impl Account {
    /// The account as JSON, with everything that it keeps and everything that is to come.
    ///
    /// What is read back with [`Self::restore`] goes on as this account would.
    ///
    /// # Errors
    /// What cannot be written as JSON, which nothing that an account keeps should be.
    pub fn store(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&Stored { version: ACCOUNT_VERSION, account: self })
    }

    /// Reads an account that [`Self::store`] wrote. Patterns, transformers and definitions are
    /// read again from their sources.
    ///
    /// # Errors
    /// [`RestoreError::Version`] for another version's account, which is asked for first;
    /// [`RestoreError::Malformed`] for what is none.
    pub fn restore(stored: &str) -> Result<Self, RestoreError> {
        let Version { version } = serde_json::from_str(stored)?;
        if version != ACCOUNT_VERSION {
            return Err(RestoreError::Version { found: version });
        }
        Ok(serde_json::from_str::<Restored>(stored)?.account)
    }
}
