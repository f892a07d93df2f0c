//! How much CPU and memory a task takes, and which sizes Fargate has.

use serde::{Deserialize, Serialize};

use super::error::client;
use crate::error::ServiceError;
use crate::operation::ecs::{ContainerDefinition, RegisterTaskDefinitionRequest};

/// CPU units (1,024 a vCPU) and MiB of memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TaskSize {
    pub(super) cpu: u64,
    pub(super) memory: u64,
}

impl TaskSize {
    /// What a task of this definition takes on a container instance: the size of the task or,
    /// where it has none, what its containers reserve.
    pub(super) fn of(request: &RegisterTaskDefinitionRequest) -> Result<Self, ServiceError> {
        let reserved = Self::reserved_by(&request.container_definitions);
        Ok(Self {
            cpu: read_cpu(request.cpu.as_deref())?.unwrap_or(reserved.cpu),
            memory: read_memory(request.memory.as_deref())?.unwrap_or(reserved.memory),
        })
    }

    fn reserved_by(containers: &[ContainerDefinition]) -> Self {
        let unsigned = |number: Option<i32>| number.and_then(|number| u64::try_from(number).ok());
        let cpu = containers.iter().filter_map(|each| unsigned(each.cpu)).sum();
        let memory = containers
            .iter()
            .filter_map(|each| unsigned(each.memory_reservation.or(each.memory)))
            .sum();
        Self { cpu, memory }
    }

    /// Whether Fargate has tasks of this size ("Task CPU and memory" of the developer guide).
    pub(super) fn is_of_fargate(self) -> bool {
        let within = |least: u64, most: u64, step: u64| {
            (least..=most).contains(&self.memory) && self.memory.is_multiple_of(step)
        };
        match self.cpu {
            256 => matches!(self.memory, 512 | 1_024 | 2_048),
            512 => within(1_024, 4_096, 1_024),
            1_024 => within(2_048, 8_192, 1_024),
            2_048 => within(4_096, 16_384, 1_024),
            4_096 => within(8_192, 30_720, 1_024),
            8_192 => within(16_384, 61_440, 4_096),
            16_384 => within(32_768, 122_880, 8_192),
            _ => false,
        }
    }
}

/// Reads `cpu`: CPU units, or vCPUs as in `.5 vCPU`.
pub(super) fn read_cpu(text: Option<&str>) -> Result<Option<u64>, ServiceError> {
    read(text, "vcpu", "cpu")
}

/// Reads `memory`: MiB, or GB as in `2 GB`.
pub(super) fn read_memory(text: Option<&str>) -> Result<Option<u64>, ServiceError> {
    read(text, "gb", "memory")
}

fn read(text: Option<&str>, large: &str, member: &str) -> Result<Option<u64>, ServiceError> {
    let Some(text) = text else { return Ok(None) };
    let lower = text.trim().to_ascii_lowercase();
    let read = match lower.strip_suffix(large) {
        None => lower.parse().ok(),
        Some(number) => thousandths(number.trim()).map(|number| number * 1_024 / 1_000),
    };
    let invalid = || client(format!("Invalid '{member}' setting for task."));
    read.filter(|size| (1..=1 << 32).contains(size)).map(Some).ok_or_else(invalid)
}

/// A decimal number of up to three digits after the point, times a thousand.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || whole.len() > 9 || fraction.len() > 3 {
        return None;
    }
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: u64 = format!("{fraction:0<3}").parse().ok()?;
    Some(whole * 1_000 + fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_in_small_or_in_large_units() {
        for (text, units) in [("256", 256), ("1 vCPU", 1_024), (".5 vcpu", 512), ("0.25vCPU", 256)]
        {
            assert_eq!(read_cpu(Some(text)).unwrap(), Some(units), "{text}");
        }
        for (text, mebibytes) in [("512", 512), ("2 GB", 2_048), ("0.5GB", 512)] {
            assert_eq!(read_memory(Some(text)).unwrap(), Some(mebibytes), "{text}");
        }
        assert_eq!(read_cpu(None).unwrap(), None);
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "much", "-1", "0", "1.2345 vCPU", ". vCPU", "99999999999999999999", "1e3"]
        {
            let refused = read_cpu(Some(text)).unwrap_err();
            assert_eq!(refused.message, "Invalid 'cpu' setting for task.", "{text}");
        }
    }

    #[test]
    fn fargate_has_some_sizes_and_not_others() {
        let size = |cpu, memory| TaskSize { cpu, memory };
        for good in [size(256, 512), size(512, 4_096), size(4_096, 30_720), size(8_192, 20_480)] {
            assert!(good.is_of_fargate(), "{good:?}");
        }
        for bad in [size(256, 4_096), size(100, 99), size(1_024, 1_024), size(8_192, 17_408)] {
            assert!(!bad.is_of_fargate(), "{bad:?}");
        }
    }
}
