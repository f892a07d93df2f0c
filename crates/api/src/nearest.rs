//! The known name that a wrong one was most likely meant to be.

/// How alike two names must be, of 1, for one to be offered for the other.
const LIKE_ENOUGH: f64 = 0.8;

/// No name of an API is longer; what is longer was not meant to be one.
const LONGEST: usize = 128;

/// The candidate that is most like the name, where any is like it at all; letters count the same in
/// both cases.
///
/// ```
/// let names = ["stopTask", "startTask"].map(String::from);
/// assert_eq!(firedrill_api::nearest("StopTasks", names.into_iter()).as_deref(), Some("stopTask"));
/// ```
#[must_use]
pub fn nearest(name: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    if name.len() > LONGEST {
        return None;
    }
    let folded = name.to_lowercase();
    candidates
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}
