//! Amazon ECS: clusters, task definitions, container instances, services, and the life of tasks.
//!
//! It owns what a task goes through from its start to the hour in which a stopped one is still
//! described, and the scheduler that replaces the tasks of a service. It refuses to know why a
//! task is stopped, and what runs in a container: a container runs until its task stops.
//!
//! A task changes in virtual time, by the named [`Delay`](crate::Delay)s. Each change grows its
//! version, writes a `TaskStatus` hop because of what made it, and puts an `ECS Task State Change`
//! event on the default bus.
//!
//! Not modelled and refused by name: capacity providers, managed and external instances, daemon
//! services, task sets, and whatever makes a service roll out anew.

mod capacity;
mod cluster;
mod clusters;
mod container;
mod container_instance;
mod container_instances;
mod definition_check;
mod error;
mod guardduty_agent;
mod identifier;
mod launch;
mod lifecycle;
mod network_interface;
mod run_task;
mod scheduler;
mod service;
mod services;
mod staging;
mod state;
mod stop_task;
mod tags;
mod task;
mod task_definition;
mod task_definitions;
mod task_event;
mod task_size;
mod task_status;
mod tasks;

pub(crate) use state::Ecs;
