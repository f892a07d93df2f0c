//! The regions of an account: each has services of its own, and what IAM keeps is global.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::region::Region;
use crate::services::Services;

/// The services of each region, made when the region is first used.
///
/// What belongs to no region, the roles of IAM, is kept in the
/// [`Machine`](crate::machine::Machine), which every region shares.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Regions {
    seed: u64,
    by_name: BTreeMap<Region, Services>,
}

impl Regions {
    /// Regions in which nothing has been made yet; `seed` is that of the account.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, by_name: BTreeMap::new() }
    }

    /// The services of a region.
    pub(crate) fn services(&mut self, region: &Region) -> &mut Services {
        self.by_name.entry(region.clone()).or_insert_with(|| Services::new(self.seed))
    }

    /// The services of each region that has been used, in the order of their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Services> {
        self.by_name.values()
    }

    /// As [`Self::iter`].
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Services> {
        self.by_name.values_mut()
    }
}
