//! The command line.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::command;

/// Simulates and tests the flow in which a GuardDuty finding stops an ECS task.
///
/// Exit codes: 0 done, or the answer is yes; 1 the answer is no; 2 usage; 3 an input file is
/// invalid; 4 a backend failed or does not model what was asked; 5 resources were left behind;
/// 6 nothing was selected to run; 7 a scenario passed only in part; 101 a bug.
#[derive(Debug, Parser)]
#[command(name = "firedrill", version, max_term_width = 100)]
pub struct Arguments {
    /// What is the same for every command.
    #[command(flatten)]
    pub common: CommonArguments,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Arguments that every command takes.
#[derive(Debug, Clone, Args)]
pub struct CommonArguments {
    /// The form of the results on standard output.
    #[arg(long, global = true, value_enum, default_value_t, env = "FIREDRILL_FORMAT")]
    pub format: Format,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, env = "FIREDRILL_COLOR")]
    pub color: Color,
    /// Say less: results and failures only.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: the assertions and the stages of every scenario.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// The form of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For tools: stable and versioned.
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run scenarios: the main job.
    Run(command::run::Args),
    /// Send events through a flow and say what each would do, and why.
    Replay(command::replay::Args),
    /// Show a stored report again, in any form.
    Report(command::report::Args),
    /// Match event patterns as EventBridge does, explain verdicts, and warn of surprises.
    Pattern {
        /// What to do.
        #[command(subcommand)]
        command: command::pattern::PatternCommand,
    },
    /// Make a target's input of events as EventBridge does.
    Transform(command::transform::Args),
    /// Run state machines as Step Functions does.
    States {
        /// What to do.
        #[command(subcommand)]
        command: command::states::StatesCommand,
    },
    /// Look at a flow, and warn of what it lets through or leaves out.
    Flow {
        /// What to do.
        #[command(subcommand)]
        command: command::flow::FlowCommand,
    },
    /// Print a JSON Schema.
    Schema(command::schema::Args),
    /// Print the completions of a shell.
    Completions(command::completions::Args),
    /// Print the version and the forms that it reads and writes.
    Version,
}

/// The flow under test.
#[derive(Debug, Clone, Args)]
pub struct FlowArgument {
    /// The folder of the flow.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "fixtures/flows/stop-task",
        env = "FIREDRILL_FLOW"
    )]
    pub flow: Utf8PathBuf,
}

/// The seed of a run.
#[derive(Debug, Clone, Copy, Args)]
pub struct SeedArgument {
    /// The seed of every id: the same seed gives the same record, byte for byte.
    #[arg(long, value_name = "N", default_value_t = 1, env = "FIREDRILL_SEED")]
    pub seed: u64,
}
