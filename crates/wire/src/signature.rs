//! Signatures: what a signed request says of who signed it and for where.
//!
//! Only the credential scope is read, of the `Authorization` header or of a query string that is
//! signed ("Signing AWS requests" in the IAM user guide). Nothing is verified.

use crate::form;
use crate::message::WireRequest;

/// The scope in which a request is signed: `AKID/20260101/us-east-1/ecs/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope {
    /// The id of the access key, which is no secret.
    pub access_key_id: String,
    /// The region, such as `us-east-1`.
    pub region: String,
    /// The signing name of the service, such as `ecs`.
    pub service: String,
}

impl CredentialScope {
    /// Reads the scope of a request; none where it is not signed with Signature Version 4.
    #[must_use]
    pub fn of(request: &WireRequest) -> Option<Self> {
        if let Some(authorization) = request.header("authorization") {
            let credential = authorization.split_once("Credential=")?.1;
            return Self::parse(credential.split([',', ' ']).next()?);
        }
        let (_, query) = request.path.split_once('?')?;
        let pairs = form::parse(query.as_bytes()).ok()?;
        let (_, credential) = pairs.iter().find(|(name, _)| name == "X-Amz-Credential")?;
        Self::parse(credential)
    }

    /// Reads `AKID/DATE/REGION/SERVICE/aws4_request`.
    fn parse(credential: &str) -> Option<Self> {
        let parts: Vec<_> = credential.split('/').collect();
        let [access_key_id, _, region, service, "aws4_request"] = *parts.as_slice() else {
            return None;
        };
        Some(Self {
            access_key_id: access_key_id.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> CredentialScope {
        CredentialScope {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            region: "eu-west-1".to_owned(),
            service: "sqs".to_owned(),
        }
    }

    #[test]
    fn the_scope_stands_in_the_header_or_in_the_query_string() {
        let value = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/sqs/aws4_request, \
                     SignedHeaders=host, Signature=00";
        let headers = vec![("Authorization".to_owned(), value.to_owned())];
        let request = WireRequest { headers, ..WireRequest::default() };
        assert_eq!(CredentialScope::of(&request), Some(scope()));

        let path = "/?X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Feu-west-1%2Fsqs%2Faws4_request";
        let request = WireRequest { path: path.to_owned(), ..WireRequest::default() };
        assert_eq!(CredentialScope::of(&request), Some(scope()));
    }

    #[test]
    fn another_authorization_has_no_scope() {
        for value in ["Bearer x", "Credential=", "AWS4 Credential=a/b/c/d", "Credential=a/b/c/d/e"]
        {
            let headers = vec![("authorization".to_owned(), value.to_owned())];
            let request = WireRequest { headers, ..WireRequest::default() };
            assert_eq!(CredentialScope::of(&request), None, "{value}");
        }
        let path = "/?X-Amz-Credential=%";
        let request = WireRequest { path: path.to_owned(), ..WireRequest::default() };
        assert_eq!(CredentialScope::of(&request), None);
    }
}
