//! The ARNs of Amazon ECS that a finding names, parsed into their parts.
//!
//! The parts are checked for their form only: whether the resource exists, and whether a task's id
//! has the length that StopTask wants, is for the service to say.

use std::fmt;
use std::str::FromStr;

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::arn::Arn;
use crate::id::{AccountId, Region};

/// A text that is not the ARN of Amazon ECS that it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("`{text}` is not the ARN of {what}: {reason}")]
#[diagnostic(code(firedrill::arn::ecs), help("the form is `{form}`"))]
pub struct EcsArnError {
    /// What the ARN should be of, with its article, such as `a task`.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
    /// The form of such an ARN.
    pub form: &'static str,
}

/// The parts that all ARNs of ECS share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Home {
    partition: String,
    region: Region,
    account: AccountId,
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "arn:{}:ecs:{}:{}", self.partition, self.region, self.account)
    }
}

/// Splits an ARN of ECS into its home and its resource, behind the name of the resource's kind.
fn split<'a>(text: &'a str, kind: &str) -> Result<(Home, &'a str), &'static str> {
    let arn = Arn::parse(text).map_err(|error| error.reason)?;
    if !arn.partition.starts_with("aws") {
        return Err("its partition does not begin with `aws`");
    }
    if arn.service != "ecs" {
        return Err("its service is not `ecs`");
    }
    let region = arn.region.parse().map_err(|_| "its region is not the name of a region")?;
    let account = arn.account.parse().map_err(|_| "its account is not 12 digits")?;
    let resource = arn
        .resource
        .strip_prefix(kind)
        .and_then(|rest| rest.strip_prefix('/'))
        .ok_or("its resource is of another kind")?;
    Ok((Home { partition: arn.partition.to_owned(), region, account }, resource))
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

macro_rules! ecs_arn {
    ($name:ident: $what:literal, $form:literal) => {
        impl $name {
            /// The account that the resource belongs to.
            #[must_use]
            pub fn account(&self) -> &AccountId {
                &self.home.account
            }

            /// The region that the resource lies in.
            #[must_use]
            pub fn region(&self) -> &Region {
                &self.home.region
            }
        }

        impl FromStr for $name {
            type Err = EcsArnError;

            fn from_str(text: &str) -> Result<Self, EcsArnError> {
                Self::read(text).map_err(|reason| EcsArnError {
                    what: $what,
                    text: text.to_owned(),
                    reason,
                    form: $form,
                })
            }
        }

        impl TryFrom<String> for $name {
            type Error = EcsArnError;

            fn try_from(text: String) -> Result<Self, EcsArnError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(arn: $name) -> Self {
                arn.to_string()
            }
        }
    };
}

/// The ARN of an ECS cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClusterArn {
    home: Home,
    name: String,
}

ecs_arn!(ClusterArn: "a cluster", "arn:aws:ecs:REGION:ACCOUNT:cluster/NAME");

impl ClusterArn {
    /// The ARN of the cluster with this name; an error if the name is not one that ECS allows.
    pub fn new(region: &Region, account: &AccountId, name: &str) -> Result<Self, EcsArnError> {
        let partition = region.partition();
        format!("arn:{partition}:ecs:{region}:{account}:cluster/{name}").parse()
    }

    /// The name of the cluster.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        let (home, name) = split(text, "cluster")?;
        if !is_name(name) {
            return Err("its name holds something but letters, digits, `-` and `_`");
        }
        Ok(Self { home, name: name.to_owned() })
    }
}

impl fmt::Display for ClusterArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:cluster/{}", self.home, self.name)
    }
}

/// The ARN of an ECS task, in the long form that names its cluster or the short one of old accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaskArn {
    home: Home,
    cluster: Option<String>,
    id: String,
}

ecs_arn!(TaskArn: "a task", "arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID");

impl TaskArn {
    /// The ARN of the task with this id in a cluster; an error if no ARN can hold the id.
    pub fn new(cluster: &ClusterArn, id: &str) -> Result<Self, EcsArnError> {
        format!("{}:task/{}/{id}", cluster.home, cluster.name).parse()
    }

