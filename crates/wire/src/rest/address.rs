//! The address of a request: its path and its query string.

use crate::error::EncodeError;
use crate::form;

/// The address of an operation whose members in the path are these, and in the query string those.
///
/// # Errors
/// [`EncodeError::Address`] for a member of the path that is missing or empty, which would address
/// something else; and for one with a segment of one or two dots, by which whoever reads the
/// address may leave its folder, whether they are escaped or not.
pub(super) fn write(
    template: &str,
    path: &[(String, String)],
    query: &[(String, String)],
) -> Result<String, EncodeError> {
    let (path_template, fixed) = template.split_once('?').unwrap_or((template, ""));
    let mut address = String::new();
    for segment in path_template.trim_start_matches('/').split('/') {
        address.push('/');
        let Some(label) = segment.strip_prefix('{').and_then(|label| label.strip_suffix('}'))
        else {
            address.push_str(segment);
            continue;
        };
        let (name, is_greedy) = match label.strip_suffix('+') {
            Some(name) => (name, true),
            None => (label, false),
        };
        let given = path.iter().find(|(member, _)| member == name);
        let value = given.map_or("", |(_, value)| value.as_str());
        let is_relative = |segment: &str| matches!(segment, "." | "..");
        let segments: Vec<_> = if is_greedy { value.split('/').collect() } else { vec![value] };
        if value.is_empty() || segments.iter().copied().any(is_relative) {
            return Err(EncodeError::Address { path: name.to_owned(), value: value.to_owned() });
        }
        let encoded: Vec<_> = segments.into_iter().map(form::encode).collect();
        address.push_str(&encoded.join("/"));
    }
    let asked = form::write(query);
    let parts: Vec<_> = [fixed, &asked].into_iter().filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        address.push('?');
        address.push_str(&parts.join("&"));
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn key(bucket: &str, key: &str) -> Result<String, EncodeError> {
        write("/{Bucket}/{Key+}", &pairs(&[("Bucket", bucket), ("Key", key)]), &[])
    }

    #[test]
    fn no_value_leaves_its_segment() {
        for (bucket, object, address) in [
            ("b", "a/b c", "/b/a/b%20c"),
            ("b/../c", "k", "/b%2F..%2Fc/k"),
            ("b?acl", "k?acl#x", "/b%3Facl/k%3Facl%23x"),
            ("b", "//k/", "/b///k/"),
            ("b", "%2e%2e/\u{e9}+&\r\n", "/b/%252e%252e/%C3%A9%2B%26%0D%0A"),
            ("b", "...", "/b/..."),
        ] {
            assert_eq!(key(bucket, object).as_deref(), Ok(address));
        }
    }

    #[test]
    fn what_would_address_something_else_is_refused() {
        for (bucket, object, path) in [
            ("", "k", "Bucket"),
            ("..", "k", "Bucket"),
            ("b", "", "Key"),
            ("b", "../other/k", "Key"),
            ("b", "a/./k", "Key"),
            ("b", "a/..", "Key"),
        ] {
            let Err(EncodeError::Address { path: refused, .. }) = key(bucket, object) else {
                panic!("{bucket} {object}")
            };
            assert_eq!(refused, path);
        }
        assert!(write("/{Bucket}", &[], &[]).is_err());
    }

    #[test]
    fn a_query_string_has_its_fixed_part_first() {
        let bucket = pairs(&[("Bucket", "b")]);
        let query = pairs(&[("prefix", "a b&c"), ("max-keys", "2")]);
        assert_eq!(
            write("/{Bucket}?list-type=2", &bucket, &query).as_deref(),
            Ok("/b?list-type=2&prefix=a%20b%26c&max-keys=2")
        );
        assert_eq!(write("/{Bucket}?uploads", &bucket, &[]).as_deref(), Ok("/b?uploads"));
        assert_eq!(write("/detector", &[], &[]).as_deref(), Ok("/detector"));
    }
}
