//! Origins: where something happens in the account, and what led to it.

use firedrill_record::HopId;
use serde::{Deserialize, Serialize};

use crate::region::Region;

/// Where something happens, and the hop that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The region.
    pub(crate) region: Region,
    /// The hop; none for what nobody caused.
    pub(crate) because: Option<HopId>,
}

impl Origin {
    /// Something in `region` that `because` led to.
    pub(crate) fn new(region: Region, because: impl Into<Option<HopId>>) -> Self {
        Self { region, because: because.into() }
    }

    /// The same place for something that another hop led to.
    pub(crate) fn because_of(&self, because: impl Into<Option<HopId>>) -> Self {
        Self { region: self.region.clone(), because: because.into() }
    }
}