    /// The id of the task.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of the cluster, which the short form does not have.
    #[must_use]
    pub fn cluster_name(&self) -> Option<&str> {
        self.cluster.as_deref()
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        let (home, resource) = split(text, "task")?;
        let (cluster, id) = match resource.split_once('/') {
            Some((cluster, id)) => (Some(cluster), id),
            None => (None, resource),
        };
        if !is_name(id) || !cluster.is_none_or(is_name) {
            return Err("its cluster or id holds something but letters, digits, `-` and `_`");
        }
        Ok(Self { home, cluster: cluster.map(str::to_owned), id: id.to_owned() })
    }
}

impl fmt::Display for TaskArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:task/", self.home)?;
        if let Some(cluster) = &self.cluster {
            write!(f, "{cluster}/")?;
        }
        f.write_str(&self.id)
    }
}

/// The ARN of one revision of an ECS task definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaskDefinitionArn {
    home: Home,
    family: String,
    revision: u32,
}

ecs_arn!(
    TaskDefinitionArn: "a task definition",
    "arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION"
);

impl TaskDefinitionArn {
    /// The ARN of a revision of a family; an error if the family is not a name that ECS allows.
    pub fn new(
        region: &Region,
        account: &AccountId,
        family: &str,
        revision: u32,
    ) -> Result<Self, EcsArnError> {
        let partition = region.partition();
        format!("arn:{partition}:ecs:{region}:{account}:task-definition/{family}:{revision}")
            .parse()
    }

    /// The family.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The revision, counted from 1.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        let (home, resource) = split(text, "task-definition")?;
        let (family, revision) = resource.split_once(':').ok_or("it has no revision")?;
        if !is_name(family) {
            return Err("its family holds something but letters, digits, `-` and `_`");
        }
        let revision = revision.parse().ok().filter(|revision| *revision > 0);
        let revision = revision.ok_or("its revision is not a number from 1 on")?;
        Ok(Self { home, family: family.to_owned(), revision })
    }
}

impl fmt::Display for TaskDefinitionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:task-definition/{}:{}", self.home, self.family, self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_come_back_as_they_were_written() {
        let cluster = "arn:aws:ecs:eu-west-1:111122223333:cluster/prod";
        let task = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef";
        let short =
            "arn:aws-cn:ecs:cn-north-1:111122223333:task/1dc5c17a-422b-4dc4-b493-371970c6c4d6";
        let definition = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:57";

        assert_eq!(cluster.parse::<ClusterArn>().unwrap().to_string(), cluster);
        assert_eq!(task.parse::<TaskArn>().unwrap().to_string(), task);
        assert_eq!(short.parse::<TaskArn>().unwrap().to_string(), short);
        assert_eq!(definition.parse::<TaskDefinitionArn>().unwrap().to_string(), definition);
        assert_eq!(short.parse::<TaskArn>().unwrap().cluster_name(), None);
    }

    #[test]
    fn a_task_id_of_any_length_makes_an_arn_since_the_service_judges_it() {
        let cluster: ClusterArn =
            "arn:aws:ecs:eu-west-1:111122223333:cluster/prod".parse().unwrap();
        assert_eq!(TaskArn::new(&cluster, "dummy").unwrap().id(), "dummy");
        assert!(TaskArn::new(&cluster, "").is_err());
        assert!(TaskArn::new(&cluster, "a/b").is_err());
    }

    #[test]
    fn a_refusal_says_which_part_is_wrong() {
        let reason = |text: &str| text.parse::<TaskArn>().unwrap_err().reason;
        assert_eq!(reason("task/prod/1"), "it does not begin with `arn:`");
        assert_eq!(reason("arn:aws:ecs:eu-west-1:12:task/a/b"), "its account is not 12 digits");
        assert_eq!(
            reason("arn:aws:ecs:eu-west-1:111122223333:cluster/a"),
            "its resource is of another kind"
        );
        let revision = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:0";
        assert!(revision.parse::<TaskDefinitionArn>().is_err());
    }
}
