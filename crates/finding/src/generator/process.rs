//! Processes and their ancestors.

use jiff::SignedDuration;

use super::Draft;
use crate::instant::RuntimeInstant;
use crate::member::Member;
use crate::model::{Ancestor, Process};

/// The user that a process runs as, and the one it acts for.
#[derive(Clone, Copy)]
pub(super) struct ProcessUser {
    pub(super) name: &'static str,
    pub(super) id: u32,
    pub(super) effective: u32,
}

/// Root, as in most images.
pub(super) const ROOT: ProcessUser = ProcessUser { name: "root", id: 0, effective: 0 };

impl Draft<'_> {
    /// A process with a shell above it and the container's first process at the top.
    pub(super) fn process(&mut self, program: &str, user: ProcessUser) -> Process {
        let pid = self.pid(30);
        let shell_pid = self.pid(10);
        let (uuid, shell, first) = (self.random.uuid(), self.random.uuid(), self.random.uuid());
        let ancestor = |pid, uuid: &str, program: &str, seconds, parent: &str| Ancestor {
            start_time: Member::Present(self.started(seconds)),
            namespace_pid: Member::Present(pid),
            user_id: Member::Present(user.id),
            name: Member::Present(file_name(program).to_owned()),
            pid,
            uuid: uuid.to_owned(),
            executable_path: program.to_owned(),
            euid: Member::Present(user.id),
            parent_uuid: Member::Present(parent.to_owned()),
        };
        let lineage = vec![
            ancestor(shell_pid, &shell, "/bin/sh", 18, &first),
            ancestor(1, &first, "/sbin/init", 3_600, "00000000-0000-4000-8000-000000000000"),
        ];
        Process {
            name: file_name(program).to_owned(),
            executable_path: program.to_owned(),
            executable_sha256: Member::Present(self.random.hex(64)),
            namespace_pid: Member::Present(pid),
            pwd: Member::Present("/".to_owned()),
            pid,
            start_time: Member::Present(self.started(0)),
            uuid,
            parent_uuid: Member::Present(shell),
            user: Member::Present(user.name.to_owned()),
            user_id: Member::Present(user.id),
            euid: Member::Present(user.effective),
            lineage: Member::Present(lineage),
        }
    }

    /// A process that another acted upon or that acted before it, without its ancestors.
    pub(super) fn other_process(&mut self, program: &str) -> Process {
        Process { lineage: self.no_value().member(), ..self.process(program, ROOT) }
    }

    /// When something happened that lies so many seconds before the act.
    pub(super) fn started(&self, seconds: i64) -> RuntimeInstant {
        let seen = self.times.first_seen;
        RuntimeInstant::from(seen.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(seen))
    }

    fn pid(&mut self, least: u32) -> u32 {
        least + u32::from(self.random.byte() % 20)
    }
}

/// The process of CreateSampleFindings, as public samples have it.
pub(super) fn sample_process(started: RuntimeInstant) -> Process {
    let text = |text: &str| Member::Present(text.to_owned());
    let ancestor = |pid| Ancestor {
        start_time: Member::Absent,
        namespace_pid: Member::Absent,
        user_id: Member::Absent,
        name: Member::Absent,
        pid,
        uuid: "GeneratedFindingUUId".to_owned(),
        executable_path: "GeneratedFindingPath".to_owned(),
        euid: Member::Present(1_000),
        parent_uuid: text("GeneratedFindingUUId"),
    };
    Process {
        name: SAMPLE_PROCESS.to_owned(),
        executable_path: "GeneratedFindingPath".to_owned(),
        executable_sha256: text("GeneratedFindingHash"),
        namespace_pid: Member::Absent,
        pwd: text("GeneratedFindingPath"),
        pid: 1_234,
        start_time: Member::Present(started),
        uuid: "GeneratedFindingUUId".to_owned(),
        parent_uuid: text("GeneratedFindingUUId"),
        user: text("ec2-user"),
        user_id: Member::Present(1_000),
        euid: Member::Present(1_000),
        lineage: Member::Present(vec![ancestor(1_233), ancestor(1_230)]),
    }
}

/// The name of the process of CreateSampleFindings.
pub(super) const SAMPLE_PROCESS: &str = "GeneratedFindingProcessName";

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
