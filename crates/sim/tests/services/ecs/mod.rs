//! ECS through the account.

mod cluster;
mod deployment;
mod event;
mod life;
mod run_task;
mod service;
mod staging;
mod stop_task;
