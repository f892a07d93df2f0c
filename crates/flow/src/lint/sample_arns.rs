//! The ARNs that a flow's resources would have in some account, for lints that compare them.

use crate::Flow;
use crate::graph::{Attribute, ResourceId, ResourceKind, SubstitutedText, Substitution};

/// The account of the documentation's examples; no lint depends on it.
const ACCOUNT: &str = "111122223333";

/// The ARNs of a flow that is not deployed.
pub(super) struct SampleArns<'f> {
    flow: &'f Flow,
}

impl<'f> SampleArns<'f> {
    pub(super) fn of(flow: &'f Flow) -> Self {
        Self { flow }
    }

    pub(super) fn arn(&self, id: &ResourceId) -> String {
        let ResourceId { kind, name } = id;
        let region = &self.flow.region;
        let of = |service: &str, resource: String| {
            format!("arn:aws:{service}:{region}:{ACCOUNT}:{resource}")
        };
        match kind {
            ResourceKind::Bus => of("events", format!("event-bus/{name}")),
            ResourceKind::Rule => {
                let bus = self.flow.resources.rule(name).and_then(|rule| rule.bus.as_ref());
                let bus = bus.map(|bus| format!("{}/", bus.name())).unwrap_or_default();
                of("events", format!("rule/{bus}{name}"))
            }
            ResourceKind::StateMachine => of("states", format!("stateMachine:{name}")),
            ResourceKind::Topic => of("sns", name.clone()),
            ResourceKind::Queue => of("sqs", name.clone()),
            ResourceKind::LogGroup => of("logs", format!("log-group:{name}")),
            ResourceKind::Role => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            ResourceKind::External => {
                let mut known = self.flow.resources.externals.iter();
                let known = known.find(|external| external.name == *name);
                known.map(|external| self.resolve(&external.arn)).unwrap_or_default()
            }
        }
    }

    pub(super) fn resolve(&self, text: &SubstitutedText) -> String {
        let resolved = text.resolve(|substitution| {
            Some(match substitution {
                Substitution::Region => self.flow.region.clone(),
                Substitution::Account => ACCOUNT.to_owned(),
                Substitution::Brace => "${".to_owned(),
                Substitution::Resource(id, Attribute::Arn) => self.arn(id),
                Substitution::Resource(id, Attribute::Name) => id.name.clone(),
                Substitution::Resource(id, Attribute::Url) => {
                    let (region, name) = (&self.flow.region, &id.name);
                    format!("https://sqs.{region}.amazonaws.com/{ACCOUNT}/{name}")
                }
            })
        });
        resolved.unwrap_or_default()
    }
}
