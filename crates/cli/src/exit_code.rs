//! What the process ends with: an API for scripts.

use std::process::ExitCode;

/// The exit codes of `firedrill`.
///
/// Where several apply, the first of 101, 5, 4, 3, 1 and 7 is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiredrillExitCode {
    /// Done, or the answer is yes. Since 0.1.0.
    Done,
    /// The answer is no: an assertion failed. Since 0.1.0.
    AnswerIsNo,
    /// The command line is wrong. Since 0.1.0.
    Usage,
    /// An input file is invalid. Since 0.1.0.
    InvalidInput,
    /// A backend is unavailable, failed, timed out, or does not model what was asked. Since 0.1.0.
    BackendFailed,
    /// Resources were left behind. Since 0.1.0.
    LeftBehind,
    /// Nothing was selected to run. Since 0.1.0.
    NothingToRun,
    /// A scenario passed only in part: the backend could not show all that it asserts. It cannot
    /// happen on the embedded account. Since 0.1.0.
    PassedInPart,
    /// A bug: the process panicked. Since 0.1.0.
    Bug,
}

impl FiredrillExitCode {
    /// Every code, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::AnswerIsNo,
        Self::Usage,
        Self::InvalidInput,
        Self::BackendFailed,
        Self::LeftBehind,
        Self::NothingToRun,
        Self::PassedInPart,
        Self::Bug,
    ];

    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::AnswerIsNo => 1,
            Self::Usage => 2,
            Self::InvalidInput => 3,
            Self::BackendFailed => 4,
            Self::LeftBehind => 5,
            Self::NothingToRun => 6,
            Self::PassedInPart => 7,
            Self::Bug => 101,
        }
    }

    /// What it means, as the documentation says it.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done, or the answer is yes",
            Self::AnswerIsNo => "the answer is no: an assertion failed",
            Self::Usage => "the command line is wrong",
            Self::InvalidInput => "an input file is invalid",
            Self::BackendFailed => {
                "a backend is unavailable, failed, timed out, or does not model what was asked"
            }
            Self::LeftBehind => "resources were left behind",
            Self::NothingToRun => "nothing was selected to run",
            Self::PassedInPart => "a scenario passed only in part: not all it asserts was shown",
            Self::Bug => "a bug",
        }
    }

    /// The one of two codes that the process ends with.
    #[must_use]
    pub fn graver(self, other: Self) -> Self {
        let gravity = |code: Self| match code {
            Self::Bug => 8,
            Self::LeftBehind => 7,
            Self::BackendFailed => 6,
            Self::InvalidInput => 5,
            Self::Usage => 4,
            Self::NothingToRun => 3,
            Self::AnswerIsNo => 2,
            Self::PassedInPart => 1,
            Self::Done => 0,
        };
        if gravity(other) > gravity(self) { other } else { self }
    }
}

impl From<FiredrillExitCode> for ExitCode {
    fn from(code: FiredrillExitCode) -> Self {
        Self::from(code.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_of_two_codes_decides() {
        use FiredrillExitCode as Code;
        assert_eq!(Code::AnswerIsNo.graver(Code::InvalidInput), Code::InvalidInput);
        assert_eq!(Code::BackendFailed.graver(Code::InvalidInput), Code::BackendFailed);
        assert_eq!(Code::LeftBehind.graver(Code::BackendFailed), Code::LeftBehind);
        assert_eq!(Code::Done.graver(Code::AnswerIsNo), Code::AnswerIsNo);
        assert_eq!(Code::PassedInPart.graver(Code::AnswerIsNo), Code::AnswerIsNo);
        assert_eq!(Code::Done.graver(Code::PassedInPart), Code::PassedInPart);
    }
}
