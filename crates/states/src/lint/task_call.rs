//! What a Task state calls, where it is written.

use crate::definition::StateType;
use crate::json::Node;
use crate::outline::StateOutline;
use crate::resource::TaskResource;
use crate::service_action::{ServiceAction, TaskApi};

/// The call that a Task state makes.
pub(super) struct TaskCall<'n> {
    /// The `Resource` as it is written.
    pub(super) node: &'n Node,
    pub(super) resource: TaskResource,
    api: TaskApi,
}

impl<'n> TaskCall<'n> {
    /// The call of a state; none of one that is no Task, or whose resource is none.
    pub(super) fn of(state: &StateOutline<'n>) -> Option<Self> {
        let is_task = state.state_type == Some(StateType::Task);
        let node = state.node.get("Resource").filter(|_| is_task)?;
        let resource = TaskResource::parse(node.as_str()?).ok()?;
        let api = TaskApi::of(&resource);
        Some(Self { node, resource, api })
    }

    /// The operation that it calls, where that is known.
    pub(super) fn action(&self) -> Option<ServiceAction<'_>> {
        self.api.action(&self.resource)
    }

    /// The name of the service that it calls, if it is not known here.
    pub(super) fn unknown_service(&self) -> Option<&str> {
        match &self.api {
            TaskApi::UnknownService(name) => Some(name),
            _ => None,
        }
    }
}
