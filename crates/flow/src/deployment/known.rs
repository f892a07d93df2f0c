//! What is known while a flow is deployed: ARNs and URLs by resource.

use std::collections::BTreeMap;

use super::journal::Made;
use crate::graph::{Attribute, ResourceId, SubstitutedText, Substitution};

/// The values that substitutions and references are replaced by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownValues {
    region: String,
    account: String,
    arns: BTreeMap<ResourceId, String>,
    urls: BTreeMap<ResourceId, String>,
}

impl KnownValues {
    pub(super) fn new(region: &str, account: &str) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            arns: BTreeMap::new(),
            urls: BTreeMap::new(),
        }
    }

    pub(super) fn learn(&mut self, made: &Made) {
        let Some(id) = made.id() else { return };
        if let Made::Queue { url, .. } = made {
            self.urls.insert(id.clone(), url.clone());
        }
        if let Some(arn) = made.arn() {
            self.arns.insert(id, arn.to_owned());
        }
    }

    pub(super) fn learn_arn(&mut self, id: ResourceId, arn: String) {
        self.arns.insert(id, arn);
    }

    pub(super) fn arn(&self, id: &ResourceId) -> Option<&str> {
        self.arns.get(id).map(String::as_str)
    }

    pub(super) fn url(&self, id: &ResourceId) -> Option<&str> {
        self.urls.get(id).map(String::as_str)
    }

    /// The text as it is deployed.
    pub(super) fn resolve(&self, text: &SubstitutedText) -> Result<String, Substitution> {
        text.resolve(|substitution| match substitution {
            Substitution::Region => Some(self.region.clone()),
            Substitution::Account => Some(self.account.clone()),
            Substitution::Brace => Some("${".to_owned()),
            Substitution::Resource(id, Attribute::Name) => Some(id.name.clone()),
            Substitution::Resource(id, Attribute::Arn) => self.arn(id).map(str::to_owned),
            Substitution::Resource(id, Attribute::Url) => self.url(id).map(str::to_owned),
        })
    }
}
