//! The fields that findings have.

use std::collections::BTreeSet;

use firedrill_diagnostic::nearest;
use serde_json::Value;

use super::corpus::SampleFinding;

/// The fields of GuardDuty's model of a finding, one path a line.
const MODEL: &str = include_str!("finding_fields.txt");

/// Within this object a finding may have any field.
const FREE: &str = "detail.service.additionalInfo";

/// The paths of all fields that some finding has, and of the objects around them.
#[derive(Debug)]
pub(super) struct FindingFields {
    values: BTreeSet<String>,
    objects: BTreeSet<String>,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldKind {
    /// A value, at least in some finding.
    Value,
    /// An object, in every finding that has it.
    Object,
    /// Nothing in any finding; this path is most like it.
    Unknown(Option<String>),
}

impl FindingFields {
    /// The fields of the model and of the findings of a corpus.
    pub(super) fn of(corpus: &[SampleFinding]) -> Self {
        let mut fields = Self { values: BTreeSet::new(), objects: BTreeSet::new() };
        for path in MODEL.lines().filter(|line| !line.starts_with('#')) {
            fields.values.insert(path.to_owned());
        }
        for sample in corpus {
            if let Ok(event) = serde_json::from_str(&sample.event) {
                fields.add("", &event);
            }
        }
        for path in fields.values.clone() {
            let mut around = path.as_str();
            while let Some((outer, _)) = around.rsplit_once('.') {
                fields.objects.insert(outer.to_owned());
                around = outer;
            }
        }
        // An event of a rule that is replayed from an archive.
        fields.values.insert("replay-name".to_owned());
        fields.values.insert("resources".to_owned());
        fields
    }

    /// Generated events nest a dozen levels at most.
    fn add(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let within =
                        if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.add(&within, value);
                }
            }
            Value::Array(elements) => {
                for element in elements {
                    self.add(path, element);
                }
            }
            // Where there is no object, `null` stands in its place.
            Value::Null => {}
            _ => {
                self.values.insert(path.to_owned());
            }
        }
    }

    /// What stands at a dotted path.
    pub(super) fn kind(&self, path: &str) -> FieldKind {
        let free = path.strip_prefix(FREE).is_some_and(|rest| rest.starts_with('.'));
        if self.values.contains(path) || free {
            FieldKind::Value
        } else if self.objects.contains(path) {
            FieldKind::Object
        } else {
            FieldKind::Unknown(self.nearest(path))
        }
    }

    /// The known path that was most likely meant: of the same object, or with the same last step.
    fn nearest(&self, path: &str) -> Option<String> {
        let (around, name) = path.rsplit_once('.').unwrap_or(("", path));
        let lower = name.to_lowercase();
        let siblings = || {
            let split =
                self.values.iter().map(|known| known.rsplit_once('.').unwrap_or(("", known)));
            split.filter(|(outer, _)| *outer == around).map(|(_, name)| name)
        };
        // `taskArn` of a task, and `clusterArn` of a cluster, are called `arn`.
        let ending = siblings()
            .find(|sibling| sibling.len() > 2 && lower.ends_with(&sibling.to_lowercase()));
        let elsewhere = || {
            let named = self.values.iter().filter(|known| known.rsplit('.').next() == Some(name));
            nearest(path, named.map(String::as_str)).map(str::to_owned)
        };
        let join = |sibling: &str| {
            if around.is_empty() { sibling.to_owned() } else { format!("{around}.{sibling}") }
        };
        elsewhere().or_else(|| ending.map(join)).or_else(|| nearest(name, siblings()).map(join))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::corpus::corpus;

    #[test]
    fn fields_of_findings_are_known_and_others_are_answered_with_the_nearest() {
        let fields = FindingFields::of(&corpus());
        let task = "detail.resource.ecsClusterDetails.taskDetails";
        for path in [
            "source",
            "resources",
            "detail.type",
            "detail.service.additionalInfo.sample",
            "detail.service.additionalInfo.anything.at.all",
            "detail.resource.s3BucketDetails.name",
            "detail.service.runtimeDetails.context.relatedFilePaths",
            &format!("{task}.arn"),
        ] {
            assert_eq!(fields.kind(path), FieldKind::Value, "{path}");
        }
        for path in ["detail", "detail.service.additionalInfo", task] {
            assert_eq!(fields.kind(path), FieldKind::Object, "{path}");
        }
        let nearest = |path: &str| match fields.kind(path) {
            FieldKind::Unknown(nearest) => nearest,
            known => panic!("{path} is {known:?}"),
        };
        assert_eq!(nearest(&format!("{task}.taskArn")), Some(format!("{task}.arn")));
        assert_eq!(
            nearest("detail.resource.ecsClusterDetails.clusterArn"),
            Some("detail.resource.ecsClusterDetails.arn".to_owned())
        );
        assert_eq!(
            nearest("detail.service.FeatureName"),
            Some("detail.service.featureName".into())
        );
        assert_eq!(nearest("detail.featureName"), Some("detail.service.featureName".into()));
        assert_eq!(nearest("detail.resourceType"), Some("detail.resource.resourceType".into()));
        assert_eq!(nearest("detail.zzz.qqq"), None);
    }
}
