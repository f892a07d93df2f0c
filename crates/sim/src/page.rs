//! Pages of a listing: how many items an answer holds, and the token of the next.

use crate::error::{Handled, ServiceError};

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next_token: Option<String>,
}

/// Cuts the page out that follows `token`; no limit, or a limit of 0, means everything.
///
/// A token is the number of items before it, in hexadecimal: a listing that does not change pages
/// the same way every time.
///
/// # Errors
/// `invalid_token` for a token that no page gave.
pub(crate) fn page<T>(
    items: impl Iterator<Item = T>,
    limit: Option<i32>,
    token: Option<&str>,
    invalid_token: impl FnOnce(&str) -> ServiceError,
) -> Handled<Page<T>> {
    let start = match token {
        None => 0,
        Some(token) => token
            .strip_prefix(TOKEN_PREFIX)
            .and_then(|start| usize::from_str_radix(start, 16).ok())
            .ok_or_else(|| invalid_token(token))?,
    };
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0);
    let mut items = items.skip(start);
    let Some(limit) = limit else {
        return Ok(Page { items: items.collect(), next_token: None });
    };
    let page: Vec<T> = items.by_ref().take(limit).collect();
    let next_token = items.next().map(|_| format!("{TOKEN_PREFIX}{:x}", start + limit));
    Ok(Page { items: page, next_token })
}

/// What a token begins with, so that a number that a caller made up is seen to be none.
const TOKEN_PREFIX: &str = "firedrill-page-";

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid(token: &str) -> ServiceError {
        ServiceError::new("InvalidToken", token)
    }

    #[test]
    fn pages_follow_each_other_until_nothing_is_left() {
        let first = page(0..5, Some(2), None, invalid).unwrap();
        assert_eq!(first.items, [0, 1]);
        let second = page(0..5, Some(3), first.next_token.as_deref(), invalid).unwrap();
        assert_eq!(second.items, [2, 3, 4]);
        assert_eq!(second.next_token, None);
    }

    #[test]
    fn a_token_that_no_page_gave_is_refused() {
        for token in ["", "2", "firedrill-page-x", "firedrill-page-"] {
            let refused = page(0..5, None, Some(token), invalid).unwrap_err();
            assert_eq!(refused, invalid(token).into());
        }
    }
}
