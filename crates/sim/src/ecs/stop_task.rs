//! StopTask.

use firedrill_arn::Arn;

use super::error::task_not_found;
use super::identifier::{self, TaskKey};
use super::state::Ecs;
use super::task_status::StopCode;
use crate::context::Context;
use crate::error::Handled;
use crate::operation::ecs::{StopTaskRequest, StopTaskResponse};

/// How long a reason may be.
///
/// Older references allowed 255 characters and today's give no limit; the agent cuts the reasons
/// of tasks at 1,024, "as per Back-end model" (amazon-ecs-agent, pull request 3229). Whether the
/// service refuses a longer one is not known; here it is cut.
const REASON_LIMIT: usize = 1_024;

impl Ecs {
    /// Has a task stop.
    ///
    /// The answer shows it still RUNNING and desired STOPPED. A task that is stopping or has
    /// stopped is answered as it is and not changed: AWS is believed to do so as long as it still
    /// describes the task, and nothing that settles it was found in public.
    pub(super) fn stop_task(
        &mut self,
        request: StopTaskRequest,
        context: &mut Context<'_>,
    ) -> Handled<StopTaskResponse> {
        let cluster = identifier::cluster(request.cluster.as_deref(), context)?;
        let id = identifier::task(&request.task, &cluster)?;
        self.named_cluster(request.cluster.as_deref(), context)?;
        let key = TaskKey { cluster, id };
        let task = self.task_mut(&key).ok_or_else(task_not_found)?;
        if request.task.starts_with("arn:") && request.task != task.arn.as_str() {
            let older = format!("task/{}", task.id);
            if !request.task.ends_with(&older) || !same_owner(&request.task, task.arn.as_str()) {
                return Err(task_not_found().into());
            }
        }
        if task.stop.is_none() {
            // "Any tags associated with the task will be deleted."
            context.tags_mut().forget(task.arn.as_str());
        }
        let reason = request.reason.unwrap_or_else(|| "Task stopped by user".into());
        let reason = reason.chars().take(REASON_LIMIT).collect();
        self.stop(&key, StopCode::UserInitiated, reason, context);
        let task = self.task(&key).ok_or_else(task_not_found)?;
        Ok(StopTaskResponse { task: Some(task.describe(Some(context.tags()))) })
    }
}

/// Whether two ARNs are of one account and region; a task of an older form of ARN names no
/// cluster.
fn same_owner(one: &str, other: &str) -> bool {
    fn owner(text: &str) -> Option<Arn<'_>> {
        Some(Arn { resource: "", ..Arn::parse(text).ok()? })
    }
    owner(one).is_some_and(|one| owner(other) == Some(one))
}
