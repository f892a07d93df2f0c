//! Events that name another account or region than those of the bus that they are put on.

use std::ops::Range;

use firedrill_record::BackendDescription;
use miette::Diagnostic;
use serde::Deserialize;

/// An event is put on the bus although it is of another account or region.
///
/// "The default event bus in your AWS account only allows events from one account" unless a
/// resource-based policy allows others ("Permissions for event buses in Amazon EventBridge"), and a
/// rule of the other account or region must send them on ("Sending and receiving events between AWS
/// accounts in Amazon EventBridge"). Both may be there, so it is told and not refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
#[error("the event is of account {account}, region {region}, and is put on the bus of {bus}")]
#[diagnostic(
    code(firedrill::scenario::foreign_event),
    severity(Warning),
    help(
        "AWS delivers it there only if a rule of {account} in {region} sends it on and the policy of \
         the bus allows that; neither was looked at. `account:` and the flow's region say where the \
         flow is"
    )
)]
pub(super) struct ForeignEvent {
    account: String,
    region: String,
    bus: String,
    #[label("here")]
    span: Range<usize>,
}

#[derive(Deserialize)]
struct Origin {
    #[serde(default)]
    account: serde_json::Value,
    #[serde(default)]
    region: serde_json::Value,
}

impl ForeignEvent {
    /// What is to be told of an event that `span` of a scenario names, if it is from elsewhere. One
    /// that does not say where it is from is from here.
    pub(super) fn of(event: &str, bus: &BackendDescription, span: Range<usize>) -> Option<Self> {
        let origin: Origin = serde_json::from_str(event).ok()?;
        let account = origin.account.as_str().unwrap_or(&bus.account);
        let region = origin.region.as_str().unwrap_or(&bus.region);
        (account != bus.account || region != bus.region).then(|| Self {
            account: account.to_owned(),
            region: region.to_owned(),
            bus: format!("account {}, region {}", bus.account, bus.region),
            span,
        })
    }
}
