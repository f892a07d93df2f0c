//! What a member of a shape is called in the parameters and results of a task.

use crate::letter_case::upper_first;

/// The member's name in AWS SDK integrations: `cluster` is `Cluster`, `enableECSManagedTags` is
/// `EnableECSManagedTags`, `DBInstanceIdentifier` is `DbInstanceIdentifier`.
///
/// It is the name of the member in AWS SDK for Java 2, with its first letter in upper case: that
/// SDK's names have the capitals that a name begins with in lower case, but for the one that begins
/// the next word. Recorded: `ETag`, `ChecksumCRC32` and `Md5OfMessageBody`. Only the attribute
/// `NULL` of Amazon DynamoDB is called otherwise there, as Java has no name `null`.
#[must_use]
pub fn sdk_member_name(member: &str) -> String {
    if member == "NULL" {
        return "Nul".to_owned();
    }
    let mut characters = member.chars().peekable();
    let mut name = String::with_capacity(member.len());
    name.extend(characters.next().into_iter().flat_map(char::to_uppercase));
    let mut leads = true;
    while let Some(character) = characters.next() {
        let begins_word = characters.peek().is_some_and(|next| next.is_lowercase());
        leads = leads && character.is_uppercase() && !begins_word;
        if leads {
            name.extend(character.to_lowercase());
        } else {
            name.push(character);
        }
    }
    name
}

/// The member's name in the integrations that Step Functions customised: as the service writes it,
/// with its first letter in upper case. Recorded: `MD5OfMessageBody`, where an AWS SDK integration
/// has `Md5OfMessageBody`.
#[must_use]
pub fn customised_member_name(member: &str) -> String {
    upper_first(member)
}

/// Whether a parameter may be written so for a member.
///
/// No recording shows whether Step Functions refuses a name that begins with several capitals where
/// [`sdk_member_name`] has one, and published state machines have both; so any case is let pass of
/// a name with capitals in a row.
#[must_use]
pub fn is_member_spelt(member: &str, written: &str) -> bool {
    if !member.eq_ignore_ascii_case(written) {
        return member == "NULL" && written == sdk_member_name(member);
    }
    let mut pairs = member.as_bytes().windows(2);
    let has_acronym = pairs.any(|pair| pair.iter().all(u8::is_ascii_uppercase));
    has_acronym || sdk_member_name(member) == written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_sdk_for_java() {
        let names = [
            ("cluster", "Cluster"),
            ("enableECSManagedTags", "EnableECSManagedTags"),
            ("ETag", "ETag"),
            ("ChecksumCRC32", "ChecksumCRC32"),
            ("MD5OfMessageBody", "Md5OfMessageBody"),
            ("DBInstanceIdentifier", "DbInstanceIdentifier"),
            ("SSEKMSKeyId", "SsekmsKeyId"),
            ("VPCId", "VpcId"),
            ("ARN", "Arn"),
            ("BOOL", "Bool"),
            ("NULL", "Nul"),
            ("S", "S"),
            ("", ""),
        ];
        for (member, name) in names {
            assert_eq!(sdk_member_name(member), name);
            assert!(is_member_spelt(member, name));
        }
        assert_eq!(customised_member_name("MD5OfMessageBody"), "MD5OfMessageBody");
        assert_eq!(customised_member_name("cluster"), "Cluster");
        assert!(is_member_spelt("DBInstanceIdentifier", "DBInstanceIdentifier"));
        assert!(!is_member_spelt("DBInstanceIdentifier", "DBInstance"));
        assert!(!is_member_spelt("cluster", "cluster"));
        assert!(!is_member_spelt("contentType", "CONTENTTYPE"));
    }
}
