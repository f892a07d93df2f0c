//! "Did you mean": the known name that is nearest to the one that was written.

/// The candidate nearest to `wanted`, if one is near enough to be what was meant.
pub fn closest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["rule", "execution", "task", "nothing-else"];
        assert_eq!(closest("exection", names), Some("execution"));
        assert_eq!(closest("Rule", names), Some("rule"));
        assert_eq!(closest("zzz", names), None);
    }
}
