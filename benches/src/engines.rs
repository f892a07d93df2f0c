//! The engines, each asked in the way its own documentation says is fast.

use std::error::Error;

use firedrill_eventbridge::{EventPattern, RuleIndex, Scratch};
use quamina::{MatcherBuildMode, Quamina};
use sonic_rs::{JsonValueTrait as _, LazyValue};

use crate::{Rules, Workload};

/// Something that matches events with the rules it was made of.
pub trait Engine {
    /// Its name in tables.
    fn name(&self) -> &'static str;

    /// How many rules match an event; nothing if the event cannot be read.
    fn matches(&mut self, event: &[u8]) -> Option<usize>;
}

/// Our matcher of a single pattern.
pub struct PatternEngine {
    pattern: EventPattern,
    scratch: Scratch,
}

impl PatternEngine {
    /// The engine for a workload of one rule.
    ///
    /// # Errors
    /// There is not exactly one rule, or it is no pattern.
    pub fn new(rules: &Rules) -> Result<Self, Box<dyn Error>> {
        let [(_, rule)] = rules.as_slice() else { return Err("one rule is needed".into()) };
        Ok(Self { pattern: EventPattern::parse(rule)?, scratch: Scratch::new() })
    }
}

impl Engine for PatternEngine {
    fn name(&self) -> &'static str {
        "pattern"
    }

    fn matches(&mut self, event: &[u8]) -> Option<usize> {
        self.pattern.matches_with(event, &mut self.scratch).ok().map(usize::from)
    }
}

/// Our index of many rules.
pub struct IndexEngine {
    index: RuleIndex<u32>,
    scratch: Scratch,
}

impl IndexEngine {
    /// The engine for any workload.
    ///
    /// # Errors
    /// A rule is no pattern.
    pub fn new(rules: &Rules) -> Result<Self, Box<dyn Error>> {
        let mut index = RuleIndex::new();
        for (id, rule) in rules {
            index.insert(*id, &EventPattern::parse(rule)?);
        }
        Ok(Self { index, scratch: Scratch::new() })
    }
}

impl Engine for IndexEngine {
    fn name(&self) -> &'static str {
        "index"
    }

    fn matches(&mut self, event: &[u8]) -> Option<usize> {
        self.index.matching_with(event, &mut self.scratch).ok().map(|found| found.len())
    }
}

/// The `quamina` crate.
pub struct QuaminaEngine(Quamina<u32>);

impl QuaminaEngine {
    /// The engine for any workload.
    ///
    /// # Errors
    /// A rule is no pattern of quamina.
    pub fn new(rules: &Rules) -> Result<Self, Box<dyn Error>> {
        let mut quamina = Quamina::new();
        quamina.set_matcher_build_mode(MatcherBuildMode::BuiltForSpeed);
        for (id, rule) in rules {
            quamina.add_pattern(*id, rule)?;
        }
        Ok(Self(quamina))
    }
}

impl Engine for QuaminaEngine {
    fn name(&self) -> &'static str {
        "quamina"
    }

    fn matches(&mut self, event: &[u8]) -> Option<usize> {
        self.0.matches_for_event(event).ok().map(|found| found.len())
    }
}

/// No matcher: `sonic-rs` checks the whole event and looks up two fields.
pub struct SonicEngine([&'static [&'static str]; 2]);

impl SonicEngine {
    /// The engine for a workload that names two fields.
    #[must_use]
    pub fn new(workload: &Workload) -> Option<Self> {
        workload.two_fields.map(Self)
    }
}

impl Engine for SonicEngine {
    fn name(&self) -> &'static str {
        "sonic-rs"
    }

    fn matches(&mut self, event: &[u8]) -> Option<usize> {
        let event: LazyValue<'_> = sonic_rs::from_slice(event).ok()?;
        let wanted = ["ECSCluster", "RuntimeMonitoring"];
        let found = self.0.iter().zip(wanted).all(|(path, wanted)| {
            event.pointer(*path).is_some_and(|value| value.as_str() == Some(wanted))
        });
        Some(usize::from(found))
    }
}
