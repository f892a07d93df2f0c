//! The attributes of a published message, and what they may be.

use std::collections::BTreeMap;

use super::error::invalid_parameter_value;
use crate::error::ServiceError;
use crate::operation::sns::MessageAttributeValue;

/// The attributes of a published message.
pub(super) type MessageAttributes = BTreeMap<String, MessageAttributeValue>;

/// Checks the attributes as "Amazon SNS message attributes" in the developer guide says.
pub(super) fn check(attributes: &MessageAttributes) -> Result<(), ServiceError> {
    attributes.iter().try_for_each(|(name, attribute)| check_one(name, attribute))
}

/// How many bytes of a topic's limit the attributes take.
pub(super) fn size(attributes: &MessageAttributes) -> usize {
    let sizes = attributes.iter().map(|(name, attribute)| {
        name.len()
            + attribute.data_type.len()
            + attribute.string_value.as_ref().map_or(0, String::len)
            + attribute.binary_value.as_ref().map_or(0, Vec::len)
    });
    sizes.sum()
}

fn check_one(name: &str, attribute: &MessageAttributeValue) -> Result<(), ServiceError> {
    let named_well = (1..=256).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..");
    if !named_well {
        // The service words each of these rules on its own; the code is the same for all.
        return Err(invalid_parameter_value(format!(
            "The message attribute name '{name}' is invalid."
        )));
    }
    let data_type = attribute.data_type.as_str();
    let value = match data_type.split('.').next() {
        Some("String" | "Number") => attribute.string_value.as_ref().map(String::len),
        Some("Binary") => attribute.binary_value.as_ref().map(Vec::len),
        _ => {
            return Err(invalid_parameter_value(format!(
                "The message attribute '{name}' has an invalid message attribute type, the set of \
                 supported type prefixes is Binary, Number, and String."
            )));
        }
    };
    if value.unwrap_or_default() == 0 {
        return Err(invalid_parameter_value(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for \
             message attribute type '{data_type}'."
        )));
    }
    Ok(())
}
