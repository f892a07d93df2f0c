//! The identifiers of GuardDuty as newtypes, checked for their form and for nothing else.

use firedrill_arn::identifier;

identifier! {
    /// The id of a GuardDuty detector, 32 hexadecimal digits or a UUID.
    DetectorId: "a detector id", "32 hexadecimal digits or a UUID", |text| {
        matches!(text.len(), 32 | 36) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    }
}

identifier! {
    /// The id of a finding: 32 hexadecimal digits, for samples as well.
    FindingId: "a finding id", "32 hexadecimal digits", |text| {
        text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl DetectorId {
    /// The id of these 32 hexadecimal digits.
    pub(crate) fn from_digits(digits: String) -> Self {
        Self(digits)
    }
}

impl FindingId {
    /// The id of these 32 hexadecimal digits.
    pub(crate) fn from_digits(digits: String) -> Self {
        Self(digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_checked_for_their_form() {
        assert!("4b85f358-65e7-49b6-b9ae-b3816303fb12".parse::<DetectorId>().is_ok());
        assert!("４b85f35865e749b6b9aeb3816303fb1".parse::<FindingId>().is_err());
    }
}
