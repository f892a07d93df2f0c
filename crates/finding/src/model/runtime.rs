//! What a process did, as the agent saw it.

use serde::{Deserialize, Serialize};

use crate::instant::RuntimeInstant;
use crate::member::Member;

/// The process and the facts that its type of finding is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuntimeDetails {
    /// The process.
    pub process: Process,
    /// The facts; empty for types that have none.
    pub context: RuntimeContext,
}

/// A process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Process {
    /// The name.
    pub name: String,
    /// The program.
    pub executable_path: String,
    /// The digest of the program.
    #[serde(rename = "executableSha256", default, skip_serializing_if = "Member::is_absent")]
    pub executable_sha256: Member<String>,
    /// The number inside the container.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub namespace_pid: Member<u32>,
    /// The working directory.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub pwd: Member<String>,
    /// The number on the host.
    pub pid: u32,
    /// When it started.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub start_time: Member<RuntimeInstant>,
    /// The id that GuardDuty gave it.
    pub uuid: String,
    /// The id of its parent.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub parent_uuid: Member<String>,
    /// The user's name.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub user: Member<String>,
    /// The user's id.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub user_id: Member<u32>,
    /// The effective user's id.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub euid: Member<u32>,
    /// Its ancestors, the parent first.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub lineage: Member<Vec<Ancestor>>,
}

/// An ancestor of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ancestor {
    /// When it started.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub start_time: Member<RuntimeInstant>,
    /// The number inside the container.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub namespace_pid: Member<u32>,
    /// The user's id.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub user_id: Member<u32>,
    /// The name.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub name: Member<String>,
    /// The number on the host.
    pub pid: u32,
    /// The id that GuardDuty gave it.
    pub uuid: String,
    /// The program.
    pub executable_path: String,
    /// The effective user's id.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub euid: Member<u32>,
    /// The id of its parent.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub parent_uuid: Member<String>,
}

/// The facts that a type of Runtime finding is about.
///
/// A finding has only those that belong to its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuntimeContext {
    /// The process that made or changed the file.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub modifying_process: Member<Box<Process>>,
    /// When it did.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub modified_at: Member<RuntimeInstant>,
    /// The script that was run.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub script_path: Member<String>,
    /// The library that was loaded.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub library_path: Member<String>,
    /// The value of `LD_PRELOAD`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub ld_preload_value: Member<String>,
    /// The socket that was opened.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub socket_path: Member<String>,
    /// The runC binary.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub runc_binary_path: Member<String>,
    /// The release agent of the control group.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub release_agent_path: Member<String>,
    /// The directory of the host that was mounted.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub mount_source: Member<String>,
    /// Where it was mounted.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub mount_target: Member<String>,
    /// The type of the file system.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub file_system_type: Member<String>,
    /// The flags of the system call.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub flags: Member<Vec<String>>,
    /// The kernel module.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub module_name: Member<String>,
    /// Its file.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub module_file_path: Member<String>,
    /// The digest of its file.
    #[serde(rename = "moduleSha256", default, skip_serializing_if = "Member::is_absent")]
    pub module_sha256: Member<String>,
    /// The shell history that was touched.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub shell_history_file_path: Member<String>,
    /// The process that was attacked.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub target_process: Member<Box<Process>>,
    /// The family of the socket.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub address_family: Member<String>,
    /// The protocol of the socket.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub iana_protocol_number: Member<u32>,
    /// The memory that was touched.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub memory_regions: Member<Vec<String>>,
    /// The tool that was run.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub tool_name: Member<String>,
    /// What the tool is for.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub tool_category: Member<String>,
    /// The service that was disabled.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub service_name: Member<String>,
    /// A command line of the kind that was run; never the true one.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub command_line_example: Member<String>,
    /// The malicious file.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub threat_file_path: Member<String>,
    /// What was done to the file: `Write`, `Delete`, `Rename`, `Link` or `Symlink`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub file_operation: Member<String>,
    /// The file.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub file_path: Member<String>,
    /// Further files, at most 25.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub related_file_paths: Member<Vec<String>>,
}
