//! Policy documents, as far as roles need them read.

use serde_json::Value;

use crate::error::{CallError, ServiceError};

/// Refuses a document that IAM would refuse to store: it is no JSON object with statements.
pub(super) fn check(document: &str) -> Result<(), CallError> {
    let malformed =
        |message: &str| Err(ServiceError::new("MalformedPolicyDocumentException", message).into());
    match serde_json::from_str::<Value>(document) {
        Err(_) => malformed("This policy contains invalid Json"),
        Ok(Value::Object(members)) if members.contains_key("Statement") => Ok(()),
        Ok(_) => malformed("Syntax errors in policy."),
    }
}

/// Encodes a document as IAM gives it back: in the percent encoding of RFC 3986.
pub(super) fn encode(document: &str) -> String {
    let mut encoded = String::with_capacity(document.len() * 2);
    for byte in document.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_without_statements_is_refused() {
        assert!(check(r#"{"Version":"2012-10-17","Statement":[]}"#).is_ok());
        for (document, message) in [
            ("{", "MalformedPolicyDocumentException: This policy contains invalid Json"),
            ("{}", "MalformedPolicyDocumentException: Syntax errors in policy."),
            ("[]", "MalformedPolicyDocumentException: Syntax errors in policy."),
        ] {
            assert_eq!(check(document).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn a_document_is_given_back_in_percent_encoding() {
        assert_eq!(encode("{\"a b\": \"é*\"}"), "%7B%22a%20b%22%3A%20%22%C3%A9%2A%22%7D");
    }
}
