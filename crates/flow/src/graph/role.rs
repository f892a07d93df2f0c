//! Roles with their policies, and resources that the flow does not make.

use serde::Serialize;

use super::SubstitutedText;

/// A role.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its trust policy.
    pub trust: SubstitutedText,
    /// Its inline policies, in the order of the file.
    pub policies: Vec<InlinePolicy>,
    /// The ARNs of its managed policies.
    pub managed_policies: Vec<String>,
}

/// An inline policy of a role.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InlinePolicy {
    /// Its name.
    pub name: String,
    /// Its document.
    pub document: SubstitutedText,
}

/// A resource that the flow uses and does not make.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct External {
    /// Its name.
    pub name: String,
    /// Its type as CloudFormation calls it, such as `AWS::Lambda::Function`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its ARN.
    pub arn: SubstitutedText,
}
